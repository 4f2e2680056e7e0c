//! `GET /v1/streams/{id}/dead-letters`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_store::{FeedSequence, Listed};

use crate::delivered_body::{DeadLetterBody, DeadLettersBody};
use crate::{State, streams};

/// Maximum of `limit`.
const LIMIT_MAX: u16 = 100;
/// Default of `limit`.
const LIMIT: u16 = 50;

/// Returns the events of a stream that its destination refused for good, in the order of the feed.
#[utoipa::path(
    get,
    path = "/v1/streams/{id}/dead-letters",
    tag = "streams",
    operation_id = "list_stream_dead_letters",
    security(("person" = [])),
    params(
        ("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"),
        ("limit" = Option<u16>, Query, minimum = 1, maximum = 100, description = "Maximum dead letters on one page (50)"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the previous page"),
    ),
    responses(
        (status = 200, description = "A page of dead letters", body = DeadLettersBody),
        (status = 400, description = "A parameter is invalid", body = ProblemBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_stream_dead_letters(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    mut params: Params,
) -> Result<Json<DeadLettersBody>, Problem> {
    let person = caller.person(Action::ReadStreams)?;
    let limit = params.limit(LIMIT_MAX, LIMIT)?;
    let after = params.parsed("cursor", |text| {
        text.parse::<FeedSequence>().map_err(|_| "is not a next_cursor that this endpoint returned")
    })?;
    params.finish()?;
    OrganizationAccess::entitled(&state.store, person).await?;
    let stream = streams::find(&state, person, &id.existing("stream")?).await?;
    let (control, now) = (&state.store.control, state.clock.timestamp());
    let Listed { items, next } =
        control.dead_letters_page(&person.organization_id, &stream.id, after.as_ref(), limit, now).await?;
    let dead_letters = items.into_iter().map(DeadLetterBody::from).collect();
    Ok(Json(DeadLettersBody { dead_letters, next_cursor: next.map(|sequence| sequence.to_string()) }))
}
