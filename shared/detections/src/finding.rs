//! Findings: the hits of one rule, key and period.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use event_model::{OrganizationId, Timestamp};
use sha2::{Digest, Sha256};

use crate::{Day, EventRef, Key, Measures, Novelty, RuleId, Severity};

/// Maximum events of a finding's evidence. A rule needs no more for one hit.
pub const EVIDENCE_MAX: usize = 100;

/// The id of a finding: a hash of organization, rule, semantics of the rule, key and period.
///
/// Parameters, wording and severity are not in it, so that an upgrade does not report a finding again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FindingId(u128);

/// The text is not the id of a finding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be 32 hex digits")]
pub struct InvalidFindingId;

impl FindingId {
    /// Returns the id of the finding of a rule about `key` in the period that starts on `start`.
    pub fn new(organization: &OrganizationId, rule: RuleId, key: &Key, start: Day) -> Self {
        let semantics = rule.rule().about().semantics;
        let parts = (organization, rule, semantics, key, start);
        let text = serde_json::to_vec(&parts).expect("ids and numbers are JSON");
        let digest: [u8; 32] = Sha256::digest(text).into();
        Self(u128::from_be_bytes(digest[..16].try_into().expect("a hash has more than 16 bytes")))
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for FindingId {
    type Err = InvalidFindingId;
    fn from_str(text: &str) -> Result<Self, InvalidFindingId> {
        let id = u128::from_str_radix(text, 16).map(Self).map_err(|_| InvalidFindingId)?;
        // Another spelling would be another key.
        if id.to_string() == text { Ok(id) } else { Err(InvalidFindingId) }
    }
}

/// An event that shows a finding.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// Time of occurrence.
    pub at: Timestamp,
    /// The event.
    pub event: EventRef,
    /// What was new for the person then.
    pub novelty: Option<Novelty>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id.
    pub id: FindingId,
    /// The rule.
    pub rule: RuleId,
    /// The subject.
    pub key: Key,
    /// First day of the period.
    pub start: Day,
    /// How serious it is.
    pub severity: Severity,
    /// Time of the first hit.
    pub first_at: Timestamp,
    /// Time of the last hit.
    pub last_at: Timestamp,
    /// The events at which the condition held: at most [`EVIDENCE_MAX`].
    pub triggers: BTreeSet<EventRef>,
    /// The events that show it, in order of time: at most [`EVIDENCE_MAX`]. They alone give the finding again.
    pub evidence: Vec<Evidence>,
    /// Numbers and words for its sentence.
    pub measures: Measures,
    /// Whether every hit was recorded more than a day after it occurred.
    pub is_late: bool,
}

impl Finding {
    /// Merges another part of the same finding into this one: a later one, or one that saw other events. The severity
    /// only rises. Merging twice changes nothing.
    pub fn merge(&mut self, other: Self) {
        debug_assert_eq!(self.id, other.id);
        let Self {
            id: _,
            rule: _,
            key: _,
            start: _,
            severity,
            first_at,
            last_at,
            triggers,
            evidence,
            measures,
            is_late,
        } = other;
        self.severity = self.severity.max(severity);
        self.first_at = self.first_at.min(first_at);
        self.last_at = self.last_at.max(last_at);
        for trigger in triggers {
            if self.triggers.len() < EVIDENCE_MAX {
                self.triggers.insert(trigger);
            }
        }
        let mut known: BTreeSet<EventRef> =
            self.evidence.iter().map(|evidence| evidence.event.clone()).collect();
        for evidence in evidence {
            if self.evidence.len() < EVIDENCE_MAX && known.insert(evidence.event.clone()) {
                self.evidence.push(evidence);
            }
        }
        self.evidence.sort();
        self.measures.merge(measures);
        self.is_late &= is_late;
    }
}
