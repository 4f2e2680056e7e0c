//! Reads one event by its source and id.

use event_model::{Event, EventId, OrganizationState, Timestamp};

use crate::dynamodb::item::{Item, from_item, text};
use crate::events::keys;
use crate::events::row::EventItem;
use crate::{EventLog, StoreError};

impl EventLog {
    /// Returns the event `(source, id)` of an organization, unless it has expired by `now`.
    ///
    /// The source may be one that only a newer version knows.
    pub async fn get(
        &self,
        state: &OrganizationState,
        source: &str,
        id: &EventId,
        now: Timestamp,
    ) -> Result<Option<Event>, StoreError> {
        let pk = keys::event_key(&state.organization.id, source, id);
        let Some(item) = self.table.get(Item::from([("pk".to_owned(), text(pk))])).await? else {
            return Ok(None);
        };
        let (_, event) = from_item::<EventItem>(item)?.into_event()?;
        Ok(state.settings.shows(&event, now).then_some(event))
    }
}
