//! Selections of event types.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::EventType;

/// A text that selects no event type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTypeSelector {
    /// No type has this id or this prefix.
    #[error("is not a type of the catalog (GET /v1/event-types)")]
    Unknown,
    /// The text is a prefix of types, but it has no wildcard.
    #[error("is not a type of the catalog; for every type that begins with it, write {0}")]
    Incomplete(String),
}

/// One event type or all types with a prefix: `pass.item.created`, `pass.item.*`, `pass.*`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum TypeSelector {
    /// One type.
    One(EventType),
    /// All types whose id has this prefix. The prefix ends in a dot.
    Under(String),
}

impl TypeSelector {
    /// Returns `true` if `kind` is selected.
    pub fn matches(&self, kind: &EventType) -> bool {
        match self {
            Self::One(one) => one == kind,
            Self::Under(prefix) => kind.as_str().starts_with(prefix.as_str()),
        }
    }
}

/// Reads a selector of any type. [`Catalog::selector`](crate::Catalog::selector) reads those of a catalog.
impl FromStr for TypeSelector {
    type Err = InvalidTypeSelector;

    fn from_str(text: &str) -> Result<Self, InvalidTypeSelector> {
        let Some(prefix) = text.strip_suffix('*') else {
            return text.parse().map(Self::One).map_err(|_| InvalidTypeSelector::Unknown);
        };
        // With one more word, the prefix of a type is a type.
        match format!("{prefix}x").parse::<EventType>() {
            Ok(_) if prefix.ends_with('.') => Ok(Self::Under(prefix.to_owned())),
            _ => Err(InvalidTypeSelector::Unknown),
        }
    }
}

impl TryFrom<String> for TypeSelector {
    type Error = InvalidTypeSelector;

    fn try_from(text: String) -> Result<Self, InvalidTypeSelector> {
        text.parse()
    }
}

impl From<TypeSelector> for String {
    fn from(selector: TypeSelector) -> String {
        selector.to_string()
    }
}

impl std::fmt::Display for TypeSelector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::One(kind) => kind.fmt(f),
            Self::Under(prefix) => write!(f, "{prefix}*"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_selector_reads_back() {
        for text in ["crm.contact.created", "crm.contact.*", "crm.*"] {
            assert_eq!(text.parse::<TypeSelector>().map(String::from), Ok(text.to_owned()));
        }
        for text in ["", "*", ".*", "crm", "crm*", "crm.contact*", "crm.*.created", "CRM.*"] {
            assert_eq!(text.parse::<TypeSelector>(), Err(InvalidTypeSelector::Unknown), "{text}");
        }
    }
}
