//! Reads events by source and id.

use std::collections::BTreeSet;

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

    /// Returns those of the events `(source, id)` of an organization that are stored and have not expired by `now`,
    /// strongly consistent, in no order.
    pub async fn get_all(
        &self,
        state: &OrganizationState,
        events: &BTreeSet<(&str, &EventId)>,
        now: Timestamp,
    ) -> Result<Vec<Event>, StoreError> {
        let pk = |(source, id): &(&str, &EventId)| keys::event_key(&state.organization.id, source, id);
        let keys = events.iter().map(|event| Item::from([("pk".to_owned(), text(pk(event)))]));
        let items = self.table.batch_get(keys.collect()).await?;
        let read = |item| from_item::<EventItem>(item)?.into_event().map(|(_, event)| event);
        let events = items.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
        Ok(events.into_iter().filter(|event| state.settings.shows(event, now)).collect())
    }
}
