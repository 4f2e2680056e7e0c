//! `GET /v1/streams/{id}`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody};
use axum::extract::State as Extract;

use crate::stream_body::StreamBody;
use crate::{State, streams};

/// Returns a stream of the caller's organization with its health. No response contains its secret.
#[utoipa::path(
    get,
    path = "/v1/streams/{id}",
    tag = "streams",
    operation_id = "get_stream",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 200, description = "The stream", body = StreamBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn get_stream(
    Extract(state): Extract<State>,
    caller: Caller,
    id: PathId,
    params: Params,
) -> Result<Json<StreamBody>, Problem> {
    let person = caller.person(Action::ReadStreams)?;
    params.finish()?;
    OrganizationAccess::entitled(&state.store, person).await?;
    let stream = streams::find(&state, person, &id.existing("stream")?).await?;
    let stored = streams::delivery(&state, &stream).await?;
    Ok(Json(streams::body(&state, &stream, &stored.delivery, state.clock.timestamp()).await?))
}
