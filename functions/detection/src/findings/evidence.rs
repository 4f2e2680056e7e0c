//! The events that show a finding.

use std::collections::{BTreeMap, BTreeSet};

use detections::EventRef;
use event_model::{Event, OrganizationState, Source, Timestamp};
use event_store::{FindingRecord, Store, StoreError};

/// The events of the evidence of findings that are stored.
#[derive(Debug, Default)]
pub(crate) struct EvidenceEvents(BTreeMap<EventRef, Event>);

impl EvidenceEvents {
    /// Reads the events that show a finding.
    pub(crate) async fn of(
        store: &Store,
        state: &OrganizationState,
        record: &FindingRecord,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let evidence = record.finding.evidence.iter().map(|evidence| &evidence.event);
        Self::read(store, state, evidence, now).await
    }

    /// Reads events.
    pub(crate) async fn read<'a>(
        store: &Store,
        state: &OrganizationState,
        events: impl IntoIterator<Item = &'a EventRef>,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let events: BTreeSet<_> =
            events.into_iter().map(|EventRef { source, id }| (source.as_str(), id)).collect();
        if events.is_empty() {
            return Ok(Self::default());
        }
        let events = store.events.get_all(state, &events, now).await?;
        let keyed = events.into_iter().map(|event| {
            let source = Source::recorded(event.source().to_owned());
            (EventRef { source, id: event.id.clone() }, event)
        });
        Ok(Self(keyed.collect()))
    }

    /// Returns an event.
    pub(crate) fn get(&self, event: &EventRef) -> Option<&Event> {
        self.0.get(event)
    }

    /// Returns the events, in no order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Event> {
        self.0.values()
    }

    /// Returns the events that show a finding, in order of time, and the number of those that are no longer stored.
    pub(crate) fn in_order(&self, record: &FindingRecord) -> (Vec<Event>, usize) {
        let evidence = &record.finding.evidence;
        let events: Vec<Event> =
            evidence.iter().filter_map(|evidence| self.get(&evidence.event).cloned()).collect();
        let missing = evidence.len() - events.len();
        (events, missing)
    }
}
