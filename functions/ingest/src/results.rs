//! Request and response of `POST /v1/events`.

use event_model::FieldError;
use serde::{Deserialize, Serialize};

/// Events to record. Each is read on its own, so that a faulty one does not cost the others.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
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
    pub events: Vec<serde_json::Value>,
}

/// What became of each event, in the order in which they were sent.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct IngestResponse {
    /// One for each event.
    pub results: Vec<EventResult>,
}

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EventResult {
    /// The event's id, where it has a readable one.
    pub id: Option<String>,
    /// What became of it.
    pub status: EventStatus,
    /// Why it was not collected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<NotCollectedReason>,
    /// Why it was rejected: JSON pointers into the event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

/// What became of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventStatus {
    /// It is stored.
    Recorded,
    /// It was stored before, with the same content.
    Duplicate,
    /// Its id was stored before, with other content; nothing was changed.
    Conflict,
    /// It is not as documented, or this key may not send it.
    Rejected,
    /// The organisation collects no events now.
    NotCollected,
    /// It may not be stored: send it again.
    Retry,
}

/// Why an event was not collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotCollectedReason {
    /// The organisation's activity monitor is off.
    MonitorOff,
    /// The organisation's plan does not include the activity monitor.
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
