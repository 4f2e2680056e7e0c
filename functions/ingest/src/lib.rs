//! Records events from products: `POST /v1/events`.

mod admission;
mod collection;
mod config;
mod create_events;
mod directory;
mod envelope;
mod event_text;
mod imports;
mod location;
mod metrics;
mod receipts;
mod results;

use std::sync::Arc;

use axum::Router;
use axum::routing::post;
use event_store::{Aws, Store};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use lambda::metrics::Metrics;
use utoipa::OpenApi;

pub use config::{Config, DatabasesConfig};
pub use location::Locations;
pub use results::{EventResult, EventStatus, IngestRequest, IngestResponse, NotCollectedReason};

/// The state that all requests share.
#[derive(Clone)]
pub struct State {
    store: Store,
    clock: Clock,
    locations: Arc<Locations>,
    directory: Arc<directory::Directory>,
    metrics: Metrics,
    imports: Arc<imports::Imports>,
    receipts: Arc<receipts::Receipts>,
}

impl State {
    /// Reads the settings, opens the databases and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let Config { tables, stack_name, databases } = env.read()?;
        let store = Store::open(aws, &tables);
        let locations = Arc::new(Locations::load(&databases)?);
        let metrics = Metrics::new(stack_name.as_deref());
        Ok(Self {
            store,
            clock,
            locations,
            directory: Arc::default(),
            metrics,
            imports: Arc::default(),
            receipts: Arc::default(),
        })
    }
}

/// Returns the function's routes.
pub fn app(state: State) -> Router {
    let router = Router::new().route("/v1/events", post(create_events::create_events));
    api::with_defaults(router.with_state(state))
}

#[derive(OpenApi)]
#[openapi(paths(create_events::create_events))]
struct Document;

/// Returns the OpenAPI description of the function's routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
