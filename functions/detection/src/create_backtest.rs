//! `POST /v1/detections/{rule}/backtests`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, PathId, Problem, ProblemBody, ProblemCode,
    RequestSource,
};
use axum::extract::State as Extract;
use axum::response::IntoResponse;
use detections::RuleId;
use event_model::{BacktestId, Metadata, MonitorAct, NewEvent, OrganizationId, Target, metadata};
use event_store::{Backtest, BacktestCall, BacktestProgress, BacktestState, error_chain};
use http::{HeaderName, StatusCode, header};

use crate::backtest_request::ParsedBacktest;
use crate::setting_events::{event_type, rule_target, target_type};
use crate::{BacktestBody, BacktestRequest, State};

/// `Retry-After` while too many back-tests are open.
const RETRY_SECONDS: u32 = 10;

/// Starts a back-test: evaluates a rule over past events of the caller's organization, with other parameters.
///
/// The answer comes at once; poll its `Location`. A back-test opens no finding and tells nobody. It reads the events that
/// arrived from 30 days before the range to a day after it, at most 5 million. An organization can have two unfinished
/// back-tests. The back-test and its event `monitor.backtest.created` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/detections/{rule}/backtests",
    tag = "detections",
    operation_id = "create_backtest",
    security(("person" = [])),
    params(("rule" = String, Path, description = "The id of the rule", example = "account.guessing")),
    request_body = BacktestRequest,
    responses(
        (status = 202, description = "The back-test is queued; `Location` is its URL", body = BacktestBody,
         headers(("location" = String, description = "The back-test"))),
        (status = 400, description = "A field or a parameter is unknown or invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "There is no such rule", body = ProblemBody),
        (status = 409, description = "Concurrent requests for back-tests: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 429, description = "Two back-tests of the organization are not finished", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_backtest(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    rule: PathId,
    params: Params,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let person = caller.person(Action::ManageDetections)?;
    params.finish()?;
    let rule: RuleId = rule.existing("rule")?;
    let act = request_source.act(person.actor(), &state.clock);
    let request = body.read(|request| ParsedBacktest::read(request, rule, act.at))?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let range =
        request.range(&organization.settings, act.at).map_err(|fault| Problem::fields(vec![fault]))?;
    let config = state.store.control.detections_config(&person.organization_id).await?.config;
    let backtest = Backtest {
        id: BacktestId::recorded(act.id.to_string()),
        rule,
        parameters: request.parameters(rule, &config),
        range,
        requested_at: act.at,
        requested_by: person.user_id.clone(),
        state: BacktestState::Queued,
        heartbeat_at: act.at,
        progress: BacktestProgress::default(),
        result: None,
        version: 1,
    };
    let event = created(&backtest, &person.organization_id, &act);
    if !state.store.backtests_create(&backtest, &organization, &event).await? {
        let detail = format!(
            "your organization has {} unfinished back-tests; wait for one to finish",
            Backtest::OPEN_MAX
        );
        return Err(Problem::new(ProblemCode::TooManyRequests, detail).with_retry_after(RETRY_SECONDS));
    }
    let backtest = start(&state, backtest, &person.organization_id).await?;
    let location = format!("/v1/backtests/{}", backtest.id);
    let headers: [(HeaderName, String); 1] = [(header::LOCATION, location)];
    Ok((StatusCode::ACCEPTED, headers, Json(BacktestBody::summary(&backtest, act.at))))
}

/// Invokes the worker. If that fails, the back-test has failed: it must not count as open.
async fn start(
    state: &State,
    mut backtest: Backtest,
    organization: &OrganizationId,
) -> Result<Backtest, Problem> {
    let call = BacktestCall { organization_id: organization.clone(), backtest_id: backtest.id.clone() };
    let Err(error) = state.backtest.call(&call).await else { return Ok(backtest) };
    backtest.state = BacktestState::Failed;
    let now = state.clock.timestamp();
    if let Err(unwritten) = state.store.control.backtests_put(organization, &mut backtest, now).await {
        tracing::warn!(error = error_chain(&unwritten), "the failure of a back-test was not written");
    }
    Err(error.into())
}

/// Returns the event that records that `backtest` was created.
fn created(backtest: &Backtest, organization: &OrganizationId, act: &MonitorAct) -> NewEvent {
    let target = Target {
        kind: target_type("backtest"),
        id: backtest.id.as_str().parse().expect("a UUID is printable"),
        name: None,
    };
    let metadata: Metadata = metadata([
        ("rule", backtest.rule.to_string()),
        ("from", backtest.range.from().to_string()),
        ("to", backtest.range.to().to_string()),
    ]);
    let targets = vec![target, rule_target(backtest.rule)];
    act.event(0, organization, event_type("monitor.backtest.created"), targets, metadata)
}
