//! Request and response of `POST /v1/events`.

use event_model::{EventRequest, FieldError, limits};
use serde::{Deserialize, Serialize};

/// Events to record. Each is read on its own: a faulty event does not affect the others.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(example = json!({"events": [{
    "id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11",
    "organization_id": "org_northwind",
    "type": "pass.item.created",
    "occurred_at": "2026-11-21T19:23:11.123Z",
    "actor": {"id": "u_ada", "name": "Ada Lovelace", "email": "ada@northwind.example"},
    "targets": [{"type": "vault", "id": "v_1", "name": "Engineering"}],
    "client": {"ip": "2001:db8::7", "device": "Firefox on Linux", "app_version": "web 5.2"}
}]}))]
pub struct IngestRequest {
    /// 1 to 500 events.
    #[schema(min_items = 1, max_items = 500)]
    pub events: Vec<EventRequest>,
}

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

/// The result of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// It is stored.
    Recorded,
    /// It is stored already, with the same content: sent before, or written by this request at an attempt whose
    /// confirmation was lost.
    Duplicate,
    /// Its id is stored already, with other content; nothing was changed.
    Conflict,
    /// It is not as documented, this key may not send it, or its id is that of an event that has expired.
    Rejected,
    /// The organization collects no events now.
    NotCollected,
    /// It may not be stored: send it again.
    Retry,
}

/// Why an event was not collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotCollectedReason {
    /// The organization's activity monitor is off.
    MonitorOff,
    /// The organization's plan does not include the activity monitor.
    Plan,
}

impl EventResult {
    pub(crate) fn new(id: Option<String>, status: EventStatus) -> Self {
        Self { id, status, reason: None, errors: Vec::new() }
    }

    pub(crate) fn not_collected(id: Option<String>, reason: NotCollectedReason) -> Self {
        Self { reason: Some(reason), ..Self::new(id, EventStatus::NotCollected) }
    }

    pub(crate) fn rejected(id: Option<String>, errors: Vec<FieldError>) -> Self {
        Self { errors, ..Self::new(id, EventStatus::Rejected) }
    }
}

/// Remaining bytes for faults, in JSON, in the response to one request.
///
/// Lambda refuses a response above 6 MiB, and its envelope doubles the bytes of quotes. Without a bound,
/// faulty events prevent the response for a valid event.
#[derive(Debug)]
pub(crate) struct FaultBudget(usize);

impl Default for FaultBudget {
    fn default() -> Self {
        Self(limits::ANSWER_FAULT_BYTES)
    }
}

impl FaultBudget {
    /// Returns the first of `errors` that fit, followed by the number of the others.
    pub(crate) fn take(&mut self, errors: Vec<FieldError>) -> Vec<FieldError> {
        let mut listed = Vec::with_capacity(errors.len());
        let mut more = 0;
        for error in errors {
            let bytes = serde_json::to_string(&error).map_or(usize::MAX, |json| json.len());
            // After the first error that does not fit, all errors are left out. The list has only the first
            // errors.
            match self.0.checked_sub(bytes) {
                Some(left) if more == 0 => {
                    self.0 = left;
                    listed.push(error);
                }
                _ => more += error.count(),
            }
        }
        listed.extend((more > 0).then(|| FieldError::and_more(more)));
        listed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fault_budget_counts_what_it_leaves_out() {
        let fault = |index: usize| FieldError::new(format!("/metadata/{index}"), "\"".repeat(1_000));
        let mut budget = FaultBudget::default();
        let mut bytes = 0;
        for _ in 0..500 {
            let mut errors: Vec<_> = (0..limits::EVENT_FAULTS).map(fault).collect();
            errors.push(FieldError::and_more(7));
            let listed = budget.take(errors);
            assert_eq!(listed.iter().map(FieldError::count).sum::<usize>(), limits::EVENT_FAULTS + 7);
            bytes += serde_json::to_string(&listed).expect("JSON").len();
        }
        assert!(bytes < limits::ANSWER_FAULT_BYTES + 500 * 64, "{bytes}");
    }
}
