//! Filters over events, resolved to ids and types.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Event, EventType, IpFilter, Outcome, Source, TimeRange, UserId};

/// A filter over events. It is an [`EventQuery`](crate::EventQuery) with resolved actor ids and a list of
/// types. Each condition that is present must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFilter {
    /// Ids of actors. An empty set matches nothing.
    pub users: Option<BTreeSet<UserId>>,
    /// Types. An empty set matches nothing.
    pub types: Option<BTreeSet<EventType>>,
    /// IP address or network.
    pub ip: Option<IpFilter>,
    /// Outcomes.
    pub outcomes: Option<BTreeSet<Outcome>>,
    /// Range of `occurred_at`.
    pub range: TimeRange,
}

impl EventFilter {
    /// The filter that matches every event.
    pub const ALL: Self = Self { users: None, types: None, ip: None, outcomes: None, range: TimeRange::ALL };

    /// Returns `true` if `event` matches.
    ///
    /// A filter by type, source or outcome excludes events whose value this version does not know. A newer
    /// version wrote them. The result must be the same for all indexes: a read of `by_type` uses the keys of
    /// known types, so it cannot find these events. Without such a filter, these events match.
    pub fn matches(&self, event: &Event) -> bool {
        let Self { users, types, ip, outcomes, range } = self;
        range.contains(event.occurred_at)
            && users.as_ref().is_none_or(|users| users.contains(&event.actor.id))
            && types.as_ref().is_none_or(|types| event.kind.known().is_some_and(|kind| types.contains(&kind)))
            && outcomes.as_ref().is_none_or(|outcomes| {
                event.outcome.known().is_some_and(|outcome| outcomes.contains(&outcome))
            })
            && ip.as_ref().is_none_or(|filter| event.ip().is_some_and(|ip| filter.contains(ip)))
    }

    /// Returns `true` if the filter can match events of the source `monitor`.
    pub fn admits_monitor(&self) -> bool {
        self.types.as_ref().is_none_or(|types| types.iter().any(|kind| kind.source() == Source::Monitor))
    }
}

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
    pub fn matches(&self, kind: EventType) -> bool {
        match self {
            Self::One(one) => *one == kind,
            Self::Under(prefix) => kind.id().starts_with(prefix.as_str()),
        }
    }
}

impl FromStr for TypeSelector {
    type Err = InvalidTypeSelector;

    fn from_str(text: &str) -> Result<Self, InvalidTypeSelector> {
        if let Ok(kind) = EventType::parse(text) {
            return Ok(Self::One(kind));
        }
        let words = text.strip_suffix('*').unwrap_or(text);
        let prefix = format!("{}.", words.strip_suffix('.').unwrap_or(words));
        // A wildcard that matches no type is a fault, like an unknown type.
        if !EventType::all().any(|kind| kind.id().starts_with(&prefix)) {
            return Err(InvalidTypeSelector::Unknown);
        }
        match text.strip_suffix('*') {
            Some(given) if given == prefix => Ok(Self::Under(prefix)),
            _ => Err(InvalidTypeSelector::Incomplete(format!("{prefix}*"))),
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
    fn type_selector_incomplete_suggests_a_wildcard() {
        for (text, suggestion) in
            [("pass", "pass.*"), ("pass.", "pass.*"), ("pass*", "pass.*"), ("pass.item", "pass.item.*")]
        {
            let error = InvalidTypeSelector::Incomplete(suggestion.to_owned());
            assert_eq!(text.parse::<TypeSelector>(), Err(error), "{text}");
        }
        for text in ["", "*", ".*", "pas", "pas*", "pass.item.created.*", "pass.nothing"] {
            assert_eq!(text.parse::<TypeSelector>(), Err(InvalidTypeSelector::Unknown), "{text}");
        }
        assert!("pass.item.*".parse::<TypeSelector>().is_ok());
        assert!("pass.item.created".parse::<TypeSelector>().is_ok());
    }
}
