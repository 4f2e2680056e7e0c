//! Reading one event by its name.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use event_model::{Event, EventId, OrganizationId, OrganizationState, Timestamp};

use crate::dynamodb::wire::{AnswerBody, ItemAnswer, read_answer};
use crate::{EventLog, StoreError, keys};

impl EventLog {
    /// Returns the event `(source, id)` of an organisation, unless it has expired by `now`.
    ///
    /// The source may be one that only a newer version knows.
    pub async fn get(
        &self,
        state: &OrganizationState,
        source: &str,
        id: &EventId,
        now: Timestamp,
    ) -> Result<Option<Event>, StoreError> {
        let organization: &OrganizationId = &state.organization.id;
        let body = AnswerBody::default();
        self.table
            .client
            .get_item()
            .table_name(&*self.table.name)
            .key("pk", AttributeValue::S(keys::event_key(organization, source, id)))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .customize()
            .interceptor(body.clone())
            .send()
            .await
            .map_err(|error| StoreError::sdk("GetItem", error))?;
        let body = body.take();
        let answer: ItemAnswer = read_answer("GetItem", &body)?;
        self.table.meter.has_read_units(answer.consumed_capacity.capacity_units);
        let Some(row) = answer.item else { return Ok(None) };
        let (_, event) = row.into_event()?;
        Ok(state.settings.shows(&event, now).then_some(event))
    }
}
