//! `POST /v1/streams/{id}/pause`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource};
use axum::extract::State as Extract;

use crate::stream_body::StreamBody;
use crate::{State, stream_acts, stream_events, streams};

/// Pauses a stream. Its events wait while they are retained.
///
/// The act and its event `monitor.stream.paused` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/streams/{id}/pause",
    tag = "streams",
    operation_id = "pause_stream",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 200, description = "The stream after the act", body = StreamBody),
        (status = 403, description = "The caller is not an owner or admin", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 409, description = "The stream sends nothing. Or concurrent changes of the stream: try again", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn pause_stream(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
) -> Result<Json<StreamBody>, Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    // With any plan: what leaves the organization must be stoppable at all times.
    let organization = OrganizationAccess::load(&state.store, person).await?.state;
    let stream = streams::find(&state, person, &id.existing("stream")?).await?;
    let act = request_source.act(person.actor(), &state.clock);
    let delivery = streams::act(&state, &organization, &stream, |delivery| {
        let next = stream_acts::pause(delivery, act.at).map_err(streams::conflict)?;
        Ok((next, stream_events::paused(&stream, delivery.state, &act)))
    })
    .await?;
    Ok(Json(streams::body(&state, &stream, &delivery, act.at).await?))
}
