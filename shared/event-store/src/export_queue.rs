//! The queue of an organisation's exports: which run, and in which order the others wait.
//!
//! One small item for each export that is not finished keeps its place, and one item holds the set of
//! those that run. DynamoDB adds to that set on the condition that there is room, so that no two workers
//! can take the last place.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use event_model::{ExportId, OrganizationId, Timestamp};

use crate::control_items::{control_key, key_of};
use crate::{Store, StoreError, keys};

/// The exports of an organisation that are not finished.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportQueue {
    /// Those that have a place among the running ones.
    pub running: BTreeSet<ExportId>,
    /// The others, in the order in which they were asked for.
    pub waiting: Vec<ExportId>,
}

impl ExportQueue {
    /// Returns how many-th in the queue `id` is, the first being 1; none where it does not wait.
    pub fn position(&self, id: &ExportId) -> Option<usize> {
        self.waiting.iter().position(|waiting| waiting == id).map(|index| index + 1)
    }
}

impl Store {
    /// Returns the queue as it is at this moment.
    pub async fn exports_queue(&self, organization: &OrganizationId) -> Result<ExportQueue, StoreError> {
        let pk = keys::organization_pk(organization);
        let response = self
            .dynamodb
            .get_item()
            .table_name(&*self.control_table)
            .set_key(Some(control_key(&pk, keys::EXPORTS_RUNNING_SK)))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("GetItem", error))?;
        self.meter.has_read(response.consumed_capacity());
        let running = match response.item.as_ref().and_then(|item| item.get("running")) {
            Some(AttributeValue::Ss(ids)) => ids.as_slice(),
            _ => &[],
        };
        let corrupt =
            || StoreError::corrupt(format!("{pk} {}", keys::EXPORTS_RUNNING_SK), "holds another id");
        let running = running.iter().map(|id| id.parse().map_err(|_| corrupt()));
        let running: BTreeSet<ExportId> = running.collect::<Result<_, _>>()?;
        let mut waiting = Vec::new();
        let mut start = None;
        loop {
            let (items, next) = self.control_query(&pk, keys::EXPORT_QUEUE_SK_PREFIX, start).await?;
            for item in &items {
                let id = key_of(item).and_then(|(_, sk)| keys::parse_export_queue_sk(sk));
                let id = id.ok_or_else(|| StoreError::corrupt(&pk, "a place in the queue has no id"))?;
                if !running.contains(&id) {
                    waiting.push(id);
                }
            }
            match next {
                Some(next) => start = Some(next),
                None => return Ok(ExportQueue { running, waiting }),
            }
        }
    }

    /// Takes a place among the running exports, if there is one or this export has one.
    pub(crate) async fn export_slots_take(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        at_once: usize,
    ) -> Result<bool, StoreError> {
        let result = self
            .dynamodb
            .update_item()
            .table_name(&*self.control_table)
            .set_key(Some(control_key(&keys::organization_pk(organization), keys::EXPORTS_RUNNING_SK)))
            .update_expression("ADD running :ids")
            .condition_expression(
                "attribute_not_exists(running) OR contains(running, :id) OR size(running) < :most",
            )
            .expression_attribute_values(":ids", AttributeValue::Ss(vec![id.to_string()]))
            .expression_attribute_values(":id", AttributeValue::S(id.to_string()))
            .expression_attribute_values(":most", AttributeValue::N(at_once.to_string()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match result {
            Ok(response) => {
                self.meter.wrote(response.consumed_capacity());
                Ok(true)
            }
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(StoreError::sdk("UpdateItem", error)),
        }
    }

    /// Gives up an export's place, among the running ones and in the queue.
    pub async fn exports_dequeue(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<(), StoreError> {
        let pk = keys::organization_pk(organization);
        let response = self
            .dynamodb
            .update_item()
            .table_name(&*self.control_table)
            .set_key(Some(control_key(&pk, keys::EXPORTS_RUNNING_SK)))
            .update_expression("DELETE running :ids")
            .expression_attribute_values(":ids", AttributeValue::Ss(vec![id.to_string()]))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("UpdateItem", error))?;
        self.meter.wrote(response.consumed_capacity());
        self.export_remove(&pk, &keys::export_queue_sk(id)).await
    }

    /// Removes an export. A worker that has it notices with its next write.
    pub async fn exports_delete(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<(), StoreError> {
        // The record first: a worker that is called for a place without a record does nothing.
        self.export_remove(&keys::organization_pk(organization), &keys::export_sk(id)).await?;
        self.exports_dequeue(organization, id).await
    }

    /// Notes that a worker is called for an export, and tells whether none was called since `since`.
    ///
    /// A worker takes a moment to start: without this, everybody who looks meanwhile would call one more.
    pub async fn exports_call(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let result = self
            .dynamodb
            .update_item()
            .table_name(&*self.control_table)
            .set_key(Some(control_key(&keys::organization_pk(organization), &keys::export_queue_sk(id))))
            .update_expression("SET called_at = :now")
            .condition_expression(
                "attribute_exists(pk) AND (attribute_not_exists(called_at) OR called_at <= :since)",
            )
            .expression_attribute_values(":now", AttributeValue::N(now.millis().to_string()))
            .expression_attribute_values(":since", AttributeValue::N(since.millis().to_string()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await;
        match result {
            Ok(response) => {
                self.meter.wrote(response.consumed_capacity());
                Ok(true)
            }
            Err(error)
                if error.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(StoreError::sdk("UpdateItem", error)),
        }
    }

    async fn export_remove(&self, pk: &str, sk: &str) -> Result<(), StoreError> {
        let response = self
            .dynamodb
            .delete_item()
            .table_name(&*self.control_table)
            .set_key(Some(control_key(pk, sk)))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("DeleteItem", error))?;
        self.meter.wrote(response.consumed_capacity());
        Ok(())
    }
}
