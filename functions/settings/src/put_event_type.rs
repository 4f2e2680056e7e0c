//! `PUT /v1/event-types/{type}`

use api::{Caller, Json, JsonBody, Params, PathId, Problem, ProblemBody, ProblemCode};
use axum::extract::State as Extract;
use event_model::{
    Catalog, CatalogEntry, EventType, EventTypeBody, EventTypeRequest, FieldError, RegisteredType, Timestamp,
    limits,
};
use event_store::{ConflictRetry, RegisteredCatalog};
use http::StatusCode;

use crate::State;
use crate::event_type_body::EventTypeUpdate;
use crate::put_source::ATTEMPTS_MAX;

/// Registers an event type of a registered source, or changes its texts.
///
/// A type cannot be deleted, and its class cannot change: recorded events and findings depend on both. A deprecated type
/// stays in the catalog; new events of it are refused. Functions learn of a change within 60 seconds, and ingest learns
/// of a new type at once. There can be at most 1,000 registered types.
#[utoipa::path(
    put,
    path = "/v1/event-types/{type}",
    tag = "catalog",
    operation_id = "put_event_type",
    security(("operator" = [])),
    params(("type" = String, Path, description = "The id of the type: a registered source and one or more words of a-z 0-9 _, separated by dots; at most 96 characters", example = "crm.contact.created")),
    request_body = EventTypeRequest,
    responses(
        (status = 200, description = "The type, which was registered before", body = EventTypeBody),
        (status = 201, description = "The type was registered", body = EventTypeBody),
        (status = 400, description = "The id or a field is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an operator", body = ProblemBody),
        (status = 409, description = "The source is built in or not registered, the class would change, there are too many types, or concurrent changes: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn put_event_type(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
    body: JsonBody,
) -> Result<(StatusCode, Json<EventTypeBody>), Problem> {
    caller.operator()?;
    params.finish()?;
    let id: EventType = id.fresh("type")?;
    let update = body.read(EventTypeUpdate::read)?;
    let control = &state.store.control;
    let now = state.clock.timestamp();
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    let (status, kind) = loop {
        let registered = control.catalog_get().await?;
        let (status, kind) = registration(&registered, &id, &update, now)?;
        match control.catalog_put_type(&registered, &kind).await {
            Ok(()) => break (status, kind),
            Err(error) => retry.after(error).await?,
        }
    };
    let last = control.receipts_of_type(&kind.id).await?.map(|receipt| receipt.last_event_at);
    Ok((status, Json(EventTypeBody::new(&CatalogEntry::from(kind), Some(last)))))
}

/// Returns the type to write.
fn registration(
    registered: &RegisteredCatalog,
    id: &EventType,
    update: &EventTypeUpdate,
    now: Timestamp,
) -> Result<(StatusCode, RegisteredType), Problem> {
    let conflict = |detail: String| Err(Problem::new(ProblemCode::Conflict, detail));
    let source = id.source();
    if Catalog::built_in().has_source(source) {
        return conflict(format!("{source} is built in: it has only the types of this service"));
    }
    if registered.sources.iter().all(|known| known.id.as_str() != source) {
        return conflict(format!("{source} is not registered: send PUT /v1/sources/{source} first"));
    }
    let Some(old) = registered.types.iter().find(|old| old.id == *id) else {
        if registered.types.len() >= limits::REGISTERED_TYPES {
            return conflict(format!("there are already {} registered types", limits::REGISTERED_TYPES));
        }
        return Ok((StatusCode::CREATED, update.create(id, now)));
    };
    if old.class != update.class {
        let message = format!("must stay {}: the class of a type cannot change", old.class);
        return Err(Problem::new(ProblemCode::Conflict, format!("/class {message}"))
            .with_errors(vec![FieldError::new("/class", message)]));
    }
    Ok((StatusCode::OK, update.apply(old, now)))
}
