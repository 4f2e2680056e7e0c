//! `GET /v1/openapi.json`

use axum::response::IntoResponse;
use http::header;

/// The description of the API, which `make openapi` writes and a test compares with the code.
const DOCUMENT: &str = include_str!("../../../docs/openapi.json");

/// Returns the description of the API. It is public, as the repository is: it names no organization.
pub(crate) async fn get_openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")], DOCUMENT)
}
