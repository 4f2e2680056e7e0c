//! `GET /v1/events/histogram`

use api::{Action, Caller, Json, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::EventQuery;

use crate::State;
use crate::histogram::{self, HistogramBody, HistogramParams};
use crate::scope::Scope;

/// Counts the events of the caller's organization that match all filters, over time.
#[utoipa::path(
    get,
    path = "/v1/events/histogram",
    tag = "events",
    operation_id = "get_event_histogram",
    security(("person" = [])),
    params(EventQuery, HistogramParams),
    responses(
        (status = 200, description = "Counts over time", body = HistogramBody),
        (status = 403, description = "The role, the plan, the monitor or hidden details do not allow it", body = ProblemBody),
    )
)]
pub(crate) async fn get_event_histogram(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<HistogramBody>, Problem> {
    let person = caller.person(Action::ReadOrganization)?;
    histogram::count(Scope::Organization, &state, person, params).await.map(Json)
}
