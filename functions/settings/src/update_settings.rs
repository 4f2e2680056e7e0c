//! `PATCH /v1/settings`

use api::{Action, Caller, Json, JsonBody, OrganizationAccess, Params, Problem, ProblemBody, RequestSource};
use axum::extract::State as Extract;
use axum::response::IntoResponse;
use event_store::ConflictRetry;

use crate::etag::{Conditions, etag};
use crate::{SettingsBody, SettingsRequest, State};

/// Maximum attempts while other requests change the settings.
const ATTEMPTS_MAX: u32 = 12;

/// Changes the settings of the caller's organization.
///
/// Each changed setting is recorded as a monitor event, even if the monitor is off. The change, its events and the
/// coverage record are one transaction. The patch is applied to the current settings, so two people can change
/// different settings at the same time.
#[utoipa::path(
    patch,
    path = "/v1/settings",
    tag = "settings",
    operation_id = "update_settings",
    security(("person" = [])),
    params(("If-Match" = Option<String>, Header, description = "The change is refused if the settings no longer have this `ETag`", example = "\"v3\"")),
    request_body(content(
        (SettingsRequest = "application/merge-patch+json"),
        (SettingsRequest = "application/json"),
    )),
    responses(
        (status = 200, description = "The current settings", body = SettingsBody,
         headers(("ETag" = String, description = "The version of the settings, for `If-Match`"))),
        (status = 400, description = "A field is unknown, null or invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 409, description = "Concurrent changes of the settings: try again", body = ProblemBody),
        (status = 412, description = "The settings changed after the version in `If-Match`", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The media type is not supported", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn update_settings(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    conditions: Conditions,
    params: Params,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let person = caller.person(Action::ManageSettings)?;
    params.finish()?;
    let request = body.read(SettingsRequest::read)?;
    let act = request_source.act(person.actor(), &state.clock);
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    let settings = loop {
        let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
        conditions.check(Some(organization.settings.version))?;
        let wanted = request.apply(&organization.settings);
        match state.store.settings_change(&organization, &wanted, &act).await {
            Ok(settings) => break settings,
            // Another request changed the settings: the next attempt applies the patch to the new settings.
            Err(error) => retry.after(error).await?,
        }
    };
    Ok((etag(settings.version), Json(SettingsBody::from(settings))))
}
