//! Exports: creates, lists and deletes them, issues links, and writes their files.

mod audit;
mod columns;
mod config;
mod create_export;
mod create_export_link;
mod delete_export;
mod export_body;
mod export_request;
mod files;
mod get_export;
mod list_exports;
mod ownership;
mod scheduler;
pub mod worker;

use axum::Router;
use axum::routing::{get, post};
use event_store::{Aws, ExportsBucket, FunctionInvoker, Store};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use utoipa::OpenApi;

pub use config::{CommonConfig, Config, WorkerConfig};
pub use create_export_link::{ExportFile, LinkBody, LinkRequestBody};
pub use export_body::{DetailsBody, ExportBody, ExportStatus, ExportUserBody, ExportsBody};
pub use export_request::ExportRequestBody;

use crate::scheduler::Scheduler;

/// State that the function keeps between requests.
#[derive(Clone)]
pub struct State {
    store: Store,
    bucket: ExportsBucket,
    scheduler: Scheduler,
    clock: Clock,
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let Config { common, worker_function } = env.read()?;
        let store = Store::open(aws, &common.tables);
        let bucket = ExportsBucket::new(aws, &common.bucket);
        let workers = FunctionInvoker::new(aws, &worker_function);
        let scheduler = Scheduler::new(store.clone(), Some(workers), common.at_once);
        Ok(Self { store, bucket, scheduler, clock })
    }
}

/// Returns the function's routes.
pub fn app(state: State) -> Router {
    let router = Router::new()
        .route("/v1/exports", post(create_export::create_export).get(list_exports::list_exports))
        .route("/v1/exports/{id}", get(get_export::get_export).delete(delete_export::delete_export))
        .route("/v1/exports/{id}/links", post(create_export_link::create_export_link));
    api::with_defaults(router.with_state(state))
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

/// Returns the names of the columns that a table can have.
pub fn column_names() -> impl Iterator<Item = &'static str> {
    columns::Column::ALL.into_iter().map(columns::Column::as_str)
}

/// Returns the description of the function's routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
