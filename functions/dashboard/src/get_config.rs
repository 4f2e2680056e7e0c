//! `GET /config.json`

use api::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header;

/// Tells the page where people sign in.
pub(crate) async fn get_config(State(state): State<crate::State>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-cache")], Json(state.config.as_ref().clone()))
}
