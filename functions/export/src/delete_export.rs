//! `DELETE /v1/exports/{id}`

use api::{Action, Caller, Gate, Params, Problem, ProblemBody, ProblemCode};
use axum::extract::{Path, State as Extract};
use http::StatusCode;

use crate::{State, links, visibility};

/// Removes an export: ends its worker if it is not ready, and removes its file and all parts of it.
#[utoipa::path(
    delete,
    path = "/v1/exports/{id}",
    tag = "exports",
    operation_id = "delete_export",
    security(("person" = [])),
    params(("id" = String, Path, description = "The export's id", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 204, description = "It is removed"),
        (status = 403, description = "The caller may see it but not remove it, or the plan forbids it", body = ProblemBody),
        (status = 404, description = "There is none, or the caller may not see it", body = ProblemBody),
        (status = 503, description = "Try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn delete_export(
    Extract(state): Extract<State>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Result<StatusCode, Problem> {
    let person = caller.person(Action::CreateExport)?;
    params.finish()?;
    Gate::entitled(&state.store, person).await?;
    let export = visibility::find(&state.store, person, &id).await?;
    if !visibility::may_remove(person, &export) {
        let detail = "only owners, admins and who asked for an export may remove it";
        return Err(Problem::new(ProblemCode::Forbidden, detail));
    }
    let request = &export.request;
    // Before the record, so that a failure can be tried again; and after it, for what a worker wrote
    // meanwhile. One that is still writing finds the record gone, and removes what it adds.
    links::remove_objects(&state.bucket, &export).await?;
    state.store.exports_delete(&request.organization_id, &request.id).await?;
    links::remove_objects(&state.bucket, &export).await?;
    state.queue.advance(&request.organization_id, state.clock.timestamp()).await?;
    Ok(StatusCode::NO_CONTENT)
}
