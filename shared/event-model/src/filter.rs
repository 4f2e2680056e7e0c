//! Filters over events, resolved to ids and types.

mod conditions;
#[cfg(test)]
mod tests;
mod texts;
mod type_condition;

use std::collections::BTreeSet;
use std::net::IpAddr;

pub use conditions::Conditions;
pub use texts::TextCondition;
pub use type_condition::TypeCondition;

use crate::{Event, EventType, IpFilter, Outcome, TimeRange, UserId, canonical_ip};
use texts::EventTexts;

/// A filter over events. It is an [`EventQuery`](crate::EventQuery) with resolved actor ids and types, and with texts in
/// the form that is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventFilter {
    /// Conditions that must all hold.
    pub include: Conditions,
    /// Conditions that exclude an event if any of them holds.
    pub exclude: Conditions,
    /// Range of `occurred_at`.
    pub range: TimeRange,
}

impl EventFilter {
    /// The filter that matches every event.
    pub const ALL: Self =
        Self { include: Conditions::NONE, exclude: Conditions::NONE, range: TimeRange::ALL };

    /// Creates the filter of events of these actors. An empty set matches nothing.
    pub fn of_users(users: impl IntoIterator<Item = UserId>) -> Self {
        Self::of(Conditions { users: Some(users.into_iter().collect()), ..Conditions::NONE })
    }

    /// Creates the filter of events of these types. An empty set matches nothing.
    pub fn of_types(types: impl IntoIterator<Item = EventType>) -> Self {
        let types = TypeCondition::Listed(types.into_iter().collect());
        Self::of(Conditions { types: Some(types), ..Conditions::NONE })
    }

    /// Creates the filter of events from an address.
    pub fn of_address(ip: IpAddr) -> Self {
        let ips = BTreeSet::from([IpFilter::Address(canonical_ip(ip))]);
        Self::of(Conditions { ips, ..Conditions::NONE })
    }

    /// Creates the filter of events with these outcomes. An empty set matches every event.
    pub fn of_outcomes(outcomes: impl IntoIterator<Item = Outcome>) -> Self {
        Self::of(Conditions { outcomes: outcomes.into_iter().collect(), ..Conditions::NONE })
    }

    /// Creates the filter of events for which `include` holds.
    pub fn of(include: Conditions) -> Self {
        Self { include, ..Self::ALL }
    }

    /// Returns `true` if `event` matches.
    ///
    /// A filter by type or source leaves out events whose type the catalog does not have, and a filter by outcome leaves
    /// out outcomes that this version does not know. The result must be the same for all indexes: a read of `by_type` uses
    /// the keys of known types, so it cannot find the others. Without such a filter, these events match.
    ///
    /// An exclusion by type or source leaves out every event that has the type or source, whether or not the catalog has
    /// it: otherwise an excluded product would come back with its first new type.
    pub fn matches(&self, event: &Event) -> bool {
        let Self { include, exclude, range } = self;
        let texts = EventTexts::new(event);
        range.contains(event.occurred_at)
            && include.all_hold(event, &texts)
            && !exclude.any_holds(event, &texts)
    }

    /// Returns `true` if the filter can match events of the source `monitor`.
    pub fn admits_monitor(&self) -> bool {
        let is_included = self.listed_types().is_none_or(|types| types.iter().any(EventType::is_monitor));
        is_included && !self.exclude.types.as_ref().is_some_and(TypeCondition::has_all_of_monitor)
    }

    /// Returns `true` if the filter can match no event of another source than `monitor`.
    pub fn admits_only_monitor(&self) -> bool {
        self.listed_types().is_some_and(|types| types.iter().all(EventType::is_monitor))
    }

    /// Returns the types that the filter includes, or `None` if it includes every type.
    pub fn listed_types(&self) -> Option<&BTreeSet<EventType>> {
        match &self.include.types {
            Some(TypeCondition::Listed(types)) => Some(types),
            Some(TypeCondition::Selected { .. }) | None => None,
        }
    }
}
