//! Classes of OCSF 1.5.0: the attributes that they have, and their status.

use event_model::{Ocsf, OcsfStatus, Outcome, RecordedOutcome};
use serde::Serialize;

/// Detection Finding.
pub(super) const FINDING: u16 = 2004;
/// Account Change.
pub(super) const ACCOUNT: u16 = 3001;
/// Authentication.
pub(super) const AUTHENTICATION: u16 = 3002;
/// Entity Management.
pub(super) const ENTITY: u16 = 3004;
/// Group Management.
pub(super) const GROUP: u16 = 3006;
/// Tunnel Activity.
pub(super) const TUNNEL: u16 = 4014;

/// Returns `true` if the class is Detection Finding.
pub(super) fn is_finding(ocsf: Ocsf) -> bool {
    ocsf.class_uid == FINDING
}

/// Returns `true` if the class has the network of the actor.
pub(super) fn has_endpoint(ocsf: Ocsf) -> bool {
    has_request(ocsf) || ocsf.class_uid == TUNNEL
}

/// Returns `true` if the class has the request of the actor.
pub(super) fn has_request(ocsf: Ocsf) -> bool {
    matches!(ocsf.class_uid, ACCOUNT | AUTHENTICATION | ENTITY | GROUP)
}

/// Returns `true` if the class has a session besides that of the actor.
pub(super) fn has_session(ocsf: Ocsf) -> bool {
    matches!(ocsf.class_uid, AUTHENTICATION | TUNNEL)
}

/// The severity of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Severity {
    #[serde(rename = "severity_id")]
    pub(super) id: u8,
    #[serde(rename = "severity")]
    pub(super) name: &'static str,
}

/// The severity of every event but those of findings: the catalog does not grade types.
pub(super) const INFORMATIONAL: Severity = Severity { id: 1, name: "Informational" };

/// The status of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Status<'a> {
    #[serde(rename = "status_id")]
    pub(super) id: u8,
    #[serde(rename = "status")]
    pub(super) name: &'a str,
}

/// Nothing tells the status.
pub(super) const UNKNOWN: Status<'static> = Status { id: 0, name: "Unknown" };
const SUCCESS: Status<'static> = Status { id: OcsfStatus::Success.status_id(), name: "Success" };
const FAILURE: Status<'static> = Status { id: OcsfStatus::Failure.status_id(), name: "Failure" };

impl<'a> Status<'a> {
    /// Returns a status for which OCSF has no number.
    pub(super) const fn other(name: &'a str) -> Self {
        Self { id: 99, name }
    }
}

/// Returns the status that the class of an event implies, or else that of its outcome.
pub(super) fn status(ocsf: Ocsf, outcome: &str) -> Status<'_> {
    match ocsf.status {
        Some(OcsfStatus::Success) => SUCCESS,
        Some(OcsfStatus::Failure) => FAILURE,
        None => match RecordedOutcome::parse(outcome).known() {
            Some(Outcome::Success) => SUCCESS,
            Some(Outcome::Failure | Outcome::Blocked) => FAILURE,
            Some(Outcome::Attempt) | None => Status::other(outcome),
        },
    }
}
