//! Whose events are read.

use std::sync::Arc;

use api::{OrganizationAccess, Params, Person, Problem, read_params_with_catalog, resolve_users};
use event_model::{Catalog, EventFilter, EventQuery, QueryUsers};

use crate::State;

/// Whose events are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Those of the caller's organization.
    Organization,
    /// The caller's own.
    Own,
}

impl Scope {
    /// Returns the name of the list, to which cursors are bound.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Organization => "events",
            Self::Own => "my events",
        }
    }

    /// Reads the filters of `params`.
    pub(crate) async fn read_query(
        self,
        params: &mut Params,
        state: &State,
        person: &Person,
    ) -> Result<ScopedQuery, Problem> {
        let read = |params: &mut Params, catalog: &Catalog| match self {
            Self::Organization => EventQuery::read(params, catalog),
            Self::Own => EventQuery::read_own(params, catalog, &person.user_id),
        };
        let now = state.clock.timestamp();
        let (query, catalog) = read_params_with_catalog(&state.store, now, params, read).await?;
        Ok(ScopedQuery { scope: self, query, catalog })
    }
}

/// A query, with the catalog that has its types.
#[derive(Debug)]
pub(crate) struct ScopedQuery {
    scope: Scope,
    pub(crate) query: EventQuery,
    pub(crate) catalog: Arc<Catalog>,
}

impl ScopedQuery {
    /// Returns the filter of the query if the caller may use it.
    pub(crate) async fn filter(
        &self,
        state: &State,
        access: &OrganizationAccess,
        person: &Person,
    ) -> Result<EventFilter, Problem> {
        let Self { scope, query, catalog } = self;
        access.allow_query(query)?;
        let users = match scope {
            Scope::Organization => resolve_users(&state.store, &person.organization_id, query, "").await?,
            // Not resolved: an id that has the form of another person's e-mail address is only an id.
            Scope::Own => QueryUsers::only(person.user_id.clone()),
        };
        let range = query.range().map_err(|error| Problem::parameter("to", error))?;
        Ok(query.filter(catalog, users, range))
    }
}
