//! Which events a reader asks for.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::{Event, EventType, IpFilter, Outcome, Source, TimeRange, UserId};

/// What a reader asks for: each part that is there must hold, each list by any of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFilter {
    /// The actors; any when absent. An empty set matches nothing.
    pub users: Option<BTreeSet<UserId>>,
    /// The types; any when absent. An empty set matches nothing.
    pub types: Option<BTreeSet<EventType>>,
    /// The address or network.
    pub ip: Option<IpFilter>,
    /// The outcomes; any when absent.
    pub outcomes: Option<BTreeSet<Outcome>>,
    /// When it occurred.
    pub range: TimeRange,
}

impl EventFilter {
    /// The filter that lets everything pass.
    pub const ALL: Self = Self { users: None, types: None, ip: None, outcomes: None, range: TimeRange::ALL };

    /// Returns `true` if `event` is asked for.
    ///
    /// A filter by type, source or outcome chooses among the values of this version, whatever index answers:
    /// an event whose value is of a newer version passes only where there is no such filter.
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

    /// Returns `true` if it may match events of the monitor itself.
    pub fn admits_monitor(&self) -> bool {
        self.types.as_ref().is_none_or(|types| types.iter().any(|kind| kind.source() == Source::Monitor))
    }

    /// Narrows the filter to the types that `selectors` choose and, where `sources` are given, that
    /// these send.
    #[must_use]
    pub fn with_types(mut self, selectors: &[TypeSelector], sources: &[Source]) -> Self {
        if !selectors.is_empty() || !sources.is_empty() {
            let chosen = |kind: &EventType| {
                (selectors.is_empty() || selectors.iter().any(|selector| selector.matches(*kind)))
                    && (sources.is_empty() || sources.contains(&kind.source()))
            };
            self.types = Some(EventType::all().filter(chosen).collect());
        }
        self
    }
}

/// The text selects no type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTypeSelector {
    /// No type has this id or begins with it.
    #[error("is not a type of the catalogue (GET /v1/event-types)")]
    Unknown,
    /// Types begin with it, but it is none itself.
    #[error("is not a type of the catalogue; for every type that begins with it, write {0}")]
    Incomplete(String),
}

/// One type, or all types that begin with some words: `pass.item.created`, `pass.item.*`, `pass.*`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TypeSelector {
    /// One type.
    One(EventType),
    /// Every type whose id begins with this text, which ends in a dot.
    Under(String),
}

impl TypeSelector {
    /// Tells whether `kind` is chosen.
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
        // A wildcard that matches no type is a mistake, like an unknown type.
        if !EventType::all().any(|kind| kind.id().starts_with(&prefix)) {
            return Err(InvalidTypeSelector::Unknown);
        }
        match text.strip_suffix('*') {
            Some(given) if given == prefix => Ok(Self::Under(prefix)),
            _ => Err(InvalidTypeSelector::Incomplete(format!("{prefix}*"))),
        }
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
