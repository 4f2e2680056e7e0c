//! `POST /v1/streams/{id}/replay`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource,
};
use axum::extract::State as Extract;
use event_model::FieldError;
use event_store::{FeedPosition, Stream};

use crate::replay_request::{ParsedReplay, ReplayRequest};
use crate::stream_body::StreamBody;
use crate::{State, stream_acts, stream_events, streams};

/// Lets a stream continue from an earlier event. Its messages have new ids, so that a receiver does not take them for
/// repeats.
///
/// Events that have expired are not sent. The act and its event `monitor.stream.replayed` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/streams/{id}/replay",
    tag = "streams",
    operation_id = "replay_stream",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    request_body = ReplayRequest,
    responses(
        (status = 200, description = "The stream after the act", body = StreamBody),
        (status = 400, description = "`from` is invalid, or no event has this sequence yet", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 409, description = "Concurrent changes of the stream: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn replay_stream(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
    body: JsonBody,
) -> Result<Json<StreamBody>, Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    let id = id.existing("stream")?;
    let from = body.read(ParsedReplay::read)?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let stream = streams::find(&state, person, &id).await?;
    let act = request_source.act(person.actor(), &state.clock);
    let position = position(&state, &stream, from).await?;
    let delivery = streams::act(&state, &organization, &stream, |delivery| {
        let next = stream_acts::replay(delivery, position, act.at);
        Ok((next, stream_events::replayed(&stream, delivery.position, position, &act)))
    })
    .await?;
    if delivery.state.is_sending() {
        streams::wake(&state, &stream).await;
    }
    Ok(Json(streams::body(&state, &stream, &delivery, act.at).await?))
}

async fn position(state: &State, stream: &Stream, from: ParsedReplay) -> Result<FeedPosition, Problem> {
    match from {
        ParsedReplay::Start(start) => Ok(state.feed.start(&stream.organization_id, start).await?),
        ParsedReplay::Position(position) => {
            let head = state.feed.head(&stream.organization_id).await?.map_or(0, |head| head.number);
            if position.segment > head {
                let fault = FieldError::new("/from", "is after the newest event");
                return Err(Problem::fields(vec![fault]));
            }
            Ok(position)
        }
    }
}
