//! `DELETE /v1/streams/{id}`

use api::{Action, Caller, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource};
use axum::extract::State as Extract;
use http::StatusCode;

use crate::{State, stream_events, streams};

/// Deletes a stream. Its destination gets no more events.
///
/// A request that is on its way may still arrive. The deletion and its event `monitor.stream.deleted` are one transaction.
#[utoipa::path(
    delete,
    path = "/v1/streams/{id}",
    tag = "streams",
    operation_id = "delete_stream",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 204, description = "The stream is deleted"),
        (status = 403, description = "The caller is not an owner or admin", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 409, description = "Concurrent changes of the stream: try again", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn delete_stream(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
) -> Result<StatusCode, Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    // With any plan: what leaves the organization must be stoppable at all times.
    let organization = OrganizationAccess::load(&state.store, person).await?.state;
    let stream = streams::find(&state, person, &id.existing("stream")?).await?;
    let act = request_source.act(person.actor(), &state.clock);
    let event = stream_events::deleted(&stream, &act);
    state.store.streams_delete(&stream.id, &organization, &event).await?;
    Ok(StatusCode::NO_CONTENT)
}
