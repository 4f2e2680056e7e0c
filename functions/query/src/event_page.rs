//! Pages of events.

use api::{ListBody, OrganizationAccess, Params, Person, Problem};
use axum::response::Response;
use event_model::{EventBody, limits};
use event_store::{Cursor, CursorScope, Order, ReadRequest, ReadSize};
use serde::{Deserialize, Serialize};

use crate::State;
use crate::scope::Scope;

/// A page of events.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Events)]
pub struct EventsBody {
    /// The events, in the requested order.
    pub events: Vec<EventBody>,
    /// Value of the parameter `cursor` for the next page; null if there are no more events. A page with a cursor can
    /// have fewer events than `limit`, or none: a page ends after 4 MB, or when its read budget is spent.
    pub next_cursor: Option<String>,
}

/// The parameters of a page besides its filters.
#[derive(Debug, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageParams {
    /// `desc` (newest first, the default) or `asc`.
    #[param(value_type = Option<String>, example = "desc")]
    order: Order,
    /// Maximum number of events: 1 to 1000. 50 by default.
    #[param(value_type = Option<u16>, minimum = 1, maximum = 1000, example = 50)]
    limit: u16,
    /// `next_cursor` of the previous page, with the same filters.
    cursor: Option<String>,
}

impl PageParams {
    fn read(params: &mut Params) -> Result<Self, Problem> {
        Ok(Self {
            order: params.parsed("order", str::parse)?.unwrap_or_default(),
            limit: params.limit(limits::PAGE_ROWS, limits::PAGE_ROWS_DEFAULT)?,
            cursor: params.one("cursor")?,
        })
    }
}

/// Returns the page of events that `params` ask for.
pub(crate) async fn list(
    scope: Scope,
    state: &State,
    person: &Person,
    mut params: Params,
) -> Result<Response, Problem> {
    let query = scope.read_query(&mut params, state, person).await?;
    let PageParams { order, limit, cursor } = PageParams::read(&mut params)?;
    params.finish()?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    let cursor_scope = CursorScope::new(&person.organization_id, scope.name(), &query.query, order);
    let after = cursor.map(|cursor| Cursor::open(&cursor, &cursor_scope)).transpose();
    let after = after.map_err(|error| Problem::parameter("cursor", error))?;
    let filter = query.filter(state, &access, person).await?;
    let request = ReadRequest {
        state: &access.state,
        filter,
        order,
        after,
        size: ReadSize::Rows(limit),
        now: state.clock.timestamp(),
    };
    let show_details = access.state.settings.show_details;
    let mut list = ListBody::new("events");
    let take = |event| list.push(&EventBody::new(event, show_details));
    let next = state.store.events.page(request, state.budget, take);
    let next = next.await?.map(|position| Cursor::seal(&position, &cursor_scope));
    list.finish(next.as_ref().map(Cursor::as_str))
}
