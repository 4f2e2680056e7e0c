//! Events of the monitor itself: source `monitor`.
//!
//! The service records them for all plans, whether the monitor is on or off. Thus an admin cannot hide an
//! act.

use std::collections::BTreeSet;
use std::time::Duration;

use event_model::{Network, NewEvent, OrganizationState, Settings, Timestamp};
use tokio::time::Instant;

use crate::dynamodb::item::to_item;
use crate::dynamodb::statement::Statement;
use crate::events::row::EventItem;
use crate::{EventLog, Insertion, Recording, Store, StoreError};

/// Timeout for recording events. If the events fail, the act that they report fails too.
const RECORD_TIMEOUT: Duration = Duration::from_secs(5);

/// Maximum number of events per step. A step takes at most a few seconds.
const ANNOUNCE_CHUNK: usize = 500;

/// The behavior if another event has the id.
#[derive(Debug, Clone, Copy)]
enum OnDuplicateId {
    /// Fail: the id is random, so the other event is a different one.
    Fail,
    /// Ignore: the id is derived from the content, so the other event reports the same.
    Ignore,
}

impl EventLog {
    /// Records events of one organization, with its settings. Idempotent.
    pub async fn monitor_events_record(
        &self,
        state: &OrganizationState,
        events: &[NewEvent],
        recorded_at: Timestamp,
    ) -> Result<(), StoreError> {
        let recordings: Vec<Recording> =
            events.iter().map(|event| recording(event, state, &state.settings, recorded_at)).collect();
        self.record_all(&recordings, OnDuplicateId::Fail).await
    }

    async fn record_all(
        &self,
        recordings: &[Recording],
        on_duplicate_id: OnDuplicateId,
    ) -> Result<(), StoreError> {
        const OPERATION: &str = "BatchExecuteStatement";
        let insertions = self.insert(recordings, Instant::now() + RECORD_TIMEOUT).await;
        for (insertion, recording) in insertions.into_iter().zip(recordings) {
            match (insertion, on_duplicate_id) {
                (Insertion::Recorded | Insertion::Duplicate, _)
                | (Insertion::Conflict | Insertion::Expired, OnDuplicateId::Ignore) => {}
                (Insertion::Conflict | Insertion::Expired, OnDuplicateId::Fail) => {
                    let source = format!("another event has the id {}", recording.event.id);
                    return Err(StoreError::internal(OPERATION, source));
                }
                (Insertion::Retry, _) => {
                    let source = "a monitor event was not recorded in time".into();
                    return Err(StoreError::Throttled { operation: OPERATION, source });
                }
            }
        }
        Ok(())
    }

    /// Returns the statement that records `event` in a transaction, with the retention of `settings`.
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
    /// Records events of many organizations. Events of organizations that do not exist are skipped.
    ///
    /// Idempotent, since the ids of these events are derived from their content. After a failure, announce
    /// all events again.
    pub async fn monitor_events_announce(
        &self,
        events: &[NewEvent],
        recorded_at: Timestamp,
    ) -> Result<(), StoreError> {
        for events in events.chunks(ANNOUNCE_CHUNK) {
            let organizations = events.iter().map(|event| event.organization_id.clone()).collect();
            let states = self.control.snapshot(&organizations, &BTreeSet::new()).await?.states;
            let recordings: Vec<Recording> = events
                .iter()
                .filter_map(|event| {
                    let state = states.get(&event.organization_id)?;
                    Some(recording(event, state, &state.settings, recorded_at))
                })
                .collect();
            self.events.record_all(&recordings, OnDuplicateId::Ignore).await?;
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
        // Only ingest has the databases of networks and locations.
        network: Network::default(),
        location: None,
        collect: settings.collect_details,
        recorded_at,
        expires_at: event.occurred_at.plus(state.settings.monitor_events_kept(settings).duration()),
        shards: state.organization.write_shards,
    }
}
