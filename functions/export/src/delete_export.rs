//! `DELETE /v1/exports/{id}`

use api::{Action, Caller, OrganizationAccess, Params, Problem, ProblemBody, ProblemCode, RequestSource};
use axum::extract::{Path, State as Extract};
use event_store::error_chain;
use http::StatusCode;

use crate::{State, audit, files, ownership};

/// Deletes an export: stops its worker if it is not ready, and removes its file.
///
/// Idempotent: repeat it after a failure.
#[utoipa::path(
    delete,
    path = "/v1/exports/{id}",
    tag = "exports",
    operation_id = "delete_export",
    security(("person" = [])),
    params(("id" = String, Path, description = "The export's id", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 204, description = "The export is deleted"),
        (status = 403, description = "The caller may read but not delete it, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "It does not exist, or the caller may not read it", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn delete_export(
    Extract(state): Extract<State>,
    caller: Caller,
    Path(id): Path<String>,
    request_source: RequestSource,
    params: Params,
) -> Result<StatusCode, Problem> {
    let person = caller.person(Action::UseExports)?;
    params.finish()?;
    let access = OrganizationAccess::entitled(&state.store, person).await?;
    let export = ownership::find_deleted(&state.store, person, &id).await?;
    if !person.may(Action::DeleteExports) && export.request.by.id != person.user_id {
        let detail = "only owners, admins and the person who created an export may delete it";
        return Err(Problem::new(ProblemCode::Forbidden, detail));
    }
    let request = &export.request;
    let (organization, id) = (&request.organization_id, &request.id);
    let act = request_source.act(person.actor(), &state.clock);
    // First the record and its event, in one transaction. After a failure, the next request repeats the rest until
    // the record is removed.
    let event = audit::deleted(request, &act);
    state.store.exports_delete(organization, id, &access.state, &event).await?;
    state.store.control.exports_dequeue(organization, id).await?;
    // Read again: the worker cannot change it any more.
    if let Some(deleted) = state.store.control.exports_find(organization, id).await? {
        files::remove(&state.bucket, &deleted).await?;
    }
    state.store.control.exports_forget(organization, id).await?;
    if let Err(error) = state.scheduler.advance(organization, act.at).await {
        tracing::warn!(error = error_chain(&error), "the next export could not be started");
    }
    Ok(StatusCode::NO_CONTENT)
}
