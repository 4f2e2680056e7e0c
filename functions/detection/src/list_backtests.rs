//! `GET /v1/backtests`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::{BacktestBody, BacktestsBody, State};

/// Back-tests of the list.
const LIMIT: u16 = 20;

/// Returns the newest back-tests of the caller's organization, newest first, without their days and examples.
#[utoipa::path(
    get,
    path = "/v1/backtests",
    tag = "detections",
    operation_id = "list_backtests",
    security(("person" = [])),
    responses(
        (status = 200, description = "The back-tests", body = BacktestsBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_backtests(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<BacktestsBody>, Problem> {
    let person = caller.person(Action::ReadDetections)?;
    params.finish()?;
    OrganizationAccess::entitled(&state.store, person).await?;
    let now = state.clock.timestamp();
    let backtests = state.store.control.backtests_list(&person.organization_id, LIMIT).await?;
    let backtests = backtests.iter().map(|backtest| BacktestBody::summary(backtest, now)).collect();
    Ok(Json(BacktestsBody { backtests }))
}
