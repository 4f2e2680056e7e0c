//! `GET /v1/events/summary`

use api::{Action, Caller, Json, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::EventQuery;

use crate::State;
use crate::scope::Scope;
use crate::summary::{self, SummaryParams};
use crate::summary_body::SummaryBody;

/// Counts the events of the caller's organization that match all filters: over time, and by their values.
#[utoipa::path(
    get,
    path = "/v1/events/summary",
    tag = "events",
    operation_id = "get_event_summary",
    security(("person" = [])),
    params(EventQuery, SummaryParams),
    responses(
        (status = 200, description = "The counts", body = SummaryBody),
        (status = 403, description = "The role, the plan, the monitor or hidden details do not allow it", body = ProblemBody),
    )
)]
pub(crate) async fn get_event_summary(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<SummaryBody>, Problem> {
    let person = caller.person(Action::ReadOrganization)?;
    summary::count(Scope::Organization, &state, person, params).await.map(Json)
}
