//! `GET /v1/streams/{id}/attempts`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::delivered_body::{AttemptBody, AttemptsBody};
use crate::{State, streams};

/// Returns the last 100 attempts to deliver events of a stream, newest first. They are kept for 7 days.
#[utoipa::path(
    get,
    path = "/v1/streams/{id}/attempts",
    tag = "streams",
    operation_id = "list_stream_attempts",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 200, description = "The attempts", body = AttemptsBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_stream_attempts(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<Json<AttemptsBody>, Problem> {
    let person = caller.person(Action::ReadStreams)?;
    params.finish()?;
    OrganizationAccess::entitled(&state.store, person).await?;
    let stream = streams::find(&state, person, &id.existing("stream")?).await?;
    let attempts = state.store.control.attempts_list(&person.organization_id, &stream.id).await?;
    Ok(Json(AttemptsBody { attempts: attempts.into_iter().map(AttemptBody::from).collect() }))
}
