//! `PATCH /v1/detection-settings`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, Problem, ProblemBody, ProblemCode,
    RequestSource,
};
use axum::extract::State as Extract;
use detections::{Config, Exceptions};
use event_store::ConflictRetry;

use crate::exceptions_body::ExceptionsPatch;
use crate::update_detection::ATTEMPTS_MAX;
use crate::{DetectionSettingsBody, DetectionSettingsRequest, State, setting_events};

/// Maximum entries that one request adds or removes. Each is an event, and a transaction has at most 100 statements.
const CHANGES_MAX: usize = 90;

/// Changes the own networks or the service accounts of the caller's organization.
///
/// A finding is `info` if all its events with an address come from own networks, or if it is about a service account. Each
/// entry that is added or removed is recorded as an event `monitor.exception.added` or `monitor.exception.removed`, in
/// one transaction with the change.
#[utoipa::path(
    patch,
    path = "/v1/detection-settings",
    tag = "detections",
    operation_id = "update_detection_settings",
    security(("person" = [])),
    request_body(content(
        (DetectionSettingsRequest = "application/merge-patch+json"),
        (DetectionSettingsRequest = "application/json"),
    )),
    responses(
        (status = 200, description = "The current settings", body = DetectionSettingsBody),
        (status = 400, description = "A field or an entry is invalid, or more than 90 entries are added or removed", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 409, description = "Concurrent changes of the settings of detections: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The media type is not supported", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn update_detection_settings(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    params: Params,
    body: JsonBody,
) -> Result<Json<DetectionSettingsBody>, Problem> {
    let person = caller.person(Action::ManageDetections)?;
    params.finish()?;
    let patch = body.read(ExceptionsPatch::read)?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let act = request_source.act(person.actor(), &state.clock);
    let id = &organization.organization.id;
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    let stored = loop {
        let read = state.store.control.detections_config(id).await?;
        let old = &read.config.exceptions;
        let exceptions = patch.apply(old);
        allow_changes(old, &exceptions)?;
        let events = setting_events::of_exceptions(old, &exceptions, id, &act);
        let wanted = Config { exceptions, ..read.config.clone() };
        match state.store.detections_config_change(&organization, &read, &wanted, &events, act.at).await {
            Ok(stored) => break stored,
            Err(error) => retry.after(error).await?,
        }
    };
    Ok(Json(stored.into()))
}

fn allow_changes(old: &Exceptions, new: &Exceptions) -> Result<(), Problem> {
    if setting_events::exception_changes(old, new) <= CHANGES_MAX {
        return Ok(());
    }
    let detail =
        format!("the request adds or removes more than {CHANGES_MAX} entries; send several requests");
    Err(Problem::new(ProblemCode::InvalidRequest, detail))
}
