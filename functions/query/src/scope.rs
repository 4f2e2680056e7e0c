//! Whose events are read.

use std::collections::BTreeSet;

use api::{OrganizationAccess, Params, Person, Problem, resolve_users};
use event_model::{EventFilter, EventQuery};

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

    pub(crate) fn read_query(self, params: &mut Params, person: &Person) -> Result<EventQuery, Problem> {
        match self {
            Self::Organization => EventQuery::read(params),
            Self::Own => EventQuery::read_own(params, &person.user_id),
        }
    }

    /// Returns the filter of `query` if the caller may use it.
    pub(crate) async fn filter(
        self,
        query: &EventQuery,
        state: &State,
        access: &OrganizationAccess,
        person: &Person,
    ) -> Result<EventFilter, Problem> {
        access.allow_query(query)?;
        let users = match self {
            Self::Organization => resolve_users(&state.store, &person.organization_id, query, "user").await?,
            // Not resolved: an id that has the form of another person's e-mail address is only an id.
            Self::Own => Some(BTreeSet::from([person.user_id.clone()])),
        };
        let range = query.range().map_err(|error| Problem::parameter("to", error))?;
        Ok(query.filter(users, range))
    }
}
