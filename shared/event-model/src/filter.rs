//! Which events a reader asks for.

use std::collections::BTreeSet;
use std::str::FromStr;

use crate::{Event, EventType, IpFilter, Outcome, Source, TimeRange, UnknownEventType, UserId};

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

    /// Tells whether `event` is asked for.
    pub fn matches(&self, event: &Event) -> bool {
        let Self { users, types, ip, outcomes, range } = self;
        range.contains(event.occurred_at)
            && users.as_ref().is_none_or(|users| users.contains(&event.actor.id))
            && types.as_ref().is_none_or(|types| types.contains(&event.kind))
            && outcomes.as_ref().is_none_or(|outcomes| outcomes.contains(&event.outcome))
            && ip.as_ref().is_none_or(|filter| event.ip().is_some_and(|ip| filter.contains(ip)))
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
    type Err = UnknownEventType;

    fn from_str(text: &str) -> Result<Self, UnknownEventType> {
        let Some(prefix) = text.strip_suffix('*') else {
            return EventType::parse(text).map(Self::One);
        };
        // A wildcard that no type can ever match is a slip of the pen, like an unknown type.
        if prefix.ends_with('.') && EventType::all().any(|kind| kind.id().starts_with(prefix)) {
            Ok(Self::Under(prefix.to_owned()))
        } else {
            Err(UnknownEventType)
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
