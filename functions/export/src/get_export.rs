//! `GET /v1/exports/{id}`

use api::{Action, Caller, Gate, Json, Origin, Params, Problem, ProblemBody};
use axum::extract::{Path, State as Extract};

use crate::export_body::ExportBody;
use crate::{State, links, visibility};

/// Returns an export, with fresh links when its file is ready.
#[utoipa::path(
    get,
    path = "/v1/exports/{id}",
    tag = "exports",
    operation_id = "get_export",
    security(("person" = [])),
    params(("id" = String, Path, description = "The export's id", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 200, description = "The export", body = ExportBody),
        (status = 403, description = "The plan or the monitor forbid it", body = ProblemBody),
        (status = 404, description = "There is none, or the caller may not see it", body = ProblemBody),
        (status = 503, description = "Try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_export(
    Extract(state): Extract<State>,
    caller: Caller,
    origin: Origin,
    Path(id): Path<String>,
    params: Params,
) -> Result<Json<ExportBody>, Problem> {
    let person = caller.person(Action::CreateExport)?;
    params.finish()?;
    let gate = Gate::readable(&state.store, person).await?;
    let export = visibility::find(&state.store, person, &id).await?;
    let act = origin.act(person.actor(), &state.clock);
    let mut position = None;
    if export.state.is_open() {
        let queue = state.queue.advance(&person.organization_id, act.at).await?;
        position = queue.position(&export.request.id);
    }
    let mut body = ExportBody::new(&export, position, act.at);
    links::add(&state.bucket, &export, gate.state.settings.show_details, &mut body).await?;
    if body.download_url.is_some() {
        // Before the link leaves: there is no download that the record does not know.
        state.store.exports_record_download(&gate.state, &links::downloaded(&export, &act)).await?;
    }
    Ok(Json(body))
}
