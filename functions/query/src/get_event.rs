//! `GET /v1/events/{source}/{id}`

use api::{Action, Caller, EventBody, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::{Path, State as Extract};
use event_model::EventId;

use crate::State;

/// Returns one event of the caller's organisation, by its name.
#[utoipa::path(
    get,
    path = "/v1/events/{source}/{id}",
    tag = "events",
    operation_id = "get_event",
    security(("person" = [])),
    params(
        ("source" = String, Path, description = "The product that sent it", example = "pass"),
        ("id" = String, Path, description = "The producer's own id", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"),
    ),
    responses(
        (status = 200, description = "The event", body = EventBody),
        (status = 403, description = "The caller may not read this", body = ProblemBody),
        (status = 404, description = "There is no such event in the caller's organisation", body = ProblemBody),
        (status = 503, description = "Try again after `Retry-After` seconds", body = ProblemBody),
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
    // A name that no event can have is one that no event has.
    let Ok(id) = id.parse::<EventId>() else { return Err(Problem::not_found("event")) };
    if !is_source(&source) {
        return Err(Problem::not_found("event"));
    }
    let event = state.store.events.get(&access.state, &source, &id, state.clock.timestamp()).await?;
    let event = event.ok_or_else(|| Problem::not_found("event"))?;
    Ok(Json(EventBody::new(event, access.state.settings.show_details)))
}

/// Returns `true` if `text` has the form of a source. A newer version may have recorded events of one that
/// this version does not know.
fn is_source(text: &str) -> bool {
    /// Bytes of the longest source.
    const BYTES: usize = 64;
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-');
    (1..=BYTES).contains(&text.len()) && text.bytes().all(allowed)
}
