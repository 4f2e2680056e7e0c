//! Event queries as query parameters, and the actors that they name.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::sync::Arc;

use event_model::{
    Catalog, EventQuery, FieldError, OrganizationId, QuerySource, QueryUsers, Timestamp, UserId,
    UserSelector, limits,
};
use event_store::Store;
use utoipa::IntoParams;
use utoipa::openapi::path::{Parameter, ParameterIn};

use crate::{Params, Problem, ProblemCode};

/// Reports the first fault.
impl QuerySource for Params {
    type Error = Problem;

    fn many<T: Ord, E: Display>(
        &mut self,
        name: &'static str,
        max: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<BTreeSet<T>, Problem> {
        let values: BTreeSet<String> = self.all(name).into_iter().collect();
        if values.len() > max {
            return Err(Problem::parameter(name, format!("has more than {max} different values")));
        }
        values.iter().map(|text| parse(text).map_err(|error| Problem::parameter(name, error))).collect()
    }

    fn one<T, E: Display>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<Option<T>, Problem> {
        self.parsed(name, |text| {
            parse(text).map_err(|error| {
                // In a query string, + means a space.
                if text.contains(' ') && parse(&text.replace(' ', "+")).is_ok() {
                    "has a space where its offset begins: write + as %2B".to_owned()
                } else {
                    error.to_string()
                }
            })
        })
    }

    fn fault(&mut self, name: &'static str, message: impl Display) -> Result<(), Problem> {
        Err(Problem::parameter(name, message))
    }
}

/// The parameters of [`EventQuery::read_own`]: those of [`EventQuery::read`] without `user` and `not.user`.
#[derive(Debug)]
pub struct OwnEventQuery;

impl IntoParams for OwnEventQuery {
    fn into_params(parameter_in: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let mut parameters = EventQuery::into_params(parameter_in);
        parameters.retain(|parameter| !matches!(parameter.name.as_str(), "user" | "not.user"));
        parameters
    }
}

/// Reads a query by `read`, and returns it with the catalog that it was read with.
///
/// If `read` fails, the query may name a type that was registered after the catalog was cached: reads it again if the
/// catalog changed.
pub async fn read_with_catalog<T>(
    store: &Store,
    now: Timestamp,
    read: impl Fn(&Catalog) -> Result<T, Problem>,
) -> Result<(T, Arc<Catalog>), Problem> {
    let cached = store.catalog.get(now).await?;
    let problem = match read(&cached) {
        Ok(query) => return Ok((query, cached)),
        Err(problem) => problem,
    };
    let current = store.catalog.refresh(now).await?;
    if Arc::ptr_eq(&cached, &current) { Err(problem) } else { Ok((read(&current)?, current)) }
}

/// Reads a query from `params` by `read`, as [`read_with_catalog`] does. Takes its parameters from `params`.
pub async fn read_params_with_catalog(
    store: &Store,
    now: Timestamp,
    params: &mut Params,
    read: impl Fn(&mut Params, &Catalog) -> Result<EventQuery, Problem>,
) -> Result<(EventQuery, Arc<Catalog>), Problem> {
    // A read takes parameters, so that a second one needs all of them again.
    let read = |catalog: &Catalog| {
        let mut left = params.clone();
        Ok((read(&mut left, catalog)?, left))
    };
    let ((query, left), catalog) = read_with_catalog(store, now, read).await?;
    *params = left;
    Ok((query, catalog))
}

/// Returns the ids of the actors that `query` includes and excludes.
///
/// `filters` is the location of the filters in the request: the JSON pointer of an object with a slash at its end, or
/// empty for parameters.
pub async fn resolve_users(
    store: &Store,
    organization: &OrganizationId,
    query: &EventQuery,
    filters: &str,
) -> Result<QueryUsers, Problem> {
    let EventQuery { include, exclude, from: _, to: _ } = query;
    let included = user_ids(store, organization, &include.users, &format!("{filters}user")).await?;
    let exclude = user_ids(store, organization, &exclude.users, &format!("{filters}not.user")).await?;
    Ok(QueryUsers { include: (!include.users.is_empty()).then_some(included), exclude })
}

/// Returns the ids of the actors that one of `selectors` selects. `pointer` is their location in the request.
async fn user_ids(
    store: &Store,
    organization: &OrganizationId,
    selectors: &BTreeSet<UserSelector>,
    pointer: &str,
) -> Result<BTreeSet<UserId>, Problem> {
    let (mut ids, mut people) = (BTreeSet::new(), BTreeSet::new());
    for user in selectors {
        ids.extend(user.id());
        if let Some(email) = user.email() {
            let found = store.control.users_by_email(organization, email, limits::FILTER_PEOPLE).await?;
            people.extend(found.ok_or_else(|| too_many_people(pointer))?);
        }
        if people.len() > limits::FILTER_PEOPLE {
            return Err(too_many_people(pointer));
        }
    }
    ids.append(&mut people);
    Ok(ids)
}

fn too_many_people(pointer: &str) -> Problem {
    let max = limits::FILTER_PEOPLE;
    let detail =
        format!("the e-mail addresses of this filter stand for more than {max} people; filter by user ids");
    let fault = FieldError::new(pointer, format!("stands for more than {max} people"));
    Problem::new(ProblemCode::TooManyPeople, detail).with_errors(vec![fault])
}
