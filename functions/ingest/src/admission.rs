//! Which events of a request may be recorded.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use api::Product;
use chrono::Duration;
use event_model::{
    EventId, FieldError, NewEvent, OrganizationId, OrganizationState, Source, Timestamp, limits,
};
use event_store::{Insertion, Recording};
use serde_json::value::RawValue;

use crate::Locations;
use crate::collection::{Collection, collection};
use crate::event_text::ReadEvent;
use crate::imports::ImportDay;
use crate::results::{EventResult, EventStatus, FaultBudget, NotCollectedReason};

/// One event of a request, and how far it has come.
#[derive(Debug)]
pub(crate) struct Candidate {
    id: Option<String>,
    /// The source of its type, if that is known.
    pub(crate) source: Option<Source>,
    pub(crate) admission: Admission,
}

/// How far an event has come.
#[derive(Debug)]
pub(crate) enum Admission {
    /// It is as documented, and this key may send it.
    Read(Box<NewEvent>),
    /// It may be recorded.
    Admitted(Box<Recording>),
    /// It is on its way from one to the next: moved, since each copy of an event is twenty small ones.
    Moving,
    /// It repeats the event at this place of the request, with the same content or another.
    Repeats { first: usize, same: bool },
    /// What became of it.
    Settled(EventResult),
}

impl Candidate {
    /// Returns the event, while nothing is decided about it.
    pub(crate) fn event(&self) -> Option<&NewEvent> {
        match &self.admission {
            Admission::Read(event) => Some(event),
            _ => None,
        }
    }

    pub(crate) fn organization(&self) -> Option<&OrganizationId> {
        self.event().map(|event| &event.organization_id)
    }

    /// Takes the recording out, if there is one to be made.
    pub(crate) fn take_recording(&mut self) -> Option<Recording> {
        match std::mem::replace(&mut self.admission, Admission::Moving) {
            Admission::Admitted(recording) => Some(*recording),
            other => {
                self.admission = other;
                None
            }
        }
    }

    /// Returns the result of the event whose insertion ended so.
    pub(crate) fn result(&self, insertion: Insertion) -> EventResult {
        let status = match insertion {
            Insertion::Recorded => EventStatus::Recorded,
            Insertion::Duplicate => EventStatus::Duplicate,
            Insertion::Conflict => EventStatus::Conflict,
            Insertion::Retry => EventStatus::Retry,
            Insertion::Expired => {
                let fault = FieldError::new("/id", "is the id of an event that has expired; use another id");
                return EventResult::rejected(self.id.clone(), vec![fault]);
            }
        };
        EventResult::new(self.id.clone(), status)
    }
}

/// Reads each event, and refuses those that this key may not send.
pub(crate) fn read(events: &[&RawValue], product: &Product) -> Vec<Candidate> {
    let candidates = events.iter().map(|text| {
        let ReadEvent { id, source, event } = ReadEvent::new(text.get());
        let admission = match event.and_then(|event| check_scope(event, product)) {
            Err(errors) => Admission::Settled(EventResult::rejected(id.clone(), errors)),
            Ok(event) => Admission::Read(Box::new(event)),
        };
        Candidate { id, source, admission }
    });
    let mut candidates: Vec<Candidate> = candidates.collect();
    // DynamoDB refuses a batch that names one item twice, so the second is decided here.
    for (index, repeats) in repetitions(&candidates) {
        candidates[index].admission = repeats;
    }
    candidates
}

/// Returns the events that repeat an earlier one of the request, by their places.
fn repetitions(candidates: &[Candidate]) -> Vec<(usize, Admission)> {
    let mut first_of: HashMap<(&OrganizationId, Source, &EventId), (usize, &NewEvent)> = HashMap::new();
    let mut repetitions = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let Some(event) = candidate.event() else { continue };
        match first_of.entry((&event.organization_id, event.source(), &event.id)) {
            Entry::Occupied(first) => {
                let (first, content) = *first.get();
                repetitions.push((index, Admission::Repeats { first, same: content == event }));
            }
            Entry::Vacant(place) => {
                place.insert((index, event));
            }
        }
    }
    repetitions
}

