//! `GET /v1/events/{source}/{id}`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::{Path, State as Extract};
use event_model::{EventBody, EventId};

use crate::State;

/// Returns one event of the caller's organization.
#[utoipa::path(
    get,
    path = "/v1/events/{source}/{id}",
    tag = "events",
    operation_id = "get_event",
    security(("person" = [])),
    params(
        ("source" = String, Path, description = "The product that sent it", example = "pass"),
        ("id" = String, Path, description = "The id that the product gave it", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"),
    ),
    responses(
        (status = 200, description = "The event", body = EventBody),
        (status = 403, description = "The role, the plan or the monitor does not allow it", body = ProblemBody),
        (status = 404, description = "The organization has no such event", body = ProblemBody),
    )
)]
pub(crate) async fn get_event(
    Extract(state): Extract<State>,
    caller: Caller,
    Path((source, id)): Path<(String, String)>,
    params: Params,
) -> Result<Json<EventBody>, Problem> {
    let person = caller.person(Action::ReadOrganization)?;
    params.finish()?;
    let access = OrganizationAccess::readable(&state.store, person).await?;
    // An invalid source or id is not found, like an unknown one.
    let Ok(id) = id.parse::<EventId>() else { return Err(Problem::not_found("event")) };
    if !is_source(&source) {
        return Err(Problem::not_found("event"));
    }
    let event = state.store.events.get(&access.state, &source, &id, state.clock.timestamp()).await?;
    let event = event.ok_or_else(|| Problem::not_found("event"))?;
    Ok(Json(EventBody::new(event, access.state.settings.show_details)))
}

/// Returns `true` if `text` has the form of a source. A newer version may have recorded events of a source that this
/// version does not know.
fn is_source(text: &str) -> bool {
    /// Maximum length in bytes.
    const BYTES: usize = 64;
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    (1..=BYTES).contains(&text.len()) && text.bytes().all(allowed)
}
