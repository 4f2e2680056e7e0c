//! Events in the queue.

use event_model::{EventRequest, EventResult, EventStatus, FieldError, NotCollectedReason, Timestamp};
use serde::Deserialize;
use serde_json::value::RawValue;

/// An event that waits for its result.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The order of sending. Grows with each event.
    pub(crate) seq: i64,
    pub(crate) event: NewEntry,
}

/// An event to queue.
#[derive(Debug)]
pub(crate) struct NewEntry {
    /// The wire form.
    pub(crate) json: Box<RawValue>,
    /// The caller's name for the event.
    pub(crate) label: Option<Box<str>>,
}

impl NewEntry {
    /// Bytes that an event takes beside its texts, about.
    pub(crate) const OVERHEAD: usize = 64;

    pub(crate) fn new(event: &EventRequest, label: Option<&str>) -> Self {
        let json = serde_json::value::to_raw_value(event).expect("an event has only texts as keys");
        Self { json, label: label.map(Box::from) }
    }

    /// Returns the bytes of the event in a request, with its comma.
    pub(crate) fn body_bytes(&self) -> usize {
        self.json.get().len() + 1
    }

    /// Returns the bytes that the event takes in the queue.
    pub(crate) fn cost(&self) -> usize {
        self.json.get().len() + self.label.as_ref().map_or(0, |label| label.len()) + Self::OVERHEAD
    }
}

/// Events that are queued together: all or none, with one fsync if there is a spool.
#[derive(Debug, Default)]
pub struct Batch {
    pub(crate) entries: Vec<NewEntry>,
    pub(crate) refused: Vec<Refused>,
    pub(crate) checkpoint: Option<(String, String)>,
}

impl Batch {
    /// Creates an empty batch.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an event.
    pub fn push(&mut self, event: &EventRequest) {
        self.entries.push(NewEntry::new(event, None));
    }

    /// Adds an event with a label, such as the line number of a log. A refused event is reported with its label.
    pub fn push_labeled(&mut self, event: &EventRequest, label: &str) {
        self.entries.push(NewEntry::new(event, Some(label)));
    }

    /// Adds an event that the caller itself refuses, so that one list has all refused events. Needs a spool.
    pub fn refuse(&mut self, refused: Refused) {
        self.refused.push(refused);
    }

    /// Returns the events that the caller refused.
    pub fn refused(&self) -> &[Refused] {
        &self.refused
    }

    /// Stores `value` under `name` together with the events. Needs a spool.
    ///
    /// A reader that stores its position this way neither loses nor repeats events when it is killed:
    /// [`Client::checkpoint`](crate::Client::checkpoint) returns the position of the last stored batch.
    pub fn set_checkpoint(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.checkpoint = Some((name.into(), value.into()));
    }

    /// Returns the number of events.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Returns `true` if the batch has no events.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns the bytes of the events in a request.
    pub fn bytes(&self) -> usize {
        self.entries.iter().map(NewEntry::body_bytes).sum()
    }

    pub(crate) fn needs_spool(&self) -> bool {
        !self.refused.is_empty() || self.checkpoint.is_some()
    }
}

/// An event that will not be recorded: a final result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The place of the event in the order of sending.
    pub seq: i64,
    /// The event's id, where it has one.
    pub id: Option<String>,
    /// The label of [`Batch::push_labeled`].
    pub label: Option<String>,
    /// `rejected`, `conflict` or `not_collected`.
    pub status: EventStatus,
    /// The reason, in words.
    pub reason: String,
    /// Time of the refusal.
    pub refused_at: Timestamp,
    /// The event, in its wire form.
    pub event: String,
}

impl Refused {
    /// Creates a refused event from its wire form and its faults.
    pub fn rejected(event: String, label: Option<String>, errors: &[FieldError]) -> Self {
        let refused_at = Timestamp::from_datetime(chrono::Utc::now());
        let reason = faults(errors);
        Self { seq: 0, id: id_of(&event), label, status: EventStatus::Rejected, reason, refused_at, event }
    }

    pub(crate) fn new(entry: Entry, status: EventStatus, reason: String) -> Self {
        let Entry { seq, event: NewEntry { json, label } } = entry;
        let refused_at = Timestamp::from_datetime(chrono::Utc::now());
        let event = String::from(Box::<str>::from(json));
        Self { seq, id: id_of(&event), label: label.map(String::from), status, reason, refused_at, event }
    }
}

/// Returns the reason of a final result in words.
pub(crate) fn reason(result: &EventResult) -> String {
    match (result.status, result.reason) {
        (EventStatus::Conflict, _) => "another event with this id is recorded already".to_owned(),
        (_, Some(NotCollectedReason::MonitorOff)) => {
            "the activity monitor of the organization is off".to_owned()
        }
        (_, Some(NotCollectedReason::Plan)) => {
            "the plan of the organization does not include the activity monitor".to_owned()
        }
        _ => faults(&result.errors),
    }
}

fn faults(errors: &[FieldError]) -> String {
    let texts = errors.iter().map(|FieldError { pointer, message }| match pointer.as_str() {
        "" => message.clone(),
        pointer => format!("{pointer} {message}"),
    });
    let text = texts.collect::<Vec<_>>().join("; ");
    if text.is_empty() { "no reason given".to_owned() } else { text }
}

pub(crate) fn id_of(event: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Head {
        id: Option<String>,
    }
    serde_json::from_str::<Head>(event).ok()?.id
}
