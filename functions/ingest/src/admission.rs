//! Decides which events of a request are recorded.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use api::Product;
use chrono::Duration;
use event_model::{EventId, FieldError, NewEvent, OrganizationId, OrganizationState, Timestamp, limits};
use event_store::{Insertion, Recording};

use crate::Locations;
use crate::collection::{Collection, collection};
use crate::event_text::ParsedEvent;
use crate::imports::ImportDay;
use crate::results::{EventResult, EventStatus, FaultBudget, NotCollectedReason};

/// The decision about one event.
#[derive(Debug)]
enum Decision {
    /// The result of the event with this id is final.
    Final(EventResult),
    /// The event with this id is the next one of the recordings.
    Record(Option<String>),
    /// The event with this id repeats the event at the index `first`, with the same or other content.
    Repeat { id: Option<String>, first: usize, same: bool },
}

/// The events of a request after the decision.
#[derive(Debug)]
pub(crate) struct Admitted {
    decisions: Vec<Decision>,
    /// The events to store, in order.
    pub(crate) recordings: Vec<Recording>,
    /// The days for which events are imported.
    pub(crate) import_days: BTreeSet<ImportDay>,
}

/// Decides about each event, by the scope of the key and the settings of its organization.
pub(crate) fn admit(
    events: Vec<ParsedEvent>,
    product: &Product,
    states: &HashMap<OrganizationId, OrganizationState>,
    locations: &Locations,
    now: Timestamp,
) -> Admitted {
    let repetitions = repetitions(&events);
    let mut decisions = Vec::with_capacity(events.len());
    // Capacity for all events: a recording has half a kilobyte, and a vector that grows moves each several
    // times.
    let mut recordings = Vec::with_capacity(events.len());
    let mut import_days = BTreeSet::new();
    for (index, ParsedEvent { id, event, .. }) in events.into_iter().enumerate() {
        if let Some((first, same)) = repetitions.get(&index).copied() {
            decisions.push(Decision::Repeat { id, first, same });
            continue;
        }
        let decision = event.map_err(Refusal::Faults).and_then(|event| {
            let state = states.get(&event.organization_id);
            decide(event, product, state, locations, now)
        });
        decisions.push(match decision {
            Ok((recording, collection)) => {
                if collection == Collection::Import {
                    let event = &recording.event;
                    let day = event.occurred_at.datetime().date_naive();
                    import_days.insert((event.organization_id.clone(), day));
                }
                recordings.push(recording);
                Decision::Record(id)
            }
            Err(Refusal::NotCollected(reason)) => Decision::Final(EventResult::not_collected(id, reason)),
            Err(Refusal::Faults(faults)) => Decision::Final(EventResult::rejected(id, faults)),
        });
    }
    Admitted { decisions, recordings, import_days }
}

/// Refuses an event that the key may not send.
pub(crate) fn check_scope(event: NewEvent, product: &Product) -> Result<NewEvent, Vec<FieldError>> {
    let mut faults = Vec::new();
    if !product.sources.contains(event.source()) {
        faults.push(FieldError::new("/type", format!("this key may not send events of {}", event.source())));
    }
    if !product.organizations.contains(&event.organization_id) {
        faults.push(FieldError::new("/organization_id", "this key may not send events of this organization"));
    }
    if faults.is_empty() { Ok(event) } else { Err(faults) }
}

/// Returns the events that repeat an earlier event of the request. Each index maps to the index of the first
/// event, and to `true` if the content is the same. DynamoDB refuses a batch that contains one item twice.
fn repetitions(events: &[ParsedEvent]) -> HashMap<usize, (usize, bool)> {
    let mut first_of: HashMap<(&OrganizationId, &str, &EventId), (usize, &NewEvent)> = HashMap::new();
    let mut repetitions = HashMap::new();
    for (index, parsed) in events.iter().enumerate() {
        let Ok(event) = &parsed.event else { continue };
        match first_of.entry((&event.organization_id, event.source(), &event.id)) {
            Entry::Occupied(first) => {
                let (first, content) = *first.get();
                repetitions.insert(index, (first, content == event));
            }
            Entry::Vacant(entry) => {
                entry.insert((index, event));
            }
        }
    }
    repetitions
}

