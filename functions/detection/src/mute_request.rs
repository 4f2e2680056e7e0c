//! A request for a mute.

use chrono::Duration;
use detections::{Mute, MuteKind, MuteSubject, RuleId};
use event_model::json_object::Object;
use event_model::{Note, Timestamp};
use serde::Serialize;

/// A mute to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MuteRequest)]
#[schema(example = json!({"rule": "account.guessing", "subject": {"kind": "person", "value": "u_backup"},
    "reason": "The backup job signs in with an old password until it is replaced.",
    "until": "2026-12-21T00:00:00Z"}))]
pub struct MuteRequest {
    /// The rule.
    pub rule: RuleId,
    /// The subject.
    pub subject: MuteSubjectRequest,
    /// Why its findings are expected. Optional with `preview`.
    #[schema(value_type = String, min_length = 1, max_length = 1000)]
    pub reason: Option<String>,
    /// The end, exclusive: at most 90 days ahead. Optional with `preview`.
    #[schema(value_type = Timestamp)]
    pub until: Option<Timestamp>,
    /// If `true`, no mute is created. The response tells what it would have hidden in the last 30 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub preview: Option<bool>,
}

/// The subject of a mute to create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MuteSubjectRequest)]
pub struct MuteSubjectRequest {
    /// The kind.
    pub kind: MuteKind,
    /// The id of the person, the address, the network in CIDR notation, the country code (`CH`) or the AS number
    /// (`AS64500`). Absent for the organization.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub value: Option<String>,
}

/// A parsed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ParsedMute {
    pub(crate) rule: RuleId,
    pub(crate) subject: MuteSubject,
    /// Reason and end; `None` for a preview.
    pub(crate) mute: Option<(Note, Timestamp)>,
}

impl ParsedMute {
    /// Parses a request at `now`; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>, now: Timestamp) -> Option<Self> {
        request.refuse_null();
        let rule = request.required_with("rule", str::parse::<RuleId>);
        if rule.is_some_and(|rule| !rule.rule().about().can_be_muted) {
            request.fault("rule", "cannot be muted");
        }
        let subject = request.required_object("subject", read_subject);
        let is_preview = request.optional_bool("preview").unwrap_or_default();
        let (reason, until) = match is_preview {
            true => (request.optional("reason"), request.optional_with("until", Timestamp::parse)),
            false => (request.required("reason"), request.required_with("until", Timestamp::parse)),
        };
        if until.is_some_and(|until| until <= now) {
            request.fault("until", "must be in the future");
        }
        if until.is_some_and(|until| until > now.plus(Duration::days(Mute::DAYS_MAX))) {
            request.fault("until", format!("must be at most {} days ahead", Mute::DAYS_MAX));
        }
        let mute = if is_preview { None } else { Some((reason?, until?)) };
        Some(Self { rule: rule?, subject: subject?, mute })
    }
}

fn read_subject(subject: &mut Object<'_, '_>) -> Option<MuteSubject> {
    let kind = subject.required_with("kind", str::parse::<MuteKind>);
    let value = subject.optional::<String>("value");
    MuteSubject::new(kind?, value.as_deref()).map_err(|error| subject.fault("value", error)).ok()
}
