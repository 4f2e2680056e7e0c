//! Request and response of `POST /v1/events`.

use event_model::{EventRequest, FieldError, limits};
pub use event_model::{EventResult, EventStatus, IngestResponse, NotCollectedReason};
use serde::Serialize;

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
