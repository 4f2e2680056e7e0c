//! Settings, coverage, saved views and reader keys of an organization and, for operators, organizations, product keys, and the sources
//! and event types of the catalog.

mod config;
mod coverage_periods;
mod create_key;
mod create_reader_key;
mod create_view;
mod delete_key;
mod delete_reader_key;
mod delete_view;
mod etag;
mod event_type_body;
mod get_key;
mod get_organization;
mod get_settings;
mod key_body;
mod key_events;
mod list_coverage;
mod list_keys;
mod list_organizations;
mod list_reader_keys;
mod list_views;
mod organization_body;
mod page_params;
mod put_event_type;
mod put_organization;
mod put_source;
mod reader_key_body;
mod reader_key_events;
mod settings_body;
mod settings_patch;
mod update_settings;
mod update_view;
mod view_body;
mod view_request;

use axum::Router;
use axum::routing::{delete, get, put};
use event_store::{Aws, Store};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use utoipa::OpenApi;

pub use config::Config;
pub use coverage_periods::{ChangeBody, CoverageBody, CoverageStatus, OffReason, PeriodBody};
pub use key_body::{CreatedKeyBody, KeyBody, KeyRequest, KeysBody, ScopeBody};
pub use organization_body::{OrganizationBody, OrganizationRequest, OrganizationsBody};
pub use reader_key_body::{CreatedReaderKeyBody, ReaderKeyBody, ReaderKeyRequest, ReaderKeysBody};
pub use settings_body::{SettingsBody, SettingsRequest};
pub use view_body::{ViewBody, ViewsBody};
pub use view_request::ViewRequest;

/// State that the function keeps between requests.
#[derive(Clone)]
pub struct State {
    store: Store,
    clock: Clock,
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let Config { tables } = env.read()?;
        Ok(Self { store: Store::open(aws, &tables), clock })
    }
}

/// Returns the function's routes.
pub fn app(state: State) -> Router {
    let router = Router::new()
        .route("/v1/settings", get(get_settings::get_settings).patch(update_settings::update_settings))
        .route("/v1/settings/coverage", get(list_coverage::list_coverage))
        .route("/v1/organizations", get(list_organizations::list_organizations))
        .route(
            "/v1/organizations/{id}",
            get(get_organization::get_organization).put(put_organization::put_organization),
        )
        .route("/v1/keys", get(list_keys::list_keys).post(create_key::create_key))
        .route("/v1/keys/{id}", get(get_key::get_key).delete(delete_key::delete_key))
        .route("/v1/sources/{source}", put(put_source::put_source))
        .route("/v1/event-types/{type}", put(put_event_type::put_event_type))
        .route(
            "/v1/reader-keys",
            get(list_reader_keys::list_reader_keys).post(create_reader_key::create_reader_key),
        )
        .route("/v1/reader-keys/{id}", delete(delete_reader_key::delete_reader_key))
        .route("/v1/views", get(list_views::list_views).post(create_view::create_view))
        .route("/v1/views/{id}", put(update_view::update_view).delete(delete_view::delete_view));
    api::with_defaults(router.with_state(state))
}

#[derive(OpenApi)]
#[openapi(paths(
    get_settings::get_settings,
    update_settings::update_settings,
    list_coverage::list_coverage,
    list_organizations::list_organizations,
    get_organization::get_organization,
    put_organization::put_organization,
    put_source::put_source,
    put_event_type::put_event_type,
    create_key::create_key,
    get_key::get_key,
    list_keys::list_keys,
    delete_key::delete_key,
    create_reader_key::create_reader_key,
    list_reader_keys::list_reader_keys,
    delete_reader_key::delete_reader_key,
    list_views::list_views,
    create_view::create_view,
    update_view::update_view,
    delete_view::delete_view,
))]
struct Document;

/// Returns the description of the function's routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
