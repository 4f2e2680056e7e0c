//! `GET /v1/detection-settings`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::{DetectionSettingsBody, State};

/// Returns the own networks and the service accounts of the caller's organization, which explain findings.
#[utoipa::path(
    get,
    path = "/v1/detection-settings",
    tag = "detections",
    operation_id = "get_detection_settings",
    security(("person" = [])),
    responses(
        (status = 200, description = "The settings", body = DetectionSettingsBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_detection_settings(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<DetectionSettingsBody>, Problem> {
    let person = caller.person(Action::ReadDetections)?;
    params.finish()?;
    OrganizationAccess::entitled(&state.store, person).await?;
    let stored = state.store.control.detections_config(&person.organization_id).await?;
    Ok(Json(stored.into()))
}
