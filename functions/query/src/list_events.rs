//! `GET /v1/events`

use api::{Action, Caller, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::Response;
use event_model::EventQuery;

use crate::State;
use crate::event_page::{self, EventsBody, PageParams};
use crate::scope::Scope;

/// Returns the events of the caller's organization that match all filters, newest first.
#[utoipa::path(
    get,
    path = "/v1/events",
    tag = "events",
    operation_id = "list_events",
    security(("person" = [])),
    params(EventQuery, PageParams),
    responses(
        (status = 200, description = "A page of events", body = EventsBody),
        (status = 403, description = "The role, the plan, the monitor or hidden details do not allow it", body = ProblemBody),
    )
)]
pub(crate) async fn list_events(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Response, Problem> {
    let person = caller.person(Action::ReadOrganization)?;
    event_page::list(Scope::Organization, &state, person, params).await
}
