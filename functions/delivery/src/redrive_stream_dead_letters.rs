//! `POST /v1/streams/{id}/dead-letters/redrive`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource};
use axum::extract::State as Extract;
use http::StatusCode;

use crate::stream_body::StreamBody;
use crate::{State, stream_acts, stream_events, streams};

/// Sends the dead letters of a stream again, each in a message of its own, before its other events. Those that the
/// destination accepts are removed.
///
/// The act and its event `monitor.stream.redriven` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/streams/{id}/dead-letters/redrive",
    tag = "streams",
    operation_id = "redrive_stream_dead_letters",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 202, description = "The dead letters are sent soon", body = StreamBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 409, description = "The stream has no dead letters, or does not send. Or concurrent changes of the stream: try again", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn redrive_stream_dead_letters(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
) -> Result<(StatusCode, Json<StreamBody>), Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let stream = streams::find(&state, person, &id.existing("stream")?).await?;
    let act = request_source.act(person.actor(), &state.clock);
    let dead_letters =
        state.store.control.dead_letters_count(&person.organization_id, &stream.id, act.at).await?;
    if dead_letters == 0 {
        return Err(streams::conflict("the stream has no dead letters"));
    }
    let delivery = streams::act(&state, &organization, &stream, |delivery| {
        let next = stream_acts::redrive(delivery, act.at).map_err(streams::conflict)?;
        Ok((next, stream_events::redriven(&stream, dead_letters, &act)))
    })
    .await?;
    streams::wake(&state, &stream).await;
    Ok((StatusCode::ACCEPTED, Json(streams::body(&state, &stream, &delivery, act.at).await?)))
}
