//! Answers readers: events, summaries, event types, users.

mod buckets;
mod config;
mod event_page;
mod event_pass;
mod facet;
mod facet_counts;
mod get_event;
mod get_event_summary;
mod get_me;
mod get_my_event_summary;
mod get_person;
mod list_event_types;
mod list_events;
mod list_my_events;
mod list_people;
mod list_sources;
mod list_users;
mod people;
mod previous_range;
mod read_feed;
mod scope;
mod summary;
mod summary_body;

use std::sync::Arc;

use api::Caller;
use axum::Router;
use axum::routing::get;
use event_model::{Bucket, Catalog};
use event_store::{Aws, Feed, ReadBudget, Store, StoreError};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use utoipa::OpenApi;

pub use buckets::BucketSize;
pub use config::Config;
pub use event_page::EventsBody;
pub use facet::Facet;
pub use get_me::{MeBody, MeOrganizationBody, MeSettingsBody, MeUserBody};
pub use list_event_types::EventTypesBody;
pub use list_sources::SourcesBody;
pub use list_users::{UserBody, UsersBody};
pub use people::body::{PeopleBody, PeopleCoverageBody, PeopleGap, PersonBody, PersonDetailBody};
pub use people::sort::PeopleSort;
pub use read_feed::FeedBody;
pub use summary::Compare;
pub use summary_body::{BucketBody, FacetBody, FacetValueBody, FacetsBody, PreviousBody, SummaryBody};

/// What the function keeps between requests.
#[derive(Clone)]
pub struct State {
    store: Store,
    feed: Feed,
    clock: Clock,
    budget: ReadBudget,
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let Config { tables, feed, read_budget_rows } = env.read()?;
        let feed = Feed::open(aws, &feed);
        Ok(Self {
            store: Store::open(aws, &tables),
            feed,
            clock,
            budget: ReadBudget { rows: read_budget_rows },
        })
    }
}

impl State {
    /// Returns the catalog for a caller. Operators change it, so they must see their changes at once.
    async fn catalog(&self, caller: &Caller) -> Result<Arc<Catalog>, StoreError> {
        let now = self.clock.timestamp();
        match caller.operator() {
            Ok(_) => self.store.catalog.refresh(now).await,
            Err(_) => self.store.catalog.get(now).await,
        }
    }
}

/// Returns the function's routes.
pub fn app(state: State) -> Router {
    let router = Router::new()
        .route("/v1/me", get(get_me::get_me))
        .route("/v1/me/events", get(list_my_events::list_my_events))
        .route("/v1/me/events/summary", get(get_my_event_summary::get_my_event_summary))
        .route("/v1/events", get(list_events::list_events))
        .route("/v1/events/summary", get(get_event_summary::get_event_summary))
        .route("/v1/events/{source}/{id}", get(get_event::get_event))
        .route("/v1/event-types", get(list_event_types::list_event_types))
        .route("/v1/sources", get(list_sources::list_sources))
        .route("/v1/feed", get(read_feed::read_feed))
        .route("/v1/people", get(list_people::list_people))
        .route("/v1/people/{id}", get(get_person::get_person))
        .route("/v1/users", get(list_users::list_users));
    api::with_defaults(router.with_state(state))
}

#[derive(OpenApi)]
#[openapi(
    paths(
        get_event::get_event,
        get_event_summary::get_event_summary,
        get_me::get_me,
        get_my_event_summary::get_my_event_summary,
        get_person::get_person,
        list_event_types::list_event_types,
        list_events::list_events,
        list_my_events::list_my_events,
        list_people::list_people,
        list_sources::list_sources,
        list_users::list_users,
        read_feed::read_feed,
    ),
    components(schemas(Bucket, Compare, Facet, PeopleSort))
)]
struct Document;

/// Returns the description of the function's routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
