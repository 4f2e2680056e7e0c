//! Event types by their ids.

use crate::{Catalog, EventType, InvalidId, Source};

/// The text is not a type that a product may send.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidSentType {
    /// The text does not have the form of a type.
    #[error(transparent)]
    Invalid(#[from] InvalidId),
    /// Only the monitor writes events of this type.
    #[error("is written by the activity monitor itself only")]
    Monitor,
}

impl EventType {
    /// Reads the id of a type that a product may send. Refuses the types of the monitor: even a key for all sources must
    /// not forge events of the monitor. Only the catalog knows whether the type exists.
    pub fn parse_sent(id: &str) -> Result<Self, InvalidSentType> {
        let kind: Self = id.parse()?;
        if kind.is_monitor() { Err(InvalidSentType::Monitor) } else { Ok(kind) }
    }

    /// Returns the source: the first word of the id.
    pub fn source(&self) -> &str {
        self.as_str().split('.').next().unwrap_or_default()
    }

    /// Returns `true` if only the monitor writes events of this type.
    pub fn is_monitor(&self) -> bool {
        self.source() == Source::MONITOR
    }

    /// Returns the built-in type `id`, if there is one.
    pub fn built_in(id: &str) -> Option<Self> {
        Catalog::built_in().get(&id.parse().ok()?).map(|entry| entry.id.clone())
    }

    /// Reads the id of a recorded type. Returns `None` if it names no source. The rest is not checked: a newer version
    /// with other limits may have recorded it.
    pub fn parse_recorded(id: impl Into<String>) -> Option<Self> {
        Some(Self::recorded(id.into())).filter(|kind| !kind.source().is_empty())
    }
}

impl Source {
    /// The source of the activity monitor. No product can send its events.
    pub const MONITOR: &'static str = "monitor";
}

impl AsRef<str> for Source {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// Equal texts have equal hashes and the same order.
impl std::borrow::Borrow<str> for Source {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

#[cfg(test)]
mod tests {
    use crate::{EventType, InvalidId, Source};

    #[test]
    fn event_type_begins_with_its_source() {
        let kind: EventType = "crm.contact.created".parse().expect("a type");
        assert_eq!(kind.source(), "crm");
        assert!(!kind.is_monitor());
    }

    #[test]
    fn event_type_of_other_form_is_refused() {
        for (text, error) in [
            ("", InvalidId::Empty),
            ("crm", InvalidId::NotType),
            ("crm.", InvalidId::NotType),
            ("crm..created", InvalidId::NotType),
            (".created", InvalidId::Empty),
            ("7crm.created", InvalidId::Letter),
            ("crm.Contact", InvalidId::Character("a-z 0-9 _ .")),
            ("crm.contact.*", InvalidId::Character("a-z 0-9 _ .")),
        ] {
            assert_eq!(text.parse::<EventType>(), Err(error), "{text:?}");
        }
    }

    #[test]
    fn event_type_recorded_keeps_text_after_source() {
        let kind = EventType::parse_recorded("crm.Contact merged").expect("a type");
        assert_eq!((kind.as_str(), kind.source()), ("crm.Contact merged", "crm"));
        assert_eq!(EventType::parse_recorded(""), None);
        assert_eq!(EventType::parse_recorded(".merged"), None);
    }

    #[test]
    fn source_of_other_form_is_refused() {
        for text in ["", "CRM", "crm.contact", "_crm", "7crm", "a#b"] {
            assert!(text.parse::<Source>().is_err(), "{text:?}");
        }
        assert!("crm_2".parse::<Source>().is_ok());
    }
}
