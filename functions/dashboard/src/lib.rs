//! Serves the web app: the embedded files, and the settings of the deployment that the app needs.

mod config;
mod encoding;
mod files;
mod get_config;
mod get_file;
mod headers;
mod openapi;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::get;
use event_store::Aws;
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};

pub use crate::config::Config;

/// State that the function keeps between requests.
#[derive(Debug, Clone)]
pub struct State {
    config: Arc<Config>,
}

impl State {
    /// Reads the settings.
    pub fn load(env: &Env, _: &Aws, _: Clock) -> Result<Self, EnvError> {
        Ok(Self { config: Arc::new(env.read()?) })
    }
}

/// Returns the function's routes.
pub fn app(state: State) -> Router {
    let policy = headers::content_security_policy(&state.config);
    let router = Router::new()
        .route("/", get(get_file::get_root))
        .route("/config.json", get(get_config::get_config))
        .route("/v1/openapi.json", get(openapi::get_openapi))
        .route("/{*path}", get(get_file::get_file))
        .with_state(state);
    // The identity provider may add any parameter to a page's URL. The headers also cover problem responses.
    api::with_defaults_any_params(router).layer(middleware::from_fn_with_state(policy, headers::protect))
}

#[cfg(test)]
mod tests;
