//! `GET /config.json`

use api::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use http::header;
use serde::Serialize;

use crate::config::Config;

/// The settings that the web app needs to sign people in.
#[derive(Serialize)]
struct ConfigBody {
    issuer: String,
    client_id: String,
    scopes: String,
}

/// Returns the public settings of the deployment.
pub(crate) async fn get_config(State(state): State<crate::State>) -> impl IntoResponse {
    let Config { issuer, client_id, scopes, origins: _ } = state.config.as_ref().clone();
    ([(header::CACHE_CONTROL, "no-cache")], Json(ConfigBody { issuer, client_id, scopes }))
}
