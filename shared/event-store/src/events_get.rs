//! Reading one event by its name.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use event_model::{Event, EventId, OrganizationId, OrganizationState, Source, Timestamp};

use crate::{Store, StoreError, event_item, keys};

impl Store {
    /// Returns the event `(source, id)` of an organisation, unless it has expired by `now`.
    pub async fn events_get(
        &self,
        state: &OrganizationState,
        source: Source,
        id: &EventId,
        now: Timestamp,
    ) -> Result<Option<Event>, StoreError> {
        let organization: &OrganizationId = &state.organization.id;
        let response = self
            .dynamodb
            .get_item()
            .table_name(&*self.events_table)
            .key("pk", AttributeValue::S(keys::event_key(organization, source, id)))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("GetItem", error))?;
        self.meter.has_read(response.consumed_capacity());
        let Some(item) = response.item else { return Ok(None) };
        let (_, event) = event_item::read(item)?;
        let kept_since = now.minus(state.settings.retention_days.duration());
        Ok((event.expires_at > now && event.occurred_at >= kept_since).then_some(event))
    }
}