fn check_scope(event: NewEvent, product: &Product) -> Result<NewEvent, Vec<FieldError>> {
    let mut errors = Vec::new();
    if !product.sources.contains(&event.source()) {
        errors.push(FieldError::new("/type", format!("this key may not send events of {}", event.source())));
    }
    if !product.organizations.contains(&event.organization_id) {
        errors.push(FieldError::new("/organization_id", "this key may not send events of this organization"));
    }
    if errors.is_empty() { Ok(event) } else { Err(errors) }
}

/// Decides about each event that was read, by what its organization chose. Returns the days for which events are
/// imported.
pub(crate) fn admit(
    candidates: &mut [Candidate],
    product: &Product,
    states: &HashMap<OrganizationId, OrganizationState>,
    locations: &Locations,
    now: Timestamp,
) -> BTreeSet<ImportDay> {
    let mut import_days = BTreeSet::new();
    for candidate in candidates {
        let event = match std::mem::replace(&mut candidate.admission, Admission::Moving) {
            Admission::Read(event) => event,
            other => {
                candidate.admission = other;
                continue;
            }
        };
        let state = states.get(&event.organization_id);
        candidate.admission = match decide(*event, product, state, locations, now) {
            Ok((recording, collection)) => {
                if collection == Collection::Import {
                    let event = &recording.event;
                    let day = event.occurred_at.datetime().date_naive();
                    import_days.insert((event.organization_id.clone(), day));
                }
                Admission::Admitted(Box::new(recording))
            }
            Err(Refusal::NotCollected(reason)) => {
                Admission::Settled(EventResult::not_collected(candidate.id.clone(), reason))
            }
            Err(Refusal::Fault(fault)) => {
                Admission::Settled(EventResult::rejected(candidate.id.clone(), vec![fault]))
            }
        };
    }
    import_days
}

enum Refusal {
    NotCollected(NotCollectedReason),
    Fault(FieldError),
}

fn decide(
    event: NewEvent,
    product: &Product,
    state: Option<&OrganizationState>,
    locations: &Locations,
    now: Timestamp,
) -> Result<(Recording, Collection), Refusal> {
    let fault = |pointer: &str, message: String| Refusal::Fault(FieldError::new(pointer, message));
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

/// Returns what became of each event. One that repeats another follows it.
pub(crate) fn results(candidates: Vec<Candidate>) -> Vec<EventResult> {
    let mut results: Vec<EventResult> = Vec::with_capacity(candidates.len());
    let mut budget = FaultBudget::default();
    for candidate in candidates {
        let result = match candidate.admission {
            Admission::Settled(result) => result,
            Admission::Repeats { first, same } => {
                let first = results[first].clone();
                let stored = matches!(first.status, EventStatus::Recorded | EventStatus::Duplicate);
                match (first.status, same) {
                    (_, true) if stored => EventResult::new(candidate.id, EventStatus::Duplicate),
                    (_, false) if stored => EventResult::new(candidate.id, EventStatus::Conflict),
                    // The first was turned away for what it said, and this one says something else: it has
                    // to be judged on its own, which sending it again brings about.
                    (EventStatus::Conflict | EventStatus::Rejected, false) => {
                        EventResult::new(candidate.id, EventStatus::Retry)
                    }
                    _ => EventResult { id: candidate.id, ..first },
                }
            }
            // Unreachable by construction, and if it were not, nothing was stored.
            Admission::Read(_) | Admission::Admitted(_) | Admission::Moving => {
                EventResult::new(candidate.id, EventStatus::Retry)
            }
        };
        results.push(EventResult { errors: budget.take(result.errors), ..result });
    }
    results
}
