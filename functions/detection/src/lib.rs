//! Detections: findings, rules, mutes and back-tests; the detector that reads the feed; the nightly pass.

mod config;

use axum::Router;
use event_store::{Aws, Feed, FunctionInvoker, Store};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use utoipa::OpenApi;

pub use config::Config;

/// What the function keeps between requests.
#[derive(Clone)]
pub struct State {
    store: Store,
    feed: Feed,
    clock: Clock,
    backtest: FunctionInvoker,
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let Config { tables, feed, backtest } = env.read()?;
        Ok(Self {
            store: Store::open(aws, &tables),
            feed: Feed::open(aws, &feed),
            clock,
            backtest: FunctionInvoker::new(aws, &backtest),
        })
    }
}

/// Returns the function's routes.
pub fn app(state: State) -> Router {
    let router = Router::new();
    api::with_defaults(router.with_state(state))
}

#[derive(OpenApi)]
#[openapi(paths())]
struct Document;

/// Returns the description of the function's routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
