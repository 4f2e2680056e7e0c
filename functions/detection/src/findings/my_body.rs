//! Findings about the caller's own account on the wire.

use detections::{RuleId, Severity};
use event_model::{EventBody, UserId};
use event_store::{FindingRecord, FindingState};
use serde::Serialize;

use crate::findings::body::{AnswerBody, FindingBody};
use crate::findings::detail_body::event_bodies;
use crate::findings::evidence::EvidenceEvents;
use crate::subject::Subjects;

/// Maximum events of one finding in a list.
const EVENTS_MAX: usize = 10;

/// A finding about the caller's own account.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = MyFinding)]
pub(crate) struct MyFindingBody {
    /// The id: 32 hex digits.
    #[schema(example = "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29")]
    pub id: String,
    /// The rule.
    pub rule: RuleId,
    /// The title of the rule.
    #[schema(example = "Password guessing")]
    pub title: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// Whether the people who handle findings must still look at it.
    pub state: FindingState,
    /// What happened, in one sentence.
    #[schema(example = "12 sign-ins of Ada Lovelace failed, from 3 addresses.")]
    pub sentence: String,
    /// Time of the first hit (UTC).
    pub first_at: String,
    /// Time of the last hit (UTC).
    pub last_at: String,
    /// The caller's answers, oldest first: at most 10.
    pub answers: Vec<AnswerBody>,
    /// The latest of the caller's own events that show it, in order of time: at most 10.
    pub evidence: Vec<EventBody>,
}

/// A page of findings about the caller's own account.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = MyFindings)]
pub(crate) struct MyFindingsBody {
    /// The findings, by time of their first hit, newest first.
    pub findings: Vec<MyFindingBody>,
    /// Value of the parameter `cursor` for the next page; null if there are no more findings. A page with a cursor can
    /// have fewer findings than `limit`, or none.
    pub next_cursor: Option<String>,
}

/// The events of the person who reads findings about their own account.
#[derive(Debug)]
pub(crate) struct OwnEvents<'a> {
    pub(crate) user: &'a UserId,
    pub(crate) evidence: &'a EvidenceEvents,
    pub(crate) show_details: bool,
}

impl OwnEvents<'_> {
    /// Returns the latest events of the person that show a finding.
    fn of(&self, record: &FindingRecord) -> Vec<EventBody> {
        let (mut events, _) = self.evidence.in_order(record);
        events.retain(|event| event.actor.id == *self.user);
        let latest = events.split_off(events.len().saturating_sub(EVENTS_MAX));
        event_bodies(latest, self.show_details)
    }
}

impl MyFindingBody {
    /// Creates the body of a finding. It has no note, and no event, of another person.
    pub(crate) fn new(record: &FindingRecord, subjects: &Subjects, own: &OwnEvents<'_>) -> Self {
        let FindingBody { id, rule, title, severity, state, sentence, first_at, last_at, answers, .. } =
            FindingBody::new(record, subjects);
        let evidence = own.of(record);
        Self { id, rule, title, severity, state, sentence, first_at, last_at, answers, evidence }
    }
}
