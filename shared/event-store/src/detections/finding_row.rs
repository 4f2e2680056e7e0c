//! The row of a finding.

use std::collections::BTreeMap;

use detections::{Day, EventRef, Evidence, Finding, Key, Measures, Novelty, RuleId, Severity};
use event_model::{MuteId, Note, OrganizationId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::detections::finding::{Answer, AnswerKind, FindingRecord, FindingState, Resolution};
use crate::detections::keys;
use crate::dynamodb::stored::{millis, seconds};

/// The row of a finding. An absent value is stored as NULL: an update sets attributes, and does not remove any.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FindingItem {
    pk: String,
    sk: String,
    rule: RuleId,
    key: Key,
    /// First day of the period.
    start: Day,
    severity: Severity,
    #[serde(with = "millis")]
    first_at: Timestamp,
    #[serde(with = "millis")]
    last_at: Timestamp,
    triggers: Vec<EventRef>,
    evidence: Vec<EvidenceItem>,
    measures: Measures,
    late: bool,
    state: FindingState,
    resolution: Option<Resolution>,
    note: Option<Note>,
    assigned_to: Option<UserId>,
    muted_by: Option<MuteId>,
    answers: Vec<AnswerItem>,
    #[serde(with = "millis")]
    opened_at: Timestamp,
    #[serde(with = "millis")]
    listed_at: Timestamp,
    #[serde(with = "millis")]
    changed_at: Timestamp,
    as_of: u64,
    parameters: BTreeMap<String, u32>,
    version: u64,
    #[serde(with = "seconds")]
    expires_at: Timestamp,
}

/// An event of the evidence in a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct EvidenceItem {
    /// Time of occurrence.
    #[serde(with = "millis")]
    t: Timestamp,
    #[serde(flatten)]
    event: EventRef,
    /// What was new for the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<Novelty>,
}

/// An answer in a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct AnswerItem {
    by: UserId,
    #[serde(with = "millis")]
    at: Timestamp,
    answer: AnswerKind,
    in_question: bool,
    note: Option<Note>,
}

impl FindingItem {
    pub(crate) fn new(organization: &OrganizationId, record: &FindingRecord) -> Self {
        let FindingRecord {
            finding,
            state,
            resolution,
            note,
            assigned_to,
            muted_by,
            answers,
            opened_at,
            listed_at,
            changed_at,
            as_of,
            parameters,
            version,
            expires_at,
        } = record.clone();
        let Finding {
            id,
            rule,
            key,
            start,
            severity,
            first_at,
            last_at,
            triggers,
            evidence,
            measures,
            is_late,
        } = finding;
        Self {
            pk: keys::findings_pk(organization),
            sk: keys::finding_sk(id),
            rule,
            key,
            start,
            severity,
            first_at,
            last_at,
            triggers: triggers.into_iter().collect(),
            evidence: evidence.into_iter().map(EvidenceItem::new).collect(),
            measures,
            late: is_late,
            state,
            resolution,
            note,
            assigned_to,
            muted_by,
            answers: answers.into_iter().map(AnswerItem::new).collect(),
            opened_at,
            listed_at,
            changed_at,
            as_of,
            parameters,
            version,
            expires_at,
        }
    }

    pub(crate) fn into_record(self) -> Result<FindingRecord, StoreError> {
        let Self {
            pk,
            sk,
            rule,
            key,
            start,
            severity,
            first_at,
            last_at,
            triggers,
            evidence,
            measures,
            late,
            state,
            resolution,
            note,
            assigned_to,
            muted_by,
            answers,
            opened_at,
            listed_at,
            changed_at,
            as_of,
            parameters,
            version,
            expires_at,
        } = self;
        let id = keys::parse_finding_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not a finding's")
        })?;
        let finding = Finding {
            id,
            rule,
            key,
            start,
            severity,
            first_at,
            last_at,
            triggers: triggers.into_iter().collect(),
            evidence: evidence.into_iter().map(EvidenceItem::into_evidence).collect(),
            measures,
            is_late: late,
        };
        Ok(FindingRecord {
            finding,
            state,
            resolution,
            note,
            assigned_to,
            muted_by,
            answers: answers.into_iter().map(AnswerItem::into_answer).collect(),
            opened_at,
            listed_at,
            changed_at,
            as_of,
            parameters,
            version,
            expires_at,
        })
    }
}

impl EvidenceItem {
    fn new(Evidence { at, event, novelty }: Evidence) -> Self {
        Self { t: at, event, n: novelty }
    }

    fn into_evidence(self) -> Evidence {
        let Self { t, event, n } = self;
        Evidence { at: t, event, novelty: n }
    }
}

impl AnswerItem {
    fn new(Answer { by, at, answer, in_question, note }: Answer) -> Self {
        Self { by, at, answer, in_question, note }
    }

    fn into_answer(self) -> Answer {
        let Self { by, at, answer, in_question, note } = self;
        Answer { by, at, answer, in_question, note }
    }
}

#[cfg(test)]
mod tests;
