//! `GET /v1/sources`

use api::{Caller, Json, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::SourceBody;
use serde::Serialize;

use crate::State;

/// The sources of the catalog.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = Sources)]
pub struct SourcesBody {
    /// The sources: first the built-in ones, then the registered ones in order of their ids.
    pub sources: Vec<SourceBody>,
    /// Always null: the catalog is one page.
    pub next_cursor: Option<String>,
}

/// Returns the sources: the products that can send events, and the activity monitor.
///
/// A source that was registered less than a minute ago can be missing.
#[utoipa::path(
    get,
    path = "/v1/sources",
    tag = "events",
    operation_id = "list_sources",
    security(("person" = []), ("product_key" = []), ("operator" = [])),
    responses(
        (status = 200, description = "The sources", body = SourcesBody),
        (status = 400, description = "There are no parameters", body = ProblemBody),
        (status = 403, description = "The caller is a reader key", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_sources(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<SourcesBody>, Problem> {
    caller.refuse_reader()?;
    params.finish()?;
    let catalog = state.catalog(&caller).await?;
    Ok(Json(SourcesBody {
        sources: catalog.sources().iter().map(SourceBody::from).collect(),
        next_cursor: None,
    }))
}
