//! `GET /v1/openapi.json`

use axum::response::IntoResponse;
use http::header;

/// The OpenAPI document. `make openapi` writes it and a test compares it with the code.
const DOCUMENT: &str = include_str!("../../../docs/openapi.json");

/// Returns the OpenAPI document. It is public and names no organization.
pub(crate) async fn get_openapi() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "public, max-age=300")], DOCUMENT)
}
