//! Outcomes of recorded events.
//!
//! A newer version may have recorded values that this version does not know. Readers show them unchanged.
//! Ingest accepts only known values from producers.

use crate::Outcome;

/// The outcome of a recorded event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedOutcome {
    /// An outcome that this version knows.
    Known(Outcome),
    /// The text of an outcome that this version does not know.
    Unknown(Box<str>),
}

impl RecordedOutcome {
    /// Reads a recorded outcome.
    pub fn parse(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Unknown(text.into()), Self::Known)
    }

    /// Returns the outcome's name on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Known(outcome) => outcome.as_str(),
            Self::Unknown(text) => text,
        }
    }

    /// Returns the outcome, if this version knows it.
    pub fn known(&self) -> Option<Outcome> {
        match self {
            Self::Known(outcome) => Some(*outcome),
            Self::Unknown(_) => None,
        }
    }
}

impl Default for RecordedOutcome {
    fn default() -> Self {
        Self::Known(Outcome::default())
    }
}

impl From<Outcome> for RecordedOutcome {
    fn from(outcome: Outcome) -> Self {
        Self::Known(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recorded_outcome_unknown_keeps_its_text() {
        assert_eq!(RecordedOutcome::parse("expired").as_str(), "expired");
        assert_eq!(RecordedOutcome::parse("blocked"), Outcome::Blocked.into());
        assert_eq!(RecordedOutcome::default(), Outcome::Success.into());
    }
}
