//! Records events in memory by the rules of ingest that clients depend on.

use std::collections::HashMap;
use std::sync::Mutex;

use event_model::{
    ContentHash, EventResult, EventStatus, FieldError, NewEvent, NotCollectedReason, parse_event,
};
use serde_json::value::RawValue;

/// The organization whose monitor is off.
pub const OFF_ORGANIZATION: &str = "org_off";
/// The session of an event for which a whole request is refused with 400.
pub const POISON: &str = "poison";

/// The recorded events by organization, source and id.
#[derive(Debug, Default)]
pub struct Recorder(Mutex<HashMap<(String, String, String), NewEvent>>);

impl Recorder {
    /// Returns all recorded events.
    pub fn events(&self) -> Vec<NewEvent> {
        self.0.lock().expect("no panics").values().cloned().collect()
    }

    /// Returns the number of recorded events.
    pub fn len(&self) -> usize {
        self.0.lock().expect("no panics").len()
    }

    /// Returns `true` if nothing is recorded.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Records events. `None` if one of them spoils the request.
    pub(crate) fn record(&self, events: &[Box<RawValue>]) -> Option<Vec<EventResult>> {
        let events: Vec<_> = events.iter().map(|event| read(event.get())).collect();
        let is_poison = |event: &NewEvent| event.session_id.as_ref().is_some_and(|id| id.as_str() == POISON);
        if events.iter().flatten().any(is_poison) {
            return None;
        }
        let mut recorded = self.0.lock().expect("no panics");
        let results = events.into_iter().map(|event| match event {
            Err(faults) => EventResult::rejected(None, faults),
            Ok(event) if event.organization_id.as_str() == OFF_ORGANIZATION => {
                let id = Some(event.id.to_string());
                EventResult::not_collected(id, NotCollectedReason::MonitorOff)
            }
            Ok(event) => {
                let source = event.source().to_string();
                let key = (event.organization_id.to_string(), source, event.id.to_string());
                let id = Some(event.id.to_string());
                let status = match recorded.get(&key) {
                    None => EventStatus::Recorded,
                    Some(first) if ContentHash::of(first) == ContentHash::of(&event) => {
                        EventStatus::Duplicate
                    }
                    Some(_) => EventStatus::Conflict,
                };
                if status == EventStatus::Recorded {
                    recorded.insert(key, event);
                }
                EventResult::new(id, status)
            }
        });
        Some(results.collect())
    }
}

fn read(text: &str) -> Result<NewEvent, Vec<FieldError>> {
    let value = serde_json::from_str(text).map_err(|_| vec![FieldError::new("", "is not JSON")])?;
    parse_event(&value)
}
