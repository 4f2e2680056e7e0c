//! `GET /v1/me/events/summary`

use api::{Action, Caller, Json, OwnEventQuery, Params, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::State;
use crate::scope::Scope;
use crate::summary::{self, SummaryParams};
use crate::summary_body::SummaryBody;

/// Counts the caller's own events that match all filters: over time, and by their values. There is no facet `user`.
#[utoipa::path(
    get,
    path = "/v1/me/events/summary",
    tag = "events",
    operation_id = "get_my_event_summary",
    security(("person" = [])),
    params(OwnEventQuery, SummaryParams),
    responses(
        (status = 200, description = "The counts", body = SummaryBody),
        (status = 403, description = "The role, the plan, the monitor or hidden details do not allow it", body = ProblemBody),
    )
)]
pub(crate) async fn get_my_event_summary(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<SummaryBody>, Problem> {
    let person = caller.person(Action::ReadOwn)?;
    summary::count(Scope::Own, &state, person, params).await.map(Json)
}
