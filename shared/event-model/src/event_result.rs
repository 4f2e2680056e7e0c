//! The results of the events that a product sent.

use serde::{Deserialize, Serialize};

use crate::FieldError;

/// The result of each event, in the order of the request.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IngestResponse {
    /// One result for each event.
    pub results: Vec<EventResult>,
}

/// The result of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EventResult {
    /// The event's id, where it has a readable one.
    pub id: Option<String>,
    /// The status of the event.
    pub status: EventStatus,
    /// Why it was not collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<NotCollectedReason>,
    /// Why it was rejected: JSON pointers into the event. At most 20, and fewer where many events of a request are
    /// rejected; the last then says how many more there are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

crate::wire_enum! {
    /// The result of one event.
    pub enum EventStatus {
        /// It is stored.
        Recorded = "recorded",
        /// It is stored already, with the same content: sent before, or written by this request at an attempt whose
        /// confirmation was lost.
        Duplicate = "duplicate",
        /// Its id is stored already, with other content; nothing was changed.
        Conflict = "conflict",
        /// It is not as documented, this key may not send it, or its id is that of an event that has expired.
        Rejected = "rejected",
        /// The organization collects no events now.
        NotCollected = "not_collected",
        /// It may not be stored: send it again.
        Retry = "retry",
    }
}

crate::wire_enum! {
    /// Why an event was not collected.
    pub enum NotCollectedReason {
        /// The organization's activity monitor is off.
        MonitorOff = "monitor_off",
        /// The organization's plan does not include the activity monitor.
        Plan = "plan",
    }
}

impl EventResult {
    /// Returns a result without a reason.
    pub fn new(id: Option<String>, status: EventStatus) -> Self {
        Self { id, status, reason: None, errors: Vec::new() }
    }

    /// Returns the result of an event that was not collected.
    pub fn not_collected(id: Option<String>, reason: NotCollectedReason) -> Self {
        Self { reason: Some(reason), ..Self::new(id, EventStatus::NotCollected) }
    }

    /// Returns the result of an event with these faults.
    pub fn rejected(id: Option<String>, errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(id, EventStatus::Rejected) }
    }
}
