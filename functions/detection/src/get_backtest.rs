//! `GET /v1/backtests/{id}`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::BacktestId;

use crate::subject::Subjects;
use crate::{BacktestBody, State};

/// Returns a back-test: its progress, and the findings that the rule would have opened once it is done.
#[utoipa::path(
    get,
    path = "/v1/backtests/{id}",
    tag = "detections",
    operation_id = "get_backtest",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the back-test", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 200, description = "The back-test", body = BacktestBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such back-test", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_backtest(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<Json<BacktestBody>, Problem> {
    let person = caller.person(Action::ReadDetections)?;
    params.finish()?;
    let id: BacktestId = id.existing("back-test")?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let backtest = state.store.control.backtests_get(&person.organization_id, &id).await?;
    let backtest = backtest.ok_or_else(|| Problem::not_found("back-test"))?;
    let now = state.clock.timestamp();
    let examples = backtest.result.iter().flat_map(|result| &result.examples);
    let keys = examples.map(|example| &example.key);
    let subjects = Subjects::read(&state.store, &organization, keys, now).await?;
    Ok(Json(BacktestBody::new(&backtest, &subjects, now)))
}
