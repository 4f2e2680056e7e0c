//! What happened near a finding: events after it, and other findings.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use chrono::Duration;
use detections::{AddressNet, Key};
use event_model::{Event, EventFilter, OrganizationState, TimeRange, Timestamp, UserId};
use event_store::{
    FindingPosition, FindingRecord, FindingScope, Order, ReadBudget, ReadRequest, ReadSize, Store, StoreError,
};

use crate::findings::evidence::EvidenceEvents;

/// Time after the last hit whose events are shown.
const AFTER: Duration = Duration::minutes(60);
/// Maximum events after the last hit.
const EVENTS_MAX: u16 = 50;
/// Rows that are read at most to find them.
const ROWS_MAX: u32 = 200;
/// Time before the first and after the last hit whose findings are neighbors.
const AROUND: Duration = Duration::hours(24);
/// Maximum neighbors.
const NEIGHBORS_MAX: usize = 20;
/// Findings that are read at most to find them.
const READ: u16 = 100;

/// Returns the first events of the person of a finding in the hour after its last hit. None if it is not about a person.
pub(crate) async fn followed_by(
    store: &Store,
    state: &OrganizationState,
    record: &FindingRecord,
    now: Timestamp,
) -> Result<Vec<Event>, StoreError> {
    let finding = &record.finding;
    let from = finding.last_at.plus(Duration::milliseconds(1));
    let range = TimeRange::new(from, from.plus(AFTER));
    let (Some(user), Ok(range)) = (finding.key.person(), range) else { return Ok(Vec::new()) };
    let request = ReadRequest {
        state,
        filter: EventFilter { range, ..EventFilter::of_users([user.clone()]) },
        order: Order::Ascending,
        after: None,
        size: ReadSize::Rows(EVENTS_MAX),
        now,
    };
    let mut events = Vec::new();
    let take = |event: Event| {
        events.push(event);
        Ok::<_, StoreError>(ControlFlow::Continue(()))
    };
    store.events.page(request, ReadBudget { rows: ROWS_MAX }, take).await?;
    Ok(events)
}

/// Returns other findings about the same people, or about an address of the evidence, from a day before the first hit to
/// a day after the last one, newest first. Those about an address only with `show_details`: they disclose that it is the
/// same.
pub(crate) async fn neighbors(
    store: &Store,
    state: &OrganizationState,
    record: &FindingRecord,
    evidence: &EvidenceEvents,
    show_details: bool,
) -> Result<Vec<FindingRecord>, StoreError> {
    let finding = &record.finding;
    let from = finding.first_at.minus(AROUND);
    let Ok(range) = TimeRange::new(from, finding.last_at.plus(AROUND)) else { return Ok(Vec::new()) };
    let person = finding.key.person();
    let people: BTreeSet<&UserId> = match person {
        Some(user) => BTreeSet::from([user]),
        None => evidence.iter().map(|event| &event.actor.id).collect(),
    };
    let addresses: BTreeSet<AddressNet> = evidence.iter().filter_map(Event::ip).map(AddressNet::of).collect();
    let is_neighbor = |other: &FindingRecord| {
        let is_same = match &other.finding.key {
            Key::Address(net) => show_details && addresses.contains(net),
            key => key.person().is_some_and(|user| people.contains(user)),
        };
        is_same && other.id() != record.id() && other.is_shown()
    };
    // The list of the person is complete where the list of all findings is too long to read.
    let scopes = person.cloned().map(FindingScope::User).into_iter().chain([FindingScope::All]);
    let mut neighbors: BTreeMap<FindingPosition, FindingRecord> = BTreeMap::new();
    for scope in scopes {
        let page = store.control.findings_page(&state.organization.id, &scope, range, None, READ).await?;
        let found = page.items.into_iter().filter(|other| is_neighbor(other));
        neighbors.extend(found.map(|other| (other.position(), other)));
    }
    Ok(neighbors.into_values().rev().take(NEIGHBORS_MAX).collect())
}
