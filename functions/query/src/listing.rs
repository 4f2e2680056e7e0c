//! Listings of events: everybody's and one's own.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use api::{EventBody, FilterParams, ListBody, OrganizationAccess, Params, Person, Problem};
use axum::response::Response;
use event_model::{EventFilter, limits};
use event_store::{Cursor, CursorScope, Order, PageRequest};
use serde::{Deserialize, Serialize};

use crate::State;

/// A page of events.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EventsBody {
    /// The events, in the order that was asked for.
    pub events: Vec<EventBody>,
    /// Where to go on, as the parameter `cursor`; null when there is nothing more. A page may be shorter than
    /// `limit`, or empty, and still have a cursor: it ends after 4 MB, or when it has read as much as one
    /// request may.
    pub next_cursor: Option<String>,
}

/// Whose events are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Everybody's of the organisation.
    Everybodys,
    /// The caller's own.
    Own,
}

impl Whose {
    fn name(self) -> &'static str {
        match self {
            Self::Everybodys => "events",
            Self::Own => "my events",
        }
    }

    /// Takes the filters out of a request's parameters.
    pub(crate) fn take_filters(self, params: &mut Params) -> Result<FilterParams, Problem> {
        FilterParams::take(params, self == Self::Everybodys)
    }

    /// Returns the filter over actors' ids. One's own listing is of oneself, whatever was asked for.
    pub(crate) async fn filter(
        self,
        state: &State,
        access: &OrganizationAccess,
        person: &Person,
        filters: &FilterParams,
    ) -> Result<EventFilter, Problem> {
        if filters.ip.is_some() {
            access.allow_ip_filter()?;
        }
        let filter = filters.resolve(&state.store, &person.organization_id, "user").await?;
        Ok(match self {
            Self::Everybodys => filter,
            Self::Own => EventFilter { users: Some(BTreeSet::from([person.user_id.clone()])), ..filter },
        })
    }
}

/// Returns the page that `params` ask for.
pub(crate) async fn page(
    state: &State,
    person: &Person,
    whose: Whose,
    mut params: Params,
) -> Result<Response, Problem> {
    let filters = whose.take_filters(&mut params)?;
    let order = params.parsed("order", parse_order)?.unwrap_or_default();
    let limit = params.parsed("limit", parse_limit)?.unwrap_or(limits::PAGE_ROWS_DEFAULT);
    let cursor = params.one("cursor")?;
    params.finish()?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    let scope = scope(person, whose, &filters, order);
    let after = cursor.map(|cursor| Cursor::open(&cursor, &scope)).transpose();
    let after = after.map_err(|error| Problem::parameter("cursor", error))?;
    let filter = whose.filter(state, &access, person, &filters).await?;
    let now = state.clock.timestamp();
    let request =
        PageRequest { state: &access.state, filter, order, after, limit, budget: state.budget, now };
    let show_details = access.state.settings.show_details;
    let mut list = ListBody::new("events");
    let mut fault = None;
    let next =
        state.store.events.page(request, |event| match list.push(&EventBody::new(event, show_details)) {
            Ok(true) => ControlFlow::Continue(()),
            Ok(false) => ControlFlow::Break(()),
            Err(problem) => {
                fault = Some(problem);
                ControlFlow::Break(())
            }
        });
    let next = next.await?;
    if let Some(problem) = fault {
        return Err(problem);
    }
    list.finish(next.map(|position| Cursor::seal(&position, &scope)).as_ref().map(Cursor::as_str))
}

fn scope(person: &Person, whose: Whose, filters: &FilterParams, order: Order) -> CursorScope {
    let direction = match order {
        Order::Ascending => "asc",
        Order::Descending => "desc",
    };
    let whom = match whose {
        Whose::Everybodys => "",
        Whose::Own => person.user_id.as_str(),
    };
    let question = filters.question(whose.name());
    CursorScope::new(&person.organization_id, &format!("{} {direction} {whom}", question.0))
}

fn parse_order(text: &str) -> Result<Order, &'static str> {
    match text {
        "asc" => Ok(Order::Ascending),
        "desc" => Ok(Order::Descending),
        _ => Err("is not one of asc, desc"),
    }
}

fn parse_limit(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(limit @ 1..=limits::PAGE_ROWS) => Ok(limit),
        _ => Err(format!("is not a whole number from 1 to {}", limits::PAGE_ROWS)),
    }
}
