//! `POST /v1/streams/{id}/test`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_model::StreamState;

use crate::call::DelivererAction;
use crate::delivered_body::ResultBody;
use crate::{State, streams};

/// Sends a test message to the destination of a stream, and returns its answer.
///
/// Also while the stream is paused or disabled. It has no event, and does not count as an attempt.
#[utoipa::path(
    post,
    path = "/v1/streams/{id}/test",
    tag = "streams",
    operation_id = "test_stream",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 200, description = "The answer of the destination", body = ResultBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 409, description = "The destination is not verified", body = ProblemBody),
        (status = 503, description = "The destination could not be asked: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn test_stream(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<Json<ResultBody>, Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    OrganizationAccess::entitled(&state.store, person).await?;
    let stream = streams::find(&state, person, &id.existing("stream")?).await?;
    let stored = streams::delivery(&state, &stream).await?;
    if stored.delivery.state == StreamState::Verifying {
        // Its answer would be shown, and it may not want any message.
        return Err(streams::conflict("verify the destination first"));
    }
    Ok(Json(streams::ask(&state, &stream, DelivererAction::Test).await?.into()))
}
