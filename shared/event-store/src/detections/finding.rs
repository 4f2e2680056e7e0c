//! A finding as it is stored: what was detected, and what people did about it.

use std::collections::BTreeMap;

use detections::{Finding, FindingId, Severity};
use event_model::{MuteId, Note, Timestamp, UserId};

use crate::detections::keys::FindingPosition;

/// Maximum answers of the person of a finding. They are part of its item.
pub const ANSWERS_MAX: usize = 10;

event_model::wire_enum! {
    /// Whether someone must still look at a finding.
    pub enum FindingState {
        /// Someone must look at it.
        Open = "open",
        /// Someone has looked at it.
        Closed = "closed",
    }
}

event_model::wire_enum! {
    /// What a finding was, in the end.
    pub enum Resolution {
        /// An attack, or abuse.
        Malicious = "malicious",
        /// What the rule describes, and allowed.
        Expected = "expected",
        /// Not what the rule describes.
        FalseAlarm = "false_alarm",
        /// The events were wrong.
        WrongData = "wrong_data",
        /// A test.
        Test = "test",
    }
}

event_model::wire_enum! {
    /// What a person says about a finding on their own account.
    pub enum AnswerKind {
        /// They did it.
        Mine = "mine",
        /// They did not do it.
        NotMine = "not_mine",
    }
}

/// An answer of the person of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The person.
    pub by: UserId,
    /// The time of the answer.
    pub at: Timestamp,
    /// The answer.
    pub answer: AnswerKind,
    /// Whether the answer came from an address of the evidence. Whoever the finding is about may have given it, so it is a
    /// note only.
    pub in_question: bool,
    /// What they wrote.
    pub note: Option<Note>,
}

impl Answer {
    /// Returns `true` if the answer makes the finding critical.
    pub(crate) fn is_alarm(&self) -> bool {
        self.answer == AnswerKind::NotMine && !self.in_question
    }
}

/// A finding, and what people did about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingRecord {
    /// What was detected. Its severity is that of the detection; [`FindingRecord::severity`] is the one to show.
    pub finding: Finding,
    /// Whether someone must still look at it.
    pub state: FindingState,
    /// What it was; `None` if it is open.
    pub resolution: Option<Resolution>,
    /// What the people who handle it wrote.
    pub note: Option<Note>,
    /// The person who handles it.
    pub assigned_to: Option<UserId>,
    /// The mute under which all of its hits were found. A finding with one hit that is not muted is not muted.
    pub muted_by: Option<MuteId>,
    /// The answers of the person of the finding, oldest first: at most [`ANSWERS_MAX`].
    pub answers: Vec<Answer>,
    /// When it was written first.
    pub opened_at: Timestamp,
    /// Time of the first hit that was known then. Lists are ordered by it, so it never changes.
    pub listed_at: Timestamp,
    /// When it was written last.
    pub changed_at: Timestamp,
    /// Number of the feed's segment up to which events were known when its hits were written last.
    pub as_of: u64,
    /// The parameters of the rule with which it was opened.
    pub parameters: BTreeMap<String, u32>,
    /// Number of writes.
    pub version: u64,
    /// When it expires, like an event of the monitor that was recorded when it was opened.
    pub expires_at: Timestamp,
}

impl FindingRecord {
    /// Returns the id.
    pub fn id(&self) -> FindingId {
        self.finding.id
    }

    /// Returns the severity: that of the detection, or `critical` if the person said that they did not do it.
    pub fn severity(&self) -> Severity {
        if self.answers.iter().any(Answer::is_alarm) { Severity::Critical } else { self.finding.severity }
    }

    /// Returns the position in lists of findings.
    pub fn position(&self) -> FindingPosition {
        FindingPosition { at: self.listed_at, id: self.finding.id }
    }

    /// Returns `true` if it is shown without being asked for: it is not muted and more than information.
    pub fn is_shown(&self) -> bool {
        self.muted_by.is_none() && self.severity() > Severity::Info
    }

    /// Returns `true` if the person of the finding may see it.
    pub fn is_shown_to(&self, user: &UserId) -> bool {
        self.is_shown()
            && self.finding.key.person() == Some(user)
            && self.finding.rule.rule().about().is_shown_to_person
    }
}
