//! `GET /v1/event-types`

use api::{Caller, Json, Params, Problem, ProblemBody};
use event_model::{CATALOG, CatalogEntry};
use serde::Serialize;

/// The catalog.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = EventTypes)]
pub struct EventTypesBody {
    /// Every type, grouped by source and category.
    pub event_types: &'static [CatalogEntry],
}

/// Returns the catalog of event types.
#[utoipa::path(
    get,
    path = "/v1/event-types",
    tag = "events",
    operation_id = "list_event_types",
    security(("person" = []), ("product_key" = [])),
    responses(
        (status = 200, description = "The catalog", body = EventTypesBody),
        (status = 400, description = "There are no parameters", body = ProblemBody),
        (status = 403, description = "The caller is a reader key", body = ProblemBody),
    )
)]
pub(crate) async fn list_event_types(
    caller: Caller,
    params: Params,
) -> Result<Json<EventTypesBody>, Problem> {
    caller.refuse_reader()?;
    params.finish()?;
    Ok(Json(EventTypesBody { event_types: CATALOG }))
}
