//! The writes of a worker: it claims an export, reports progress, and finishes it.
//!
//! Every write is conditional on the fencing token of the worker. Of two workers, only the later one can change
//! anything.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use event_model::{ExportId, OrganizationId, Timestamp};

use crate::dynamodb::item::{item_key, number, text};
use crate::exports::export::{
    Export, ExportCheckpoint, ExportFailure, ExportFiles, ExportLease, ExportProgress, ExportState,
};
use crate::exports::keys;
use crate::exports::row::CheckpointItem;
use crate::{Control, StoreError};

/// The result of a claim.
#[derive(Debug)]
pub enum ExportClaim {
    /// This worker holds the lease.
    Taken(Box<Export>),
    /// Another worker holds the lease, which ends at this time.
    Leased(Timestamp),
    /// The organization already has the maximum of running exports.
    AtCapacity,
    /// It is finished or deleted, and removed from the queue.
    Finished,
}

/// A report of a worker.
#[derive(Debug, Clone, Copy)]
pub struct ExportReport<'a> {
    /// The progress.
    pub progress: ExportProgress,
    /// The new checkpoint, if any.
    pub checkpoint: Option<&'a ExportCheckpoint>,
    /// The new end of the lease.
    pub until: Timestamp,
}

impl Control {
    /// Claims an export until `until`, unless another worker holds the lease or `at_once` exports are running.
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
            // The worker that finished it may have stopped before it removed it from the queue.
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

    /// Removes the progress and the checkpoint, and fixes whether the file shows details.
    pub async fn exports_restart(&self, export: &Export, show_details: bool) -> Result<(), StoreError> {
        let update = Update::new()
            .set("show_details", AttributeValue::Bool(show_details))
            .set("rows", number(0))
            .set("bytes", number(0))
            .remove("reached")
            .remove("checkpoint");
        self.export_update_of(export, update).await
    }

    /// Records progress and renews the lease. Returns [`StoreError::Conflict`] if the export was finished, deleted or
    /// taken over.
    pub async fn exports_report(&self, export: &Export, report: ExportReport<'_>) -> Result<(), StoreError> {
        let ExportReport { progress, checkpoint, until } = report;
        let mut update = with_progress(Update::new(), progress).set("lease_until", number(until.millis()));
        if let Some(checkpoint) = checkpoint {
            let item = serde_dynamo::to_attribute_value(CheckpointItem::new(checkpoint))
                .map_err(|error| StoreError::internal("an attribute", error))?;
            // Progress: the earlier attempts do not count any more.
            update = update.set("checkpoint", item).set("attempts", number(0));
        }
        self.export_update_of(export, update).await
    }

    /// Renews the lease until `until`. Returns [`StoreError::Conflict`] if the export was finished, deleted or taken
    /// over.
    pub async fn exports_renew(&self, export: &Export, until: Timestamp) -> Result<(), StoreError> {
        self.export_update_of(export, Update::new().set("lease_until", number(until.millis()))).await
    }

    /// Ends the lease, so that the next worker does not have to wait. `attempts` is the new number of attempts without
    /// progress.
    pub async fn exports_release(&self, export: &Export, attempts: u32) -> Result<(), StoreError> {
        let update = Update::new().set("lease_until", number(0)).set("attempts", number(attempts));
        self.export_update_of(export, update).await
    }

    /// Records that an export is ready, and removes it from the queue.
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

    /// Records that an export failed, and removes it from the queue.
    pub async fn exports_fail(
        &self,
        export: &Export,
        failure: ExportFailure,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let failure = serde_dynamo::to_attribute_value(failure)
            .map_err(|error| StoreError::internal("an attribute", error))?;
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

    /// Updates an open export whose fencing token is `fence`.
    async fn export_update(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        fence: u64,
        update: Update,
    ) -> Result<(), StoreError> {
        let expression = update.expression();
        let Update { mut names, mut values, .. } = update;
        values.insert(":its_fence".to_owned(), number(fence));
        values.insert(":pending".to_owned(), text("pending"));
        values.insert(":running".to_owned(), text("running"));
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

/// Assignments and removals of an update expression.
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
