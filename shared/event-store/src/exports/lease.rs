//! What a worker writes: it takes an export, says how far it is, and finishes it.
//!
//! Every write is on the condition that the worker's fencing number is still the latest, so that of two
//! workers only the later can change anything.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use event_model::{ExportId, OrganizationId, Timestamp};

use crate::dynamodb::item::item_key;
use crate::exports::export::{
    Export, ExportCheckpoint, ExportFailure, ExportFiles, ExportLease, ExportProgress, ExportState,
};
use crate::exports::keys;
use crate::exports::row::CheckpointItem;
use crate::{Control, StoreError};

/// What became of a worker's wish to write an export.
#[derive(Debug)]
pub enum ExportClaim {
    /// It is this worker's until its lease ends.
    Taken(Box<Export>),
    /// Another worker has it, at least until then.
    Leased(Timestamp),
    /// As many exports of the organization as may run at once are running.
    AtCapacity,
    /// It is finished or deleted. It has no place in the queue any more.
    Finished,
}

/// What a worker says of an export that it has.
#[derive(Debug, Clone, Copy)]
pub struct ExportReport<'a> {
    /// How much is done.
    pub progress: ExportProgress,
    /// Where to go on, if that has changed.
    pub checkpoint: Option<&'a ExportCheckpoint>,
    /// Until when it keeps the export.
    pub until: Timestamp,
}