enum Refusal {
    NotCollected(NotCollectedReason),
    Faults(Vec<FieldError>),
}

fn decide(
    event: NewEvent,
    product: &Product,
    state: Option<&OrganizationState>,
    locations: &Locations,
    now: Timestamp,
) -> Result<(Recording, Collection), Refusal> {
    let fault = |pointer: &str, message: String| Refusal::Faults(vec![FieldError::new(pointer, message)]);
    let Some(state) = state else {
        return Err(fault("/organization_id", "is not a known organization".to_owned()));
    };
    let OrganizationState { organization, settings, .. } = state;
    let occurred_at = event.occurred_at;
    let collection = collection(state, occurred_at, product.backfill).map_err(Refusal::NotCollected)?;
    if occurred_at > now.plus(Duration::minutes(limits::CLOCK_SKEW_MINUTES)) {
        let minutes = limits::CLOCK_SKEW_MINUTES;
        return Err(fault("/occurred_at", format!("is more than {minutes} minutes in the future")));
    }
    let retention = settings.retention_days;
    let expires_at = occurred_at.plus(retention.duration());
    if expires_at <= now {
        let days = retention.days();
        return Err(fault("/occurred_at", format!("is older than the {days} days that events are kept")));
    }
    if let Some(dropped) = settings.dropped_before.filter(|dropped| occurred_at < *dropped) {
        let message = format!("is before {dropped}; a shorter retention dropped the events of that time");
        return Err(fault("/occurred_at", message));
    }
    let (network, location) = match event.ip {
        Some(ip) if settings.collect_details => locations.lookup(ip),
        _ => Default::default(),
    };
    let recording = Recording {
        event,
        network,
        location,
        collect: settings.collect_details,
        recorded_at: now,
        expires_at,
        shards: organization.write_shards,
    };
    Ok((recording, collection))
}

impl Admitted {
    /// Returns the result of each event. `insertions` are the results of the recordings, in order.
    pub(crate) fn results(self, insertions: Vec<Insertion>) -> Vec<EventResult> {
        let mut insertions = insertions.into_iter();
        let mut results: Vec<EventResult> = Vec::with_capacity(self.decisions.len());
        let mut budget = FaultBudget::default();
        for decision in self.decisions {
            let result = match decision {
                Decision::Final(result) => result,
                // Without an insertion, nothing is stored.
                Decision::Record(id) => inserted(id, insertions.next().unwrap_or(Insertion::Retry)),
                Decision::Repeat { id, first, same } => repeated(id, &results[first], same),
            };
            results.push(EventResult { errors: budget.take(result.errors), ..result });
        }
        results
    }
}

fn inserted(id: Option<String>, insertion: Insertion) -> EventResult {
    let status = match insertion {
        Insertion::Recorded => EventStatus::Recorded,
        Insertion::Duplicate => EventStatus::Duplicate,
        Insertion::Conflict => EventStatus::Conflict,
        Insertion::Retry => EventStatus::Retry,
        Insertion::Expired => {
            let fault = FieldError::new("/id", "is the id of an event that has expired; use another id");
            return EventResult::rejected(id, vec![fault]);
        }
    };
    EventResult::new(id, status)
}

/// Returns the result of an event that repeats the event with the result `first`.
fn repeated(id: Option<String>, first: &EventResult, same: bool) -> EventResult {
    match (first.status, same) {
        (EventStatus::Recorded | EventStatus::Duplicate, true) => {
            EventResult::new(id, EventStatus::Duplicate)
        }
        (EventStatus::Recorded | EventStatus::Duplicate, false) => {
            EventResult::new(id, EventStatus::Conflict)
        }
        // The first event was refused for its content. This content needs a separate decision, so the
        // producer must send it again.
        (EventStatus::Conflict | EventStatus::Rejected, false) => EventResult::new(id, EventStatus::Retry),
        _ => EventResult { id, ..first.clone() },
    }
}
