//! `POST /v1/streams/{id}/resume`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource};
use axum::extract::State as Extract;

use crate::stream_body::StreamBody;
use crate::{State, stream_acts, stream_events, streams};

/// Resumes a stream that was paused or disabled. It sends at once what waits.
///
/// The act and its event `monitor.stream.resumed` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/streams/{id}/resume",
    tag = "streams",
    operation_id = "resume_stream",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 200, description = "The stream after the act", body = StreamBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 409, description = "The stream is neither paused nor disabled. Or concurrent changes of the stream: try again", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn resume_stream(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
) -> Result<Json<StreamBody>, Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let stream = streams::find(&state, person, &id.existing("stream")?).await?;
    let act = request_source.act(person.actor(), &state.clock);
    let delivery = streams::act(&state, &organization, &stream, |delivery| {
        let next = stream_acts::resume(delivery, act.at).map_err(streams::conflict)?;
        Ok((next, stream_events::resumed(&stream, delivery.state, &act)))
    })
    .await?;
    streams::wake(&state, &stream).await;
    Ok(Json(streams::body(&state, &stream, &delivery, act.at).await?))
}
