//! `GET /v1/detections`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use chrono::Duration;
use detections::RuleId;
use event_model::{OrganizationId, TimeRange};
use event_store::StoreError;

use crate::detection_body::{DetectionBody, DetectionsBody};
use crate::detector::consumer;
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
    let (stored, history, mut counts, watermark) = tokio::try_join!(
        control.detections_config(id),
        control.coverage_history(&organization, from),
        FindingCounts::read(control, id, range),
        Watermark::read(&state, id),
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
        evaluated_to: watermark.evaluated_to,
        evaluated_segment: watermark.evaluated_segment,
        feed_segment: watermark.feed_segment,
    }))
}

/// How far the detector is.
struct Watermark {
    evaluated_to: Option<String>,
    evaluated_segment: Option<u64>,
    feed_segment: Option<u64>,
}

impl Watermark {
    async fn read(state: &State, organization: &OrganizationId) -> Result<Self, StoreError> {
        let next = state.store.control.consumers_get(&consumer(organization.clone())).await?;
        let evaluated_segment = next.and_then(|next| next.checked_sub(1)).filter(|number| *number > 0);
        let head = state.feed.head(organization).await?;
        let written_at = match (evaluated_segment, &head) {
            (None, _) => None,
            (Some(number), Some(head)) if head.number == number => Some(head.written_at),
            (Some(number), _) => {
                let segments = state.feed.segments_between(organization, number, number + 1, 1).await?;
                segments.first().map(|segment| segment.written_at)
            }
        };
        Ok(Self {
            evaluated_to: written_at.map(String::from),
            evaluated_segment,
            feed_segment: head.map(|head| head.number),
        })
    }
}
