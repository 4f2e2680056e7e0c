//! `GET /v1/detections`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use chrono::Duration;
use detections::RuleId;
use event_model::TimeRange;

use crate::detection_body::{DetectionBody, DetectionsBody};
use crate::evaluability::EvaluableBody;
use crate::finding_counts::FindingCounts;
use crate::{RuleBody, State};

/// Days of findings and of coverage.
const DAYS: i64 = 30;

/// Returns the rules of the detections with their settings, what they found in the last 30 days, and whether they could
/// see everything.
///
/// `evaluated_to` is the time up to which the detector has looked at recorded events. No finding means that nothing was
/// found only up to then, and only where a rule is evaluable.
#[utoipa::path(
    get,
    path = "/v1/detections",
    tag = "detections",
    operation_id = "list_detections",
    security(("person" = [])),
    responses(
        (status = 200, description = "The rules", body = DetectionsBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_detections(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<DetectionsBody>, Problem> {
    let person = caller.person(Action::ReadDetections)?;
    params.finish()?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let id = &organization.organization.id;
    let control = &state.store.control;
    let now = state.clock.timestamp();
    let from = now.minus(Duration::days(DAYS));
    let range = TimeRange::new(from, now).map_err(|error| {
        Problem::new(api::ProblemCode::Internal, "something went wrong").with_cause(error)
    })?;
    let (stored, history, mut counts, progress) = tokio::try_join!(
        control.detections_config(id),
        control.coverage_history(&organization, from),
        FindingCounts::read(control, id, range),
        state.feed.detector_progress(control, id),
    )?;
    let detection = |rule: RuleId| {
        let (last_30_days, closed) = counts.rules.remove(&rule).unwrap_or_default();
        DetectionBody {
            rule: RuleBody::new(rule, &stored.config),
            evaluable: EvaluableBody::new(rule, &history, range),
            last_30_days,
            precision: closed.precision(),
            closed,
        }
    };
    Ok(Json(DetectionsBody {
        detections: RuleId::ALL.into_iter().map(detection).collect(),
        counted_from: counts.cut_at.unwrap_or(from).to_string(),
        evaluated_to: progress.evaluated_to.map(String::from),
        evaluated_segment: progress.evaluated_segment,
        feed_segment: progress.feed_segment,
    }))
}
