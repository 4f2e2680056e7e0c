//! Creating, reading and deleting exports.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use event_model::{ExportId, NewEvent, OrganizationId, OrganizationState};

use crate::control::items::{attributes, control_key, read};
use crate::dynamodb::transaction::Statement;
use crate::exports::export::{Export, ExportRequest, ExportState};
use crate::exports::queue::{ExportLimit, ExportQueue};
use crate::exports::row::ExportItem;
use crate::{Control, Store, StoreError, full_jitter, keys};

/// How often a transaction is tried that others write against.
const TRANSACTION_TRIES: u32 = 10;
/// Items of one query of a page: more than a page has, since not every export may be wanted.
const PAGE_ITEMS: i32 = 100;
/// Queries of one page.
const PAGE_QUERIES: usize = 5;

/// A page of exports.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportPage {
    /// The exports, newest first.
    pub exports: Vec<Export>,
    /// The export to go on after; none when there is nothing more.
    pub next: Option<ExportId>,
}

impl Store {
    /// Records an export, adds it to the queue, and records `event`, which says so, in one transaction: the
    /// record knows every export. Returns the queue with the export, or the limit that refuses it.
    pub async fn exports_create(
        &self,
        request: &ExportRequest,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<Result<ExportQueue, ExportLimit>, StoreError> {
        for attempt in 1..=TRANSACTION_TRIES {
            // Read and written on the condition of its version, so that many requests at once cannot pass a
            // limit together.
            let mut queue =
                self.control.exports_queue(&request.organization_id, request.requested_at).await?;
            if let Some(limit) = queue.limit(request) {
                return Ok(Err(limit));
            }
            let record = attributes(ExportItem::new(request))?.into_iter().collect();
            let statements = vec![
                Statement::insert(&self.control.table.name, record),
                queue.add(&self.control.table.name, request)?,
                self.events.monitor_event_statement(event, state, &state.settings, request.requested_at)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(Ok(queue)),
                Err(StoreError::Conflict) => tokio::time::sleep(full_jitter(attempt)).await,
                Err(error) => return Err(error),
            }
        }
        let source = "the queue of exports was written by others each time".into();
        Err(StoreError::Throttled { operation: "ExecuteTransaction", source })
    }

    /// Marks an export as deleted and records `event`, which says so, in one transaction. Its worker stops
    /// at its next write. Returns `false` if the export is deleted or gone already.
    ///
    /// The record stays until [`Control::exports_forget`], or for a day: its objects are
    /// removed by what it says, and a failure in between can be repeated.
    pub async fn exports_delete(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        /// How long a deleted record stays where nobody removes its objects.
        const DELETED_DAYS: i64 = 1;
        let ends = event.occurred_at.plus(chrono::Duration::days(DELETED_DAYS)).millis() / 1_000;
        let text = |state: ExportState| {
            serde_dynamo::to_attribute_value(state).map_err(|error| StoreError::corrupt(id.as_str(), error))
        };
        for attempt in 1..=TRANSACTION_TRIES {
            let Some(export) = self.control.exports_get(organization, id).await? else { return Ok(false) };
            let set = BTreeMap::from([
                ("state", text(ExportState::Deleted)?),
                ("expires_at", AttributeValue::N(ends.to_string())),
            ]);
            let key = control_key(&keys::exports_pk(organization), &keys::export_sk(id));
            let statements = vec![
                Statement::set_if(&self.control.table.name, key, set, ("state", text(export.state)?)),
                self.events.monitor_event_statement(event, state, &state.settings, event.occurred_at)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(true),
                // Its worker has finished it, or writes it at this moment.
                Err(StoreError::Conflict) => tokio::time::sleep(full_jitter(attempt)).await,
                Err(error) => return Err(error),
            }
        }
        let source = "the export was written by others each time".into();
        Err(StoreError::Throttled { operation: "ExecuteTransaction", source })
    }
}

impl Control {
    /// Removes the record of a deleted export, whose objects are removed.
    pub async fn exports_forget(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<(), StoreError> {
        let response = self
            .table
            .client
            .delete_item()
            .table_name(&*self.table.name)
            .set_key(Some(control_key(&keys::exports_pk(organization), &keys::export_sk(id))))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("DeleteItem", error))?;
        self.table.meter.wrote(response.consumed_capacity());
        Ok(())
    }

    /// Returns an export as it is at this moment; `None` if it is deleted.
    pub async fn exports_get(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<Option<Export>, StoreError> {
        let export = self.exports_find(organization, id).await?;
        Ok(export.filter(|export| export.state != ExportState::Deleted))
    }

    /// Returns an export as it is at this moment, even if it is deleted and its objects are not removed yet.
    pub async fn exports_find(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<Option<Export>, StoreError> {
        let response = self
            .table
            .client
            .get_item()
            .table_name(&*self.table.name)
            .set_key(Some(control_key(&keys::exports_pk(organization), &keys::export_sk(id))))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("GetItem", error))?;
        self.table.meter.has_read(response.consumed_capacity());
        response.item.map(|item| read::<ExportItem>(item)?.into_export(organization)).transpose()
    }

    /// Returns exports, newest first, older than `after`: at most `limit` of those that `wanted` chooses.
    ///
    /// It reads at most `PAGE_QUERIES` times. A page may be short or empty and still have a `next`.
    pub async fn exports_page(
        &self,
        organization: &OrganizationId,
        after: Option<&ExportId>,
        limit: usize,
        wanted: impl Fn(&Export) -> bool,
    ) -> Result<ExportPage, StoreError> {
        let pk = keys::exports_pk(organization);
        let mut next = after.cloned();
        let mut exports: Vec<Export> = Vec::with_capacity(limit);
        for _ in 0..PAGE_QUERIES {
            let response = self
                .table
                .client
                .query()
                .table_name(&*self.table.name)
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":pk", AttributeValue::S(pk.clone()))
                .expression_attribute_values(":prefix", AttributeValue::S(keys::EXPORT_SK_PREFIX.to_owned()))
                .scan_index_forward(false)
                .limit(PAGE_ITEMS)
                .set_exclusive_start_key(next.as_ref().map(|id| control_key(&pk, &keys::export_sk(id))))
                .consistent_read(true)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| StoreError::sdk("Query", error))?;
            self.table.meter.has_read(response.consumed_capacity());
            let more = response.last_evaluated_key.is_some_and(|key| !key.is_empty());
            for item in response.items.unwrap_or_default() {
                let export = read::<ExportItem>(item)?.into_export(organization)?;
                let is_wanted = export.state != ExportState::Deleted && wanted(&export);
                if is_wanted && exports.len() == limit {
                    // One more than the limit is there, so there is a further page.
                    return Ok(ExportPage { exports, next });
                }
                next = Some(export.request.id.clone());
                if is_wanted {
                    exports.push(export);
                }
            }
            if !more {
                return Ok(ExportPage { exports, next: None });
            }
        }
        Ok(ExportPage { exports, next })
    }
}
