//! Detections: findings, rules, mutes and back-tests; the detector that reads the feed; the nightly pass.

mod answer_my_finding;
pub mod backtest;
mod backtest_body;
mod backtest_request;
mod config;
mod create_backtest;
mod create_mute;
mod delete_mute;
mod detection_body;
pub mod detector;
mod evaluability;
mod exceptions_body;
mod finding_counts;
mod findings;
mod get_backtest;
mod get_detection_settings;
mod get_finding;
mod list_backtests;
mod list_detections;
mod list_findings;
mod list_mutes;
mod list_my_findings;
mod mute_body;
mod mute_preview;
mod mute_request;
mod rule_body;
mod rule_patch;
mod setting_events;
mod subject;
pub mod sweep;
mod update_detection;
mod update_detection_settings;
mod update_finding;
mod verify_finding;

use axum::Router;
use axum::routing::{delete, get, patch, post};
use event_store::{Aws, Feed, FunctionInvoker, Store};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use utoipa::OpenApi;

pub use backtest_body::{BacktestBody, BacktestDayBody, BacktestFindingBody, BacktestsBody, ProgressBody};
pub use backtest_request::BacktestRequest;
pub use config::{BacktestConfig, Config, DetectorConfig, SweepConfig};
pub use detection_body::{DetectionBody, DetectionsBody};
pub use evaluability::{EvaluableBody, EvaluableState, GapBody, GapReason};
pub use exceptions_body::{DetectionSettingsBody, DetectionSettingsRequest};
pub use finding_counts::{ClosedBody, RuleFindingsBody, SeverityCountsBody};
pub use mute_body::{MuteBody, MuteState, MuteSubjectBody, MutesBody};
pub use mute_request::{MuteRequest, MuteSubjectRequest};
pub use rule_body::{FalsePositiveBody, ParameterBody, RuleBody};
pub use rule_patch::RuleRequest;
pub use subject::KeyBody;

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
    let router = Router::new()
        .route("/v1/findings", get(list_findings::list_findings))
        .route("/v1/findings/{id}", get(get_finding::get_finding).patch(update_finding::update_finding))
        .route("/v1/findings/{id}/verify", post(verify_finding::verify_finding))
        .route("/v1/me/findings", get(list_my_findings::list_my_findings))
        .route("/v1/me/findings/{id}/answer", post(answer_my_finding::answer_my_finding))
        .route("/v1/detections", get(list_detections::list_detections))
        .route("/v1/detections/{rule}", patch(update_detection::update_detection))
        .route("/v1/detections/{rule}/backtests", post(create_backtest::create_backtest))
        .route("/v1/backtests", get(list_backtests::list_backtests))
        .route("/v1/backtests/{id}", get(get_backtest::get_backtest))
        .route("/v1/mutes", get(list_mutes::list_mutes).post(create_mute::create_mute))
        .route("/v1/mutes/{id}", delete(delete_mute::delete_mute))
        .route(
            "/v1/detection-settings",
            get(get_detection_settings::get_detection_settings)
                .patch(update_detection_settings::update_detection_settings),
        );
    api::with_defaults(router.with_state(state))
}

#[derive(OpenApi)]
#[openapi(
    paths(
        list_findings::list_findings,
        get_finding::get_finding,
        update_finding::update_finding,
        verify_finding::verify_finding,
        list_my_findings::list_my_findings,
        answer_my_finding::answer_my_finding,
        list_detections::list_detections,
        update_detection::update_detection,
        create_backtest::create_backtest,
        list_backtests::list_backtests,
        get_backtest::get_backtest,
        list_mutes::list_mutes,
        create_mute::create_mute,
        delete_mute::delete_mute,
        get_detection_settings::get_detection_settings,
        update_detection_settings::update_detection_settings,
    ),
    components(schemas(event_model::MuteId))
)]
struct Document;

/// Returns the description of the function's routes.
pub fn openapi() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
