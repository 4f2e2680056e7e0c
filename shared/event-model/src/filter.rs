//! Filters over events, resolved to ids and types.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Event, EventType, IpFilter, Outcome, TimeRange, UserId};

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
    /// A filter by type or source excludes events whose type the catalog does not have, and a filter by outcome excludes
    /// outcomes that this version does not know. The result must be the same for all indexes: a read of `by_type` uses
    /// the keys of known types, so it cannot find the others. Without such a filter, these events match.
    pub fn matches(&self, event: &Event) -> bool {
        let Self { users, types, ip, outcomes, range } = self;
        range.contains(event.occurred_at)
            && users.as_ref().is_none_or(|users| users.contains(&event.actor.id))
            && types.as_ref().is_none_or(|types| types.contains(&event.kind))
            && outcomes.as_ref().is_none_or(|outcomes| {
                event.outcome.known().is_some_and(|outcome| outcomes.contains(&outcome))
            })
            && ip.as_ref().is_none_or(|filter| event.ip().is_some_and(|ip| filter.contains(ip)))
    }

    /// Returns `true` if the filter can match events of the source `monitor`.
    pub fn admits_monitor(&self) -> bool {
        self.types.as_ref().is_none_or(|types| types.iter().any(EventType::is_monitor))
    }

    /// Returns `true` if the filter can match no event of another source than `monitor`.
    pub fn admits_only_monitor(&self) -> bool {
        self.types.as_ref().is_some_and(|types| types.iter().all(EventType::is_monitor))
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
