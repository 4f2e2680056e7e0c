//! Delivery of events and findings to other systems: the API of streams, the worker that sends, and what wakes it.

pub mod answer;
mod aws_failure;
pub mod call;
mod config;
mod create_stream;
mod delete_stream;
mod delivered_body;
pub mod deliverer;
mod destination_body;
mod destination_fields;
mod destination_request;
mod destination_rules;
pub mod destinations;
#[cfg(test)]
mod fake_aws;
pub mod finding;
pub mod formats;
mod get_my_notifications;
mod get_stream;
pub mod http;
mod list_stream_attempts;
mod list_stream_dead_letters;
mod list_streams;
pub mod mail;
mod mail_code;
pub mod message;
mod notification_events;
mod notification_visit;
mod notifications_body;
mod notifications_request;
mod notify;
mod pause_stream;
mod redrive_stream_dead_letters;
mod replay_request;
mod replay_stream;
mod resume_stream;
mod retry;
mod rotate_stream_secret;
pub mod secrets;
mod stream_acts;
mod stream_body;
mod stream_events;
mod stream_patch;
mod stream_request;
mod streams;
mod test_stream;
mod unsubscribe;
mod update_my_notifications;
mod update_stream;
mod verify_request;
mod verify_stream;
pub mod wake;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use event_store::{Aws, Feed, FunctionInvoker, Store};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use utoipa::OpenApi;

use crate::destination_rules::DestinationRules;
use crate::secrets::SecretEncrypter;

pub use config::{Config, DelivererConfig, Kinds, WakeConfig};
pub use delivered_body::{AttemptBody, AttemptsBody, DeadLetterBody, DeadLettersBody, ResultBody};
pub use destination_body::DestinationBody;
pub use destination_request::DestinationRequest;
pub use notifications_body::{FindingMailsBody, MailState, MailStopBody, NotificationsBody};
pub use notifications_request::{FindingMailsRequest, NotificationsRequest};
pub use replay_request::ReplayRequest;
pub use stream_body::{
    LagBody, LastFailureBody, StreamBody, StreamGapBody, StreamWithSecretBody, StreamsBody,
};
pub use stream_patch::StreamPatch;
pub use stream_request::StreamRequest;
pub use verify_request::VerifyRequest;

/// What the function of the API keeps between requests.
#[derive(Clone)]
pub struct State {
    store: Store,
    feed: Feed,
    clock: Clock,
    deliverer: FunctionInvoker,
    secrets: SecretEncrypter,
    rules: Arc<DestinationRules>,
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let Config { tables, feed, deliverer, secrets_key, kinds } = env.read()?;
        Ok(Self {
            store: Store::open(aws, &tables),
            feed: Feed::open(aws, &feed),
            clock,
            rules: Arc::new(DestinationRules::new(&kinds, &deliverer)),
            deliverer: FunctionInvoker::new(aws, &deliverer),
            secrets: SecretEncrypter::new(aws, &secrets_key),
        })
    }
}

/// Returns the routes of the API.
pub fn app(state: State) -> Router {
    let router = Router::new()
        .route("/v1/streams", get(list_streams::list_streams).post(create_stream::create_stream))
        .route(
            "/v1/streams/{id}",
            get(get_stream::get_stream)
                .patch(update_stream::update_stream)
                .delete(delete_stream::delete_stream),
        )
        .route("/v1/streams/{id}/verify", post(verify_stream::verify_stream))
        .route("/v1/streams/{id}/test", post(test_stream::test_stream))
        .route("/v1/streams/{id}/pause", post(pause_stream::pause_stream))
        .route("/v1/streams/{id}/resume", post(resume_stream::resume_stream))
        .route("/v1/streams/{id}/replay", post(replay_stream::replay_stream))
        .route("/v1/streams/{id}/rotate-secret", post(rotate_stream_secret::rotate_stream_secret))
        .route("/v1/streams/{id}/attempts", get(list_stream_attempts::list_stream_attempts))
        .route("/v1/streams/{id}/dead-letters", get(list_stream_dead_letters::list_stream_dead_letters))
        .route(
            "/v1/streams/{id}/dead-letters/redrive",
            post(redrive_stream_dead_letters::redrive_stream_dead_letters),
        )
        .route(
            "/v1/me/notifications",
            get(get_my_notifications::get_my_notifications)
                .put(update_my_notifications::update_my_notifications),
        )
        .route(
            "/v1/unsubscribe/{token}",
            get(unsubscribe::get_unsubscribe_page).post(unsubscribe::unsubscribe),
        );
    api::with_defaults(router.with_state(state))
}

#[derive(OpenApi)]
#[openapi(
    paths(
        create_stream::create_stream,
        list_streams::list_streams,
        get_stream::get_stream,
        update_stream::update_stream,
        delete_stream::delete_stream,
        verify_stream::verify_stream,
        test_stream::test_stream,
        pause_stream::pause_stream,
        resume_stream::resume_stream,
        replay_stream::replay_stream,
        rotate_stream_secret::rotate_stream_secret,
        list_stream_attempts::list_stream_attempts,
        list_stream_dead_letters::list_stream_dead_letters,
        redrive_stream_dead_letters::redrive_stream_dead_letters,
        get_my_notifications::get_my_notifications,
        update_my_notifications::update_my_notifications,
        unsubscribe::get_unsubscribe_page,
        unsubscribe::unsubscribe,
    ),
    components(schemas(event_model::StreamId))
)]
struct Document;

/// Returns the description of the routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
