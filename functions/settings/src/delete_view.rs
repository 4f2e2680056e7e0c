//! `DELETE /v1/views/{id}`

use api::{Action, Caller, OrganizationAccess, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;
use http::StatusCode;

use crate::State;
use crate::view_request::allow_scope;

/// Deletes a view.
#[utoipa::path(
    delete,
    path = "/v1/views/{id}",
    tag = "views",
    operation_id = "delete_view",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the view", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 204, description = "The view is deleted"),
        (status = 403, description = "The role, the plan or the monitor does not allow it", body = ProblemBody),
        (status = 404, description = "The caller sees no such view", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn delete_view(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<StatusCode, Problem> {
    let person = caller.person(Action::UseViews)?;
    params.finish()?;
    OrganizationAccess::readable(&state.store, person).await?;
    let (control, organization) = (&state.store.control, &person.organization_id);
    let (id, shared) = (id.existing("view")?, person.may(Action::ReadOrganization));
    let view = control.views_get(organization, &person.user_id, &id, shared).await?;
    let view = view.ok_or_else(|| Problem::not_found("view"))?;
    allow_scope(view.scope, person)?;
    control.views_delete(organization, &view).await?;
    Ok(StatusCode::NO_CONTENT)
}
