//! `GET /v1/event-types`

use api::{Caller, Json, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::EventTypeBody;
use serde::Serialize;

use crate::State;

/// The event types of the catalog.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = EventTypes)]
pub struct EventTypesBody {
    /// The types, grouped by source and category: first the built-in ones, then the registered ones.
    pub event_types: Vec<EventTypeBody>,
    /// Always null: the catalog is one page.
    pub next_cursor: Option<String>,
}

/// Returns the catalog of event types.
///
/// A type that was registered less than a minute ago can be missing. Operators also get the time of the last event of
/// each type.
#[utoipa::path(
    get,
    path = "/v1/event-types",
    tag = "events",
    operation_id = "list_event_types",
    security(("person" = []), ("product_key" = []), ("operator" = [])),
    responses(
        (status = 200, description = "The catalog", body = EventTypesBody),
        (status = 400, description = "There are no parameters", body = ProblemBody),
        (status = 403, description = "The caller is a reader key", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_event_types(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<EventTypesBody>, Problem> {
    caller.refuse_reader()?;
    params.finish()?;
    let catalog = state.catalog(&caller).await?;
    let receipts = match caller.operator() {
        Ok(_) => Some(state.store.control.receipts_of_types().await?),
        // Events of all organizations: no organization may know of those of others.
        Err(_) => None,
    };
    let event_types = catalog.entries().iter().map(|entry| {
        let last = receipts.as_ref().map(|receipts| receipts.get(&entry.id).map(|one| one.last_event_at));
        EventTypeBody::new(entry, last)
    });
    Ok(Json(EventTypesBody { event_types: event_types.collect(), next_cursor: None }))
}
