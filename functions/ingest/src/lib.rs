//! Takes events from products: `POST /v1/events`.

mod admission;
mod collection;
mod create_events;
mod directory;
mod envelope;
mod event_text;
mod imports;
mod location;
mod metrics;
mod results;

use std::sync::Arc;

use axum::Router;
use axum::routing::post;
use event_store::{Aws, Store, Tables};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use utoipa::OpenApi;

pub use location::Locations;
pub use results::{EventResult, EventStatus, IngestRequest, IngestResponse, NotCollectedReason};

/// What the function keeps between requests.
#[derive(Clone)]
pub struct State {
    store: Store,
    clock: Clock,
    locations: Arc<Locations>,
    directory: Arc<directory::Directory>,
    metrics: metrics::Metrics,
    imports: Arc<imports::Imports>,
}

impl State {
    /// Reads `EVENTS_TABLE`, `CONTROL_TABLE`, `STACK_NAME` (optional) and the variables of [`Locations`].
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let store = Store::open(
            aws,
            &Tables { events: env.required("EVENTS_TABLE")?, control: env.required("CONTROL_TABLE")? },
        );
        let locations = Arc::new(Locations::load(env)?);
        let metrics = metrics::Metrics::load(env);
        Ok(Self { store, clock, locations, directory: Arc::default(), metrics, imports: Arc::default() })
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

/// Returns the description of the function's routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
