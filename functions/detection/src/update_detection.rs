//! `PATCH /v1/detections/{rule}`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource,
};
use axum::extract::State as Extract;
use detections::RuleId;
use event_store::ConflictRetry;

use crate::rule_patch::RulePatch;
use crate::{RuleBody, RuleRequest, State, setting_events};

/// Maximum attempts while other requests change the settings of detections.
pub(crate) const ATTEMPTS_MAX: u32 = 12;

/// Switches a rule of the detections on or off, or changes its parameters.
///
/// The change applies to events that arrive within a minute after it. Each changed value is recorded as an event
/// `monitor.rule.changed`, `monitor.rule.disabled` or `monitor.rule.enabled`, in one transaction with the change. Try
/// other parameters on past events first: `POST /v1/detections/{rule}/backtests`.
#[utoipa::path(
    patch,
    path = "/v1/detections/{rule}",
    tag = "detections",
    operation_id = "update_detection",
    security(("person" = [])),
    params(("rule" = String, Path, description = "The id of the rule", example = "account.guessing")),
    request_body(content(
        (RuleRequest = "application/merge-patch+json"),
        (RuleRequest = "application/json"),
    )),
    responses(
        (status = 200, description = "The rule with its settings", body = RuleBody),
        (status = 400, description = "A field or a parameter is unknown or invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "There is no such rule", body = ProblemBody),
        (status = 409, description = "Concurrent changes of the settings of detections: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The media type is not supported", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn update_detection(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    rule: PathId,
    params: Params,
    body: JsonBody,
) -> Result<Json<RuleBody>, Problem> {
    let person = caller.person(Action::ManageDetections)?;
    params.finish()?;
    let rule: RuleId = rule.existing("rule")?;
    let patch = body.read(|request| RulePatch::read(request, rule.rule().about().parameters))?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let act = request_source.act(person.actor(), &state.clock);
    let id = &organization.organization.id;
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    let stored = loop {
        let read = state.store.control.detections_config(id).await?;
        let wanted = patch.apply(rule, &read.config);
        let events = setting_events::of_rule(rule, &read.config, &wanted, id, &act);
        match state.store.detections_config_change(&organization, &read, &wanted, &events, act.at).await {
            Ok(stored) => break stored,
            // Another request changed the settings: the next attempt applies the patch to the new ones.
            Err(error) => retry.after(error).await?,
        }
    };
    Ok(Json(RuleBody::new(rule, &stored.config)))
}