impl Control {
    /// Takes an export for one worker until `until`, if none has it and no more than `at_once` run.
    pub async fn exports_claim(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        at_once: usize,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<ExportClaim, StoreError> {
        let export = self.exports_get(organization, id).await?;
        let Some(mut export) = export.filter(|export| export.state.is_open()) else {
            // Whoever finished it may have ended before it left the queue.
            self.exports_dequeue(organization, id).await?;
            return Ok(ExportClaim::Finished);
        };
        if export.lease.until > now {
            return Ok(ExportClaim::Leased(export.lease.until));
        }
        if !self.export_slots_take(organization, id, at_once).await? {
            return Ok(ExportClaim::AtCapacity);
        }
        let fence = export.lease.fence;
        let update = Update::new()
            .set("fence", number(fence + 1))
            .set("lease_until", number(until.millis()))
            .set("state", text("running"))
            .set("attempts", number(export.attempts + 1))
            .set("started_at", number(export.started_at.unwrap_or(now).millis()));
        match self.export_update(organization, id, fence, update).await {
            Ok(()) => {
                export.lease = ExportLease { fence: fence + 1, until };
                export.state = ExportState::Running;
                export.attempts += 1;
                export.started_at.get_or_insert(now);
                Ok(ExportClaim::Taken(Box::new(export)))
            }
            Err(StoreError::Conflict) => Ok(ExportClaim::Leased(until)),
            Err(error) => Err(error),
        }
    }

    /// Settles whether the file shows details, and forgets what an earlier worker did: the file is begun
    /// anew.
    pub async fn exports_restart(&self, export: &Export, show_details: bool) -> Result<(), StoreError> {
        let update = Update::new()
            .set("show_details", AttributeValue::Bool(show_details))
            .set("rows", number(0))
            .set("bytes", number(0))
            .remove("reached")
            .remove("checkpoint");
        self.export_update_of(export, update).await
    }

    /// Says how far an export is and keeps it, or returns [`StoreError::Conflict`] where it was removed or
    /// another worker has taken over.
    pub async fn exports_report(&self, export: &Export, report: ExportReport<'_>) -> Result<(), StoreError> {
        let ExportReport { progress, checkpoint, until } = report;
        let mut update = with_progress(Update::new(), progress).set("lease_until", number(until.millis()));
        if let Some(checkpoint) = checkpoint {
            let item = serde_dynamo::to_attribute_value(CheckpointItem::new(checkpoint))
                .map_err(|error| StoreError::corrupt(export.request.id.as_str(), error))?;
            // It has got further, so what ended the workers before does not always end them.
            update = update.set("checkpoint", item).set("attempts", number(0));
        }
        self.export_update_of(export, update).await
    }

    /// Keeps an export until `until`, or returns [`StoreError::Conflict`] where it was finished, deleted or
    /// taken over.
    pub async fn exports_renew(&self, export: &Export, until: Timestamp) -> Result<(), StoreError> {
        self.export_update_of(export, Update::new().set("lease_until", number(until.millis()))).await
    }

    /// Lets an export go, so that the next worker need not wait for the lease to end. `attempts` is how many
    /// of them count as having got no further.
    pub async fn exports_release(&self, export: &Export, attempts: u32) -> Result<(), StoreError> {
        let update = Update::new().set("lease_until", number(0)).set("attempts", number(attempts));
        self.export_update_of(export, update).await
    }

    /// Records that an export's file is complete, and which objects are the file and its manifest.
    pub async fn exports_complete(
        &self,
        export: &Export,
        progress: ExportProgress,
        files: &ExportFiles,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let ExportFiles { data_key, manifest_key, sha256 } = files;
        let update = with_progress(Update::new(), progress)
            .set("state", text("ready"))
            .set("data_key", text(data_key))
            .set("manifest_key", text(manifest_key))
            .set("sha256", text(sha256))
            .set("finished_at", number(now.millis()))
            .set("lease_until", number(0))
            .remove("checkpoint");
        self.export_update_of(export, update).await?;
        self.exports_dequeue(&export.request.organization_id, &export.request.id).await
    }

    /// Says that there will be no file.
    pub async fn exports_fail(
        &self,
        export: &Export,
        failure: ExportFailure,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let failure = serde_dynamo::to_attribute_value(failure)
            .map_err(|error| StoreError::corrupt(export.request.id.as_str(), error))?;
        let update = Update::new()
            .set("state", text("failed"))
            .set("failure", failure)
            .set("finished_at", number(now.millis()))
            .set("lease_until", number(0))
            .remove("checkpoint");
        self.export_update_of(export, update).await?;
        self.exports_dequeue(&export.request.organization_id, &export.request.id).await
    }

    async fn export_update_of(&self, export: &Export, update: Update) -> Result<(), StoreError> {
        let request = &export.request;
        self.export_update(&request.organization_id, &request.id, export.lease.fence, update).await
    }

    /// Changes an export that is not finished and whose fencing number is `fence`.
    async fn export_update(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        fence: u64,
        update: Update,
    ) -> Result<(), StoreError> {
        let expression = update.expression();
        let Update { names, mut values, .. } = update;
        values.insert(":its_fence".to_owned(), number(fence));
        values.insert(":pending".to_owned(), text("pending"));
        values.insert(":running".to_owned(), text("running"));
        let mut names = names;
        names.insert("#its_fence".to_owned(), "fence".to_owned());
        names.insert("#its_state".to_owned(), "state".to_owned());
        let update = self
            .table
            .update(item_key(&keys::exports_pk(organization), &keys::export_sk(id)))
            .update_expression(expression)
            .condition_expression("#its_fence = :its_fence AND #its_state IN (:pending, :running)")
            .set_expression_attribute_names(Some(names))
            .set_expression_attribute_values(Some(values));
        if self.table.update_if(update).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

fn with_progress(update: Update, progress: ExportProgress) -> Update {
    let ExportProgress { reached, rows, bytes } = progress;
    let update = update.set("rows", number(rows)).set("bytes", number(bytes));
    match reached {
        Some(reached) => update.set("reached", number(reached.millis())),
        None => update,
    }
}

fn number(value: impl ToString + Copy) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// An update expression in the making.
#[derive(Debug, Default)]
struct Update {
    set: Vec<&'static str>,
    removed: Vec<&'static str>,
    names: HashMap<String, String>,
    values: HashMap<String, AttributeValue>,
}

impl Update {
    fn new() -> Self {
        Self::default()
    }

    fn set(mut self, name: &'static str, value: AttributeValue) -> Self {
        self.set.push(name);
        self.names.insert(format!("#{name}"), name.to_owned());
        self.values.insert(format!(":{name}"), value);
        self
    }

    fn remove(mut self, name: &'static str) -> Self {
        self.removed.push(name);
        self.names.insert(format!("#{name}"), name.to_owned());
        self
    }

    fn expression(&self) -> String {
        let set: Vec<String> = self.set.iter().map(|name| format!("#{name} = :{name}")).collect();
        let removed: Vec<String> = self.removed.iter().map(|name| format!("#{name}")).collect();
        let mut expression = format!("SET {}", set.join(", "));
        if !removed.is_empty() {
            expression.push_str(" REMOVE ");
            expression.push_str(&removed.join(", "));
        }
        expression
    }
}
