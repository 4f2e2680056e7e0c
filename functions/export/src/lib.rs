//! Exports: asks for them, shows them, hands them out, removes them, and writes their files.

mod columns;
mod create_export;
mod create_export_link;
mod delete_export;
mod export_body;
mod export_order;
mod get_export;
mod links;
mod list_exports;
mod queue;
mod visibility;
pub mod worker;

use axum::Router;
use axum::routing::{get, post};
use event_store::{Aws, ExportWorkers, ExportsBucket, Store, Tables};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use utoipa::OpenApi;

pub use create_export_link::{ExportFile, LinkBody, LinkRequestBody};
pub use export_body::{
    DetailsBody, ExportBody, ExportFormatBody, ExportStatus, ExportUserBody, ExportsBody, FiltersBody,
};
pub use export_order::{ExportOrderBody, FiltersOrderBody, OneOrMany};

use crate::queue::Queue;

/// What the function keeps between requests.
#[derive(Clone)]
pub struct State {
    store: Store,
    bucket: ExportsBucket,
    queue: Queue,
    clock: Clock,
}

impl State {
    /// Reads `EVENTS_TABLE`, `CONTROL_TABLE`, `EXPORTS_BUCKET`, `EXPORT_WORKER_FUNCTION` and
    /// `EXPORTS_AT_ONCE`, how many exports of one organisation are written at once (2).
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let store = Store::open(
            aws,
            &Tables { events: env.required("EVENTS_TABLE")?, control: env.required("CONTROL_TABLE")? },
        );
        let bucket = ExportsBucket::new(aws, &env.required("EXPORTS_BUCKET")?);
        let workers = ExportWorkers::new(aws, &env.required("EXPORT_WORKER_FUNCTION")?);
        let queue = Queue::load(env, store.clone(), Some(workers))?;
        Ok(Self { store, bucket, queue, clock })
    }

    /// Returns the store, for what it has consumed.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

/// Returns the function's routes.
pub fn app(state: State) -> Router {
    let router = Router::new()
        .route("/v1/exports", post(create_export::create_export).get(list_exports::list_exports))
        .route("/v1/exports/{id}", get(get_export::get_export).delete(delete_export::delete_export))
        .route("/v1/exports/{id}/links", post(create_export_link::create_export_link));
    api::finish(router.with_state(state))
}

#[derive(OpenApi)]
#[openapi(paths(
    create_export::create_export,
    create_export_link::create_export_link,
    delete_export::delete_export,
    get_export::get_export,
    list_exports::list_exports,
))]
struct Document;

/// Returns the names of the columns that a table may have.
pub fn column_names() -> impl Iterator<Item = &'static str> {
    columns::Column::ALL.into_iter().map(columns::Column::name)
}

/// Returns the description of the function's routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
