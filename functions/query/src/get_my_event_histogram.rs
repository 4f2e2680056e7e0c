//! `GET /v1/me/events/histogram`

use api::{Action, Caller, Json, OwnEventQuery, Params, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::State;
use crate::histogram::{self, HistogramBody, HistogramParams};
use crate::scope::Scope;

/// Counts the caller's own events that match all filters, over time.
#[utoipa::path(
    get,
    path = "/v1/me/events/histogram",
    tag = "events",
    operation_id = "get_my_event_histogram",
    security(("person" = [])),
    params(OwnEventQuery, HistogramParams),
    responses(
        (status = 200, description = "Counts over time", body = HistogramBody),
        (status = 403, description = "The role, the plan, the monitor or hidden details do not allow it", body = ProblemBody),
    )
)]
pub(crate) async fn get_my_event_histogram(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<HistogramBody>, Problem> {
    let person = caller.person(Action::ReadOwn)?;
    histogram::count(Scope::Own, &state, person, params).await.map(Json)
}
