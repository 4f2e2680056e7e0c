//! `GET /v1/me/events`

use api::{Action, Caller, OwnEventQuery, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::Response;

use crate::State;
use crate::event_page::{self, EventsBody, PageParams};
use crate::scope::Scope;

/// Returns the caller's own events that match all filters, newest first.
#[utoipa::path(
    get,
    path = "/v1/me/events",
    tag = "events",
    operation_id = "list_my_events",
    security(("person" = [])),
    params(OwnEventQuery, PageParams),
    responses(
        (status = 200, description = "A page of events", body = EventsBody),
        (status = 403, description = "The role, the plan, the monitor or hidden details do not allow it", body = ProblemBody),
    )
)]
pub(crate) async fn list_my_events(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Response, Problem> {
    let person = caller.person(Action::ReadOwn)?;
    event_page::list(Scope::Own, &state, person, params).await
}
