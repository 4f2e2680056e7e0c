//! Typed queries over events. The actors are not yet resolved to ids.
//!
//! The serde form of a query is canonical: sets are sorted and each value has one spelling, except texts, which keep
//! theirs. The row and the response of an export contain it. An unreadable value is an error in all forms. If it were an
//! absent filter, the query would match more events.
//!
//! Filters by type and source leave out events whose type the catalog does not have, and filters by outcome leave out
//! unknown outcomes: see [`EventFilter::matches`].

mod filters;
mod names;
mod schema;
mod source;
#[cfg(test)]
mod tests;
mod user_selector;
mod users;
mod wire;

pub use filters::QueryFilters;
pub use source::QuerySource;
pub use user_selector::UserSelector;
pub use users::QueryUsers;

use crate::json_object::Object;
use crate::{
    Catalog, Conditions, EventFilter, InvalidTimeRange, TimeRange, Timestamp, TypeCondition, UserId,
};
use names::{EXCLUDED, INCLUDED, Names};

/// Filters of events. An event matches if each filter that is present matches it, and no exclusion does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventQuery {
    /// Filters that must all match.
    pub include: QueryFilters,
    /// Filters that exclude an event if any of them matches. Their names begin with `not.`.
    pub exclude: QueryFilters,
    /// Earliest time of the event.
    pub from: Option<Timestamp>,
    /// Latest time of the event, exclusive.
    pub to: Option<Timestamp>,
}

impl EventQuery {
    /// The names of the filters, without those of exclusions and without `from` and `to`.
    pub const FILTERS: [&'static str; Names::COUNT] = INCLUDED.all();

    /// The names of the exclusions, in the order of [`EventQuery::FILTERS`].
    pub const EXCLUSIONS: [&'static str; Names::COUNT] = EXCLUDED.all();

    /// Reads the filters of a body. Use the result only if the body has no faults.
    pub fn from_json(filters: &mut Object<'_, '_>, catalog: &Catalog) -> Option<Self> {
        filters.set_noun("a filter");
        let Ok(query) = Self::read(filters, catalog);
        Some(query)
    }

    /// Reads a query over the events of an organization. Types and sources must be in `catalog`.
    pub fn read<S: QuerySource>(source: &mut S, catalog: &Catalog) -> Result<Self, S::Error> {
        let include = QueryFilters::read(source, catalog, &INCLUDED)?;
        let exclude = QueryFilters::read(source, catalog, &EXCLUDED)?;
        Self::read_range(source, include, exclude)
    }

    /// Reads a query over the events of `user`. It has no filters `user` and `not.user`.
    pub fn read_own<S: QuerySource>(
        source: &mut S,
        catalog: &Catalog,
        user: &UserId,
    ) -> Result<Self, S::Error> {
        let mut include = QueryFilters::read_own(source, catalog, &INCLUDED)?;
        include.users.insert(user.into());
        let exclude = QueryFilters::read_own(source, catalog, &EXCLUDED)?;
        Self::read_range(source, include, exclude)
    }

    fn read_range<S: QuerySource>(
        source: &mut S,
        include: QueryFilters,
        exclude: QueryFilters,
    ) -> Result<Self, S::Error> {
        let (from, to) = (source.one("from", Timestamp::parse)?, source.one("to", Timestamp::parse)?);
        let query = Self { include, exclude, from, to };
        if let Err(error) = query.range() {
            source.fault("to", error)?;
        }
        Ok(query)
    }

    /// Makes this a query over the events of `user`.
    pub fn restrict_to(&mut self, user: &UserId) {
        self.include.users = [user.into()].into();
        self.exclude.users.clear();
    }

    /// Returns the range of `occurred_at`. Fails only if the query was not made by [`EventQuery::read`].
    pub fn range(&self) -> Result<TimeRange, InvalidTimeRange> {
        TimeRange::new(self.from.unwrap_or(Timestamp::MIN), self.to.unwrap_or(Timestamp::MAX))
    }

    /// Returns `true` if the query matches events by their details.
    ///
    /// Refuse such a query while details are hidden: its result discloses them.
    pub fn needs_details(&self) -> bool {
        !self.detail_filters().is_empty()
    }

    /// Returns the names of the filters that match events by their details.
    pub fn detail_filters(&self) -> Vec<&'static str> {
        let included = self.include.detail_filters(&INCLUDED);
        included.chain(self.exclude.detail_filters(&EXCLUDED)).collect()
    }

    /// Returns the filter over events in `range`. `users` are the resolved ids of the actors.
    pub fn filter(&self, catalog: &Catalog, users: QueryUsers, range: TimeRange) -> EventFilter {
        let QueryFilters { types, sources, .. } = &self.include;
        let listed = || TypeCondition::Listed(catalog.select(types, sources));
        let include = Conditions {
            users: users.include,
            types: (!types.is_empty() || !sources.is_empty()).then(listed),
            ..self.include.conditions(catalog)
        };
        let QueryFilters { types, sources, .. } = &self.exclude;
        let selected = || TypeCondition::Selected { selectors: types.clone(), sources: sources.clone() };
        let exclude = Conditions {
            users: (!users.exclude.is_empty()).then_some(users.exclude),
            types: (!types.is_empty() || !sources.is_empty()).then(selected),
            ..self.exclude.conditions(catalog)
        };
        EventFilter { include, exclude, range }
    }
}
