//! Creates, reads and deletes exports.

use std::collections::BTreeMap;

use event_model::{ExportId, NewEvent, OrganizationId, OrganizationState};

use crate::dynamodb::conflict::ConflictRetry;
use crate::dynamodb::item::{from_item, item_key, number, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::table::{Consistency, PrefixQuery};
use crate::exports::export::{Export, ExportRequest, ExportState};
use crate::exports::keys;
use crate::exports::queue::{ExportLimit, ExportQueue};
use crate::exports::row::ExportItem;
use crate::{Control, Store, StoreError};

/// Maximum attempts at a transaction that conflicts.
const TRANSACTION_ATTEMPTS: u32 = 10;
/// Items per query. A page can need several queries, because `wanted` leaves exports out.
const PAGE_ITEMS: i32 = 100;
/// Maximum queries per page.
const PAGE_QUERIES: usize = 5;

/// A page of exports.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportPage {
    /// The exports, newest first.
    pub exports: Vec<Export>,
    /// The export after which the next page starts; `None` on the last page.
    pub next: Option<ExportId>,
}

impl Store {
    /// Records an export, adds it to the queue and records the audit event `event` in one transaction, so that the
    /// audit trail has every export. Returns the queue with the export, or the limit that it exceeds.
    pub async fn exports_create(
        &self,
        request: &ExportRequest,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<Result<ExportQueue, ExportLimit>, StoreError> {
        let mut retry = ConflictRetry::new(TRANSACTION_ATTEMPTS);
        loop {
            // The write is conditional on the version, so that concurrent requests cannot exceed a limit.
            let mut queue =
                self.control.exports_queue(&request.organization_id, request.requested_at).await?;
            if let Some(limit) = queue.limit(request) {
                return Ok(Err(limit));
            }
            let record = to_item(ExportItem::new(request))?;
            let statements = vec![
                Statement::insert(&self.control.table.name, record),
                queue.add(&self.control.table.name, request)?,
                self.events.monitor_event_statement(event, state, &state.settings, request.requested_at)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(Ok(queue)),
                Err(error) => retry.after(error).await.map_err(throttled)?,
            }
        }
    }

    /// Marks an export as deleted and records the audit event `event` in one transaction. Its worker stops at its next
    /// write. Returns `false` if it is already deleted.
    ///
    /// The record stays until [`Control::exports_forget`], at most a day, because it names the objects to remove.
    pub async fn exports_delete(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        /// Retention of a deleted record in days, if its objects are not removed.
        const DELETED_DAYS: i64 = 1;
        let ends = event.occurred_at.plus(chrono::Duration::days(DELETED_DAYS)).millis() / 1_000;
        let text = |state: ExportState| {
            serde_dynamo::to_attribute_value(state).map_err(|error| StoreError::internal("a state", error))
        };
        let mut retry = ConflictRetry::new(TRANSACTION_ATTEMPTS);
        loop {
            let Some(export) = self.control.exports_get(organization, id).await? else { return Ok(false) };
            let set = BTreeMap::from([("state", text(ExportState::Deleted)?), ("expires_at", number(ends))]);
            let key = item_key(&keys::exports_pk(organization), &keys::export_sk(id));
            let statements = vec![
                Statement::set_if(&self.control.table.name, key, set, ("state", text(export.state)?)),
                self.events.monitor_event_statement(event, state, &state.settings, event.occurred_at)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(true),
                // Its worker wrote it.
                Err(error) => retry.after(error).await.map_err(throttled)?,
            }
        }
    }
}

/// Returns the error of an operation that conflicted at every attempt. The client can repeat it later.
fn throttled(error: StoreError) -> StoreError {
    let StoreError::Conflict = error else { return error };
    let source = "other requests wrote the item at every attempt".into();
    StoreError::Throttled { operation: "ExecuteTransaction", source }
}

impl Control {
    /// Removes the record of a deleted export. Its objects must be removed before.
    pub async fn exports_forget(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<(), StoreError> {
        self.table.delete(item_key(&keys::exports_pk(organization), &keys::export_sk(id))).await
    }

    /// Returns an export, strongly consistent; `None` if it is deleted.
    pub async fn exports_get(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<Option<Export>, StoreError> {
        let export = self.exports_find(organization, id).await?;
        Ok(export.filter(|export| export.state != ExportState::Deleted))
    }

    /// Returns an export, strongly consistent, even if it is deleted and its objects are not removed yet.
    pub async fn exports_find(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<Option<Export>, StoreError> {
        let item = self.table.get(item_key(&keys::exports_pk(organization), &keys::export_sk(id))).await?;
        item.map(|item| from_item::<ExportItem>(item)?.into_export(organization)).transpose()
    }

    /// Returns at most `limit` exports for which `wanted` returns `true`, newest first, starting after `after`.
    ///
    /// Bounded by `PAGE_QUERIES`, so a page can be short or empty and still have a `next`.
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
            let query = PrefixQuery {
                pk: &pk,
                sk_prefix: keys::EXPORT_SK_PREFIX,
                newest_first: true,
                start: next.as_ref().map(|id| item_key(&pk, &keys::export_sk(id))),
                limit: Some(PAGE_ITEMS),
                consistency: Consistency::Strong,
            };
            let page = self.table.query_prefix(query).await?;
            for item in page.items {
                let export = from_item::<ExportItem>(item)?.into_export(organization)?;
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
            if page.next.is_none() {
                return Ok(ExportPage { exports, next: None });
            }
        }
        Ok(ExportPage { exports, next })
    }
}
