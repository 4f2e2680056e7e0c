//! `DELETE /v1/mutes/{id}`

use api::{Action, Caller, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource};
use axum::extract::State as Extract;
use event_model::MuteId;
use http::StatusCode;

use crate::{State, setting_events};

/// Ends a mute before its time. It stays in the list, and what it hid stays muted.
///
/// The deletion and its event `monitor.mute.deleted` are one transaction. The request is idempotent.
#[utoipa::path(
    delete,
    path = "/v1/mutes/{id}",
    tag = "detections",
    operation_id = "delete_mute",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the mute", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 204, description = "The mute has ended"),
        (status = 403, description = "The caller is not an owner or admin", body = ProblemBody),
        (status = 404, description = "The organization has no such mute", body = ProblemBody),
        (status = 409, description = "Concurrent deletions of the mute: try again", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn delete_mute(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
) -> Result<StatusCode, Problem> {
    let person = caller.person(Action::ManageDetections)?;
    params.finish()?;
    // With any plan: what is hidden must be shown again with the next one.
    let organization = OrganizationAccess::load(&state.store, person).await?.state;
    let id: MuteId = id.existing("mute")?;
    let mute = state.store.control.mutes_get(&person.organization_id, &id).await?;
    let mute = mute.ok_or_else(|| Problem::not_found("mute"))?;
    let act = request_source.act(person.actor(), &state.clock);
    let event = setting_events::mute_deleted(&mute, &person.organization_id, &act);
    state.store.mutes_delete(&mute.id, &organization, &event).await?;
    Ok(StatusCode::NO_CONTENT)
}
