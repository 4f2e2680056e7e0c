//! Mutes on the wire.

use detections::{Mute, MuteKind, MuteSubject, RuleId};
use event_model::Timestamp;
use serde::Serialize;

use crate::findings::body::FindingBody;

event_model::wire_enum! {
    /// Whether a mute has an effect.
    pub enum MuteState {
        /// It hides findings.
        Active = "active",
        /// It has ended or was deleted.
        Ended = "ended",
    }
}

/// A mute: findings of a rule about a subject are recorded, but not shown or reported until its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Mute)]
pub struct MuteBody {
    /// The id.
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")]
    pub id: String,
    /// The rule.
    #[schema(example = "account.guessing")]
    pub rule: RuleId,
    /// The title of the rule.
    #[schema(example = "Password guessing")]
    pub title: String,
    /// The subject.
    pub subject: MuteSubjectBody,
    /// Why its findings are expected.
    #[schema(example = "The backup job signs in with an old password until it is replaced.")]
    pub reason: String,
    /// The end, exclusive (UTC).
    #[schema(example = "2026-12-21T00:00:00.000Z")]
    pub until: String,
    /// Whether it has an effect.
    pub state: MuteState,
    /// Number of findings that were found under it: at most 1,000 are counted.
    #[schema(example = 3)]
    pub hidden: usize,
    /// Time of creation (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub created_at: String,
    /// Id of the user who created it.
    #[schema(example = "u_ada")]
    pub created_by: String,
    /// Time of deletion (UTC); null if it was not deleted.
    pub deleted_at: Option<String>,
}

/// The subject of a mute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = MuteSubject)]
pub struct MuteSubjectBody {
    /// The kind.
    pub kind: MuteKind,
    /// The id of the person, the address, the network in CIDR notation, the country code or the AS number. Null for the
    /// organization, and for an address or a place while details are hidden.
    #[schema(example = "u_backup")]
    pub value: Option<String>,
}

/// The mutes of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Mutes)]
pub struct MutesBody {
    /// The mutes, newest first. One that has ended stays for 90 days after `until`.
    pub mutes: Vec<MuteBody>,
}

/// What a mute would have hidden in the last 30 days.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = MutePreview)]
pub(crate) struct MutePreviewBody {
    /// Number of findings.
    #[schema(example = 3)]
    pub count: usize,
    /// Whether every finding of the last 30 days was looked at. If not, `count` is a lower bound.
    pub complete: bool,
    /// The newest of them: at most 20.
    pub findings: Vec<FindingBody>,
}

impl MuteBody {
    /// Returns a mute at `now` that hides `hidden` findings.
    pub(crate) fn new(mute: &Mute, hidden: usize, show_details: bool, now: Timestamp) -> Self {
        let Mute { id, rule, subject, reason, until, created_at, created_by, deleted_at } = mute;
        Self {
            id: id.to_string(),
            rule: *rule,
            title: rule.rule().about().title.to_owned(),
            subject: MuteSubjectBody::new(subject, show_details),
            reason: reason.to_string(),
            until: until.to_string(),
            state: if mute.is_active(now) { MuteState::Active } else { MuteState::Ended },
            hidden,
            created_at: created_at.to_string(),
            created_by: created_by.to_string(),
            deleted_at: deleted_at.map(String::from),
        }
    }
}

impl MuteSubjectBody {
    fn new(subject: &MuteSubject, show_details: bool) -> Self {
        let kind = subject.kind();
        Self { kind, value: subject.value().filter(|_| show_details || !kind.is_detail()) }
    }
}
