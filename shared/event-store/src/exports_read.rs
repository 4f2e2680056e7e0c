//! Asking for exports and looking at them.

use event_model::{ExportId, NewEvent, OrganizationId, OrganizationState};

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};

use crate::control_items::{attributes, control_key, read};
use crate::export_item::ExportItem;
use crate::exports::{Export, ExportRequest};
use crate::transaction::Statement;
use crate::{Store, StoreError, keys};

/// A page of exports.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportPage {
    /// The exports, newest first.
    pub exports: Vec<Export>,
    /// The export to go on after; none when there is nothing more.
    pub next: Option<ExportId>,
}

impl Store {
    /// Records that an export is asked for, puts it at the end of the queue, and records `event`, which
    /// tells so, all in one transaction: there is no export that the record does not know.
    pub async fn exports_create(
        &self,
        request: &ExportRequest,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let organization = &request.organization_id;
        let place = [
            ("pk".to_owned(), AttributeValue::S(keys::organization_pk(organization))),
            ("sk".to_owned(), AttributeValue::S(keys::export_queue_sk(&request.id))),
        ];
        self.execute_transaction(vec![
            Statement::insert(
                &self.control_table,
                attributes(ExportItem::new(request))?.into_iter().collect(),
            ),
            Statement::insert(&self.control_table, place.into_iter().collect()),
            self.monitor_event_statement(event, state, &state.settings, request.asked_at)?,
        ])
        .await
    }

    /// Returns an export as it is at this moment.
    pub async fn exports_get(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<Option<Export>, StoreError> {
        let response = self
            .dynamodb
            .get_item()
            .table_name(&*self.control_table)
            .set_key(Some(control_key(&keys::organization_pk(organization), &keys::export_sk(id))))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("GetItem", error))?;
        self.meter.has_read(response.consumed_capacity());
        response.item.map(|item| read::<ExportItem>(item)?.into_export(organization)).transpose()
    }

    /// Returns exports, newest first, from the one asked for before `after` on; at most `limit` of those
    /// that `wanted` chooses.
    pub async fn exports_page(
        &self,
        organization: &OrganizationId,
        after: Option<&ExportId>,
        limit: usize,
        wanted: impl Fn(&Export) -> bool,
    ) -> Result<ExportPage, StoreError> {
        /// Items of one request, more than a page has, since not every one may be wanted.
        const ITEMS: i32 = 100;
        let pk = keys::organization_pk(organization);
        let mut start = after.map(|id| control_key(&pk, &keys::export_sk(id)));
        let mut exports: Vec<Export> = Vec::with_capacity(limit);
        loop {
            let response = self
                .dynamodb
                .query()
                .table_name(&*self.control_table)
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":pk", AttributeValue::S(pk.clone()))
                .expression_attribute_values(":prefix", AttributeValue::S(keys::EXPORT_SK_PREFIX.to_owned()))
                .scan_index_forward(false)
                .limit(ITEMS)
                .set_exclusive_start_key(start.take())
                .consistent_read(true)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| StoreError::sdk("Query", error))?;
            self.meter.has_read(response.consumed_capacity());
            for item in response.items.unwrap_or_default() {
                let export = read::<ExportItem>(item)?.into_export(organization)?;
                if !wanted(&export) {
                    continue;
                }
                if exports.len() == limit {
                    // One more than was asked for is there, so there is a further page.
                    let next = exports.last().map(|last| last.request.id.clone());
                    return Ok(ExportPage { exports, next });
                }
                exports.push(export);
            }
            match response.last_evaluated_key.filter(|key| !key.is_empty()) {
                Some(key) => start = Some(key),
                None => return Ok(ExportPage { exports, next: None }),
            }
        }
    }
}
