//! `GET /v1/settings`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use axum::response::IntoResponse;

use crate::etag::etag;
use crate::{SettingsBody, State};

/// Returns the settings of the caller's organization.
#[utoipa::path(
    get,
    path = "/v1/settings",
    tag = "settings",
    operation_id = "get_settings",
    security(("person" = [])),
    responses(
        (status = 200, description = "The settings", body = SettingsBody,
         headers(("ETag" = String, description = "The version of the settings, for `If-Match`"))),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_settings(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<impl IntoResponse, Problem> {
    let person = caller.person(Action::ManageSettings)?;
    params.finish()?;
    let settings = OrganizationAccess::entitled(&state.store, person).await?.state.settings;
    Ok((etag(settings.version), Json(SettingsBody::from(settings))))
}
