//! `GET /v1/exports/{id}`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::{Path, State as Extract};

use crate::export_body::ExportBody;
use crate::{State, ownership};

/// Returns an export.
#[utoipa::path(
    get,
    path = "/v1/exports/{id}",
    tag = "exports",
    operation_id = "get_export",
    security(("person" = [])),
    params(("id" = String, Path, description = "The export's id", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 200, description = "The export", body = ExportBody),
        (status = 403, description = "The plan does not include the monitor, or the monitor is off", body = ProblemBody),
        (status = 404, description = "It does not exist, or the caller may not read it", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_export(
    Extract(state): Extract<State>,
    caller: Caller,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<ExportBody>, Problem> {
    let person = caller.person(Action::UseExports)?;
    params.finish()?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    let export = ownership::find(&state.store, person, &id).await?;
    let now = state.clock.timestamp();
    let mut position = None;
    if export.state.is_open() {
        let queue = state.scheduler.advance(&person.organization_id, now).await?;
        position = queue.position(&export.request.id);
    }
    Ok(Json(ExportBody::new(&export, position, access.state.settings.show_details, now)))
}
