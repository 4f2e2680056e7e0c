//! Findings on the wire.

use detections::{Finding, Measures, RuleId, Severity};
use event_model::ActorBody;
use event_store::{Answer, AnswerKind, FindingRecord, FindingState, Resolution};
use serde::Serialize;

use crate::subject::{KeyBody, Subjects};

/// A finding: suspicious behavior that a rule has found.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = Finding)]
#[schema(example = json!({"id": "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29", "rule": "account.takeover", "title": "Account takeover",
    "severity": "high", "state": "open",
    "sentence": "Ada Lovelace signed in from a new country and a new device and changed or removed 2 proofs of the account.",
    "key": {"kind": "person", "value": "u_ada"},
    "user": {"id": "u_ada", "name": "Ada Lovelace", "email": "ada@northwind.example"},
    "first_at": "2026-11-21T19:23:11.123Z", "last_at": "2026-11-21T19:31:02.500Z",
    "opened_at": "2026-11-21T19:23:21.004Z", "changed_at": "2026-11-21T19:31:12.870Z", "hits": 2, "late": false,
    "muted_by": null, "assigned_to": null, "resolution": null, "note": null, "answers": [], "as_of": 4711,
    "measures": {"changes": 2, "new_country": 1, "new_device": 1, "country": "AU"}}))]
pub(crate) struct FindingBody {
    /// The id: 32 hex digits. The same behavior has the same id each time it is found.
    pub id: String,
    /// The rule.
    pub rule: RuleId,
    /// The title of the rule.
    pub title: &'static str,
    /// How serious it is. It only rises.
    pub severity: Severity,
    /// Whether someone must still look at it.
    pub state: FindingState,
    /// What happened, in one sentence, with the current name of the person.
    pub sentence: String,
    /// The subject.
    pub key: KeyBody,
    /// The person whom it is about, as named in their latest event; null if it is about something else.
    pub user: Option<ActorBody>,
    /// Time of the first hit (UTC).
    pub first_at: String,
    /// Time of the last hit (UTC).
    pub last_at: String,
    /// Time at which it was found (UTC).
    pub opened_at: String,
    /// Time of its last change (UTC).
    pub changed_at: String,
    /// Number of events at which the condition of the rule holds: at most 100.
    pub hits: usize,
    /// Whether all of its events were recorded more than a day after they occurred. Nobody is told of such a finding.
    pub late: bool,
    /// The mute under which it was found; null if it is not muted.
    pub muted_by: Option<String>,
    /// The id of the user who handles it.
    pub assigned_to: Option<String>,
    /// What it was; null if it is open.
    pub resolution: Option<Resolution>,
    /// What the people who handle it wrote.
    pub note: Option<String>,
    /// The answers of the person whom it is about, oldest first.
    pub answers: Vec<AnswerBody>,
    /// Number of the segment of the feed up to which events were known when its hits were last changed. Events that
    /// arrived later may explain it: `POST /v1/findings/{id}/verify`.
    pub as_of: u64,
    /// The numbers and words of the sentence. Without addresses and places while details are hidden.
    pub measures: Measures,
}

/// An answer of the person of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = FindingAnswer)]
pub(crate) struct AnswerBody {
    /// The id of the person.
    pub by: String,
    /// The time of the answer (UTC).
    pub at: String,
    /// The answer.
    pub answer: AnswerKind,
    /// Whether the answer came from an address of the evidence. Then it is only a note.
    pub from_address_of_evidence: bool,
    /// What they wrote.
    pub note: Option<String>,
}

/// A page of findings.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Findings)]
pub(crate) struct FindingsBody {
    /// The findings, by time of their first hit, newest first.
    pub findings: Vec<FindingBody>,
    /// Value of the parameter `cursor` for the next page; null if there are no more findings. A page with a cursor can
    /// have fewer findings than `limit`, or none.
    pub next_cursor: Option<String>,
}

impl FindingBody {
    /// Creates the body of a finding.
    pub(crate) fn new(record: &FindingRecord, subjects: &Subjects) -> Self {
        let FindingRecord {
            finding,
            state,
            resolution,
            note,
            assigned_to,
            muted_by,
            answers,
            opened_at,
            listed_at: _,
            changed_at,
            as_of,
            parameters: _,
            version: _,
            expires_at: _,
        } = record;
        let Finding {
            id,
            rule,
            key,
            start: _,
            // That of the record can be higher.
            severity: _,
            first_at,
            last_at,
            triggers,
            evidence: _,
            measures,
            is_late,
        } = finding;
        Self {
            id: id.to_string(),
            rule: *rule,
            title: rule.rule().about().title,
            severity: record.severity(),
            state: *state,
            sentence: subjects.sentence(*rule, key, measures),
            key: subjects.key(key),
            user: subjects.person(key),
            first_at: first_at.to_string(),
            last_at: last_at.to_string(),
            opened_at: opened_at.to_string(),
            changed_at: changed_at.to_string(),
            hits: triggers.len(),
            late: *is_late,
            muted_by: muted_by.as_ref().map(ToString::to_string),
            assigned_to: assigned_to.as_ref().map(ToString::to_string),
            resolution: *resolution,
            note: note.clone().map(String::from),
            answers: answers.iter().map(AnswerBody::from).collect(),
            as_of: *as_of,
            measures: subjects.measures(measures),
        }
    }
}

impl From<&Answer> for AnswerBody {
    fn from(answer: &Answer) -> Self {
        let Answer { by, at, answer, in_question, note } = answer;
        Self {
            by: by.to_string(),
            at: at.to_string(),
            answer: *answer,
            from_address_of_evidence: *in_question,
            note: note.clone().map(String::from),
        }
    }
}
