//! Types and outcomes of recorded events.
//!
//! A newer version may have recorded values that this version does not know. Readers show them unchanged.
//! Ingest accepts only known values from producers.

use crate::{EventType, Outcome};

/// The type of a recorded event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordedType {
    /// A type of this version's catalog.
    Known(EventType),
    /// The id of a type that this version's catalog lacks. Its first word is not empty.
    Unknown(Box<str>),
}

impl RecordedType {
    /// Reads a recorded type id. Returns `None` if it names no source.
    pub fn parse(id: &str) -> Option<Self> {
        match EventType::parse(id) {
            Ok(kind) => Some(Self::Known(kind)),
            Err(_) => (!first_word(id).is_empty()).then(|| Self::Unknown(id.into())),
        }
    }

    /// Returns the type's id.
    pub fn id(&self) -> &str {
        match self {
            Self::Known(kind) => kind.id(),
            Self::Unknown(id) => id,
        }
    }

    /// Returns the label of the type, or its id if this version has no label.
    pub fn label(&self) -> &str {
        match self {
            Self::Known(kind) => kind.label(),
            Self::Unknown(id) => id,
        }
    }

    /// Returns the source: the first word of the id.
    pub fn source(&self) -> &str {
        first_word(self.id())
    }

    /// Returns the type of the catalog, if this version knows it.
    pub fn known(&self) -> Option<EventType> {
        match self {
            Self::Known(kind) => Some(*kind),
            Self::Unknown(_) => None,
        }
    }
}

impl From<EventType> for RecordedType {
    fn from(kind: EventType) -> Self {
        Self::Known(kind)
    }
}

fn first_word(id: &str) -> &str {
    id.split_once('.').map_or(id, |(word, _)| word)
}

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
    fn recorded_type_unknown_keeps_its_id() {
        let kind = RecordedType::parse("crm.contact.merged").expect("a type");
        assert_eq!(
            (kind.id(), kind.label(), kind.source()),
            ("crm.contact.merged", "crm.contact.merged", "crm")
        );
        assert_eq!(kind.known(), None);
        assert_eq!(RecordedType::parse(""), None);
        assert_eq!(RecordedType::parse(".merged"), None);
    }

    #[test]
    fn recorded_type_known_has_the_catalog_label() {
        let kind = RecordedType::parse("pass.item.created").expect("a type");
        assert_eq!((kind.label(), kind.source()), ("Item Created", "pass"));
        assert!(kind.known().is_some());
    }

    #[test]
    fn recorded_outcome_unknown_keeps_its_text() {
        assert_eq!(RecordedOutcome::parse("expired").as_str(), "expired");
        assert_eq!(RecordedOutcome::parse("blocked"), Outcome::Blocked.into());
        assert_eq!(RecordedOutcome::default(), Outcome::Success.into());
    }
}
