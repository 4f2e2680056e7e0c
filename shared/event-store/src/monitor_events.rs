//! Events of this system itself: source `monitor`.
//!
//! They are recorded whether the monitor is on or off, and whatever the plan: those who watch are
//! watched by what they cannot switch off.

use std::time::Duration;

use event_model::{Network, NewEvent, OrganizationState, Settings, Timestamp};
use tokio::time::Instant;

use crate::event_item::EventItem;
use crate::transaction::Statement;
use crate::{Insertion, Recording, Store, StoreError};

/// How long an event is tried for before what it reports fails with it.
const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Records what people did to this system, in the organisation of `state` and as it wants its events
    /// to be kept.
    ///
    /// When this returns, each event is recorded. Recording it again changes nothing.
    pub async fn monitor_events_record(
        &self,
        state: &OrganizationState,
        events: &[NewEvent],
        recorded_at: Timestamp,
    ) -> Result<(), StoreError> {
        let recordings: Vec<Recording> =
            events.iter().map(|event| recording(event, state, &state.settings, recorded_at)).collect();
        let outcomes = self.events_insert(&recordings, Instant::now() + PATIENCE).await;
        for (outcome, event) in outcomes.into_iter().zip(events) {
            match outcome {
                Insertion::Recorded | Insertion::Duplicate => {}
                Insertion::Conflict => {
                    return Err(StoreError::corrupt(event.id.as_str(), "another event has this id"));
                }
                Insertion::Retry => {
                    return Err(StoreError::Throttled {
                        operation: "BatchExecuteStatement",
                        source: "an event of the monitor could not be recorded in time".into(),
                    });
                }
            }
        }
        Ok(())
    }

    /// Returns the statement that records `event` as a part of a transaction, kept as `settings` say.
    pub(crate) fn monitor_event_statement(
        &self,
        event: &NewEvent,
        state: &OrganizationState,
        settings: &Settings,
        recorded_at: Timestamp,
    ) -> Result<Statement, StoreError> {
        let item = EventItem::new(&recording(event, state, settings, recorded_at));
        Ok(Statement::insert(&self.events_table, item.into_attributes()?))
    }
}

fn recording(
    event: &NewEvent,
    state: &OrganizationState,
    settings: &Settings,
    recorded_at: Timestamp,
) -> Recording {
    Recording {
        event: event.clone(),
        // Network and place are looked up by ingest alone, which has the databases.
        network: Network::default(),
        location: None,
        collect: settings.collect_details,
        recorded_at,
        expires_at: event.occurred_at.plus(settings.retention_days.duration()),
        shards: state.organization.write_shards,
    }
}
