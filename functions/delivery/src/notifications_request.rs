//! Requests to change notifications.

use detections::Severity;
use event_model::json_object::Object;
use event_store::FindingMails;

/// Which e-mail the caller wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, utoipa::ToSchema)]
#[schema(as = NotificationsRequest)]
#[schema(example = json!({"own_account": true, "findings": {"immediate_from": "critical", "digest": true}}))]
pub struct NotificationsRequest {
    /// Whether findings about the caller's account are mailed.
    pub own_account: bool,
    /// Which findings of the organization are mailed. Left out, it does not change. Members must leave it out.
    #[schema(nullable = false)]
    pub findings: Option<FindingMailsRequest>,
}

/// Which findings of the organization are mailed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, utoipa::ToSchema)]
#[schema(as = FindingMailsRequest)]
pub struct FindingMailsRequest {
    /// Minimum severity of findings that are mailed at once: `low`, `medium`, `high` or `critical`. Null for no such mail.
    pub immediate_from: Option<Severity>,
    /// Whether the others are mailed once a day.
    pub digest: bool,
}

impl NotificationsRequest {
    /// Parses a request; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        let findings = request.object("findings", FindingMailsRequest::read);
        Some(Self { own_account: required_bool(request, "own_account")?, findings })
    }
}

impl FindingMailsRequest {
    fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        let immediate_from = request.optional_with("immediate_from", severity);
        Some(Self { immediate_from, digest: required_bool(request, "digest")? })
    }
}

impl From<FindingMailsRequest> for FindingMails {
    fn from(request: FindingMailsRequest) -> Self {
        let FindingMailsRequest { immediate_from, digest } = request;
        Self { immediate_from, digest }
    }
}

fn required_bool(request: &mut Object<'_, '_>, name: &'static str) -> Option<bool> {
    let value = request.required_value(name)?.as_bool();
    if value.is_none() {
        request.fault(name, "is not true or false");
    }
    value
}

/// Reads a minimum severity. Findings that are only information are never mailed.
fn severity(text: &str) -> Result<Severity, &'static str> {
    let severity = text.parse().ok().filter(|severity| *severity > Severity::Info);
    severity.ok_or("must be one of low, medium, high, critical, or null")
}
