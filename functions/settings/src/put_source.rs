//! `PUT /v1/sources/{source}`

use api::{Caller, Json, JsonBody, Params, PathId, Problem, ProblemBody, ProblemCode};
use axum::extract::State as Extract;
use event_model::json_object::Object;
use event_model::{Catalog, Name, RegisteredSource, Source, SourceBody, SourceEntry, SourceRequest, limits};
use event_store::{ConflictRetry, RegisteredCatalog};
use http::StatusCode;

use crate::State;

/// Maximum attempts while other requests change the catalog.
pub(crate) const ATTEMPTS_MAX: u32 = 8;

/// Registers a source, or changes its label.
///
/// A source is a product that sends events: the first word of its event types. It cannot be deleted. Functions learn of
/// it within 60 seconds. There can be at most 100 registered sources.
#[utoipa::path(
    put,
    path = "/v1/sources/{source}",
    tag = "catalog",
    operation_id = "put_source",
    security(("operator" = [])),
    params(("source" = String, Path, description = "The id of the source: 1 to 32 characters of a-z 0-9 _, the first a letter", example = "crm")),
    request_body = SourceRequest,
    responses(
        (status = 200, description = "The source, which was registered before", body = SourceBody),
        (status = 201, description = "The source was registered", body = SourceBody),
        (status = 400, description = "The id or a field is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an operator", body = ProblemBody),
        (status = 409, description = "The source is built in, there are too many, or concurrent changes: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn put_source(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
    body: JsonBody,
) -> Result<(StatusCode, Json<SourceBody>), Problem> {
    caller.operator()?;
    params.finish()?;
    let id: Source = id.fresh("source")?;
    let label = body.read(read_label)?;
    if Catalog::built_in().has_source(id.as_str()) {
        return Err(Problem::new(
            ProblemCode::Conflict,
            format!("{id} is built in and cannot be registered"),
        ));
    }
    let control = &state.store.control;
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    loop {
        let registered = control.catalog_get().await?;
        let (status, source) = registration(&registered, &id, &label, &state)?;
        match control.catalog_put_source(&registered, &source).await {
            Ok(()) => return Ok((status, Json(SourceBody::from(&SourceEntry::from(source))))),
            Err(error) => retry.after(error).await?,
        }
    }
}

fn read_label(request: &mut Object<'_, '_>) -> Option<Name> {
    request.refuse_null();
    request.required("label")
}

/// Returns the source to write.
fn registration(
    registered: &RegisteredCatalog,
    id: &Source,
    label: &Name,
    state: &State,
) -> Result<(StatusCode, RegisteredSource), Problem> {
    let (id, label) = (id.clone(), label.clone());
    match registered.sources.iter().find(|old| old.id == id) {
        Some(old) => Ok((StatusCode::OK, RegisteredSource { label, ..old.clone() })),
        None if registered.sources.len() >= limits::REGISTERED_SOURCES => {
            let detail = format!("there are already {} registered sources", limits::REGISTERED_SOURCES);
            Err(Problem::new(ProblemCode::Conflict, detail))
        }
        None => {
            let registered_at = state.clock.timestamp();
            Ok((StatusCode::CREATED, RegisteredSource { id, label, registered_at }))
        }
    }
}
