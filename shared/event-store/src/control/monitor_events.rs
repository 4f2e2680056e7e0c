//! Events of this system itself: source `monitor`.
//!
//! They are recorded whether the monitor is on or off, and whatever the plan: those who watch are
//! watched by what they cannot switch off.

use std::collections::BTreeSet;
use std::time::Duration;

use event_model::{Network, NewEvent, OrganizationState, Settings, Timestamp};
use tokio::time::Instant;

use crate::dynamodb::item::to_item;
use crate::dynamodb::statement::Statement;
use crate::events::row::EventItem;
use crate::{EventLog, Insertion, Recording, Store, StoreError};

/// How long an event is tried for before what it reports fails with it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Events that are announced at once: a few seconds' worth at worst.
const ANNOUNCED_AT_ONCE: usize = 500;

/// What it means that another event has an event's id.
#[derive(Debug, Clone, Copy)]
enum SameId {
    /// Ids of acts are random: it cannot be.
    Fault,
    /// It tells the same.
    SameNews,
}

impl EventLog {
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
        self.record_all(&recordings, SameId::Fault).await
    }

    async fn record_all(&self, recordings: &[Recording], same_id: SameId) -> Result<(), StoreError> {
        let outcomes = self.insert(recordings, Instant::now() + PATIENCE).await;
        for (outcome, recording) in outcomes.into_iter().zip(recordings) {
            match (outcome, same_id) {
                (Insertion::Recorded | Insertion::Duplicate, _) | (Insertion::Conflict, SameId::SameNews) => {
                }
                // Told so long ago that it has expired.
                (Insertion::Expired, SameId::SameNews) => {}
                (Insertion::Conflict | Insertion::Expired, SameId::Fault) => {
                    let id = recording.event.id.as_str();
                    return Err(StoreError::corrupt(id, "another event has this id"));
                }
                (Insertion::Retry, _) => {
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
        let recording = recording(event, state, settings, recorded_at);
        Ok(Statement::insert(&self.table.name, to_item(EventItem::new(&recording))?))
    }
}

impl Store {
    /// Records news that may concern many organisations, each event in its own. Those of organisations
    /// that there are not are left out.
    ///
    /// The ids of such events are made from what they tell. Where one is taken, the same was told before,
    /// perhaps by somebody else, and stays as it is: after a failure it can all be tried again.
    pub async fn monitor_events_announce(
        &self,
        events: &[NewEvent],
        recorded_at: Timestamp,
    ) -> Result<(), StoreError> {
        for events in events.chunks(ANNOUNCED_AT_ONCE) {
            let organizations = events.iter().map(|event| event.organization_id.clone()).collect();
            let states = self.control.control_snapshot(&organizations, &BTreeSet::new()).await?.states;
            let recordings: Vec<Recording> = events
                .iter()
                .filter_map(|event| {
                    let state = states.get(&event.organization_id)?;
                    Some(recording(event, state, &state.settings, recorded_at))
                })
                .collect();
            self.events.record_all(&recordings, SameId::SameNews).await?;
        }
        Ok(())
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
        expires_at: event.occurred_at.plus(state.settings.monitor_events_kept(settings).duration()),
        shards: state.organization.write_shards,
    }
}
