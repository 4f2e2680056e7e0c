//! `GET /v1/streams`

use api::{Action, Caller, Json, OrganizationAccess, Params, Problem, ProblemBody};
use axum::extract::State as Extract;
use event_store::Stream;
use futures::future::try_join_all;

use crate::stream_body::{StreamBody, StreamsBody};
use crate::{State, streams};

/// Returns the streams of the caller's organization, oldest first, with their health. No response contains a secret.
#[utoipa::path(
    get,
    path = "/v1/streams",
    tag = "streams",
    operation_id = "list_streams",
    security(("person" = [])),
    responses(
        (status = 200, description = "The streams", body = StreamsBody),
        (status = 403, description = "The caller is not an owner, admin or auditor, or the plan does not include the monitor", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn list_streams(
    Extract(state): Extract<State>,
    caller: Caller,
    params: Params,
) -> Result<Json<StreamsBody>, Problem> {
    let person = caller.person(Action::ReadStreams)?;
    params.finish()?;
    OrganizationAccess::entitled(&state.store, person).await?;
    let (organization, now) = (&person.organization_id, state.clock.timestamp());
    let (control, head) = (&state.store.control, state.feed.head(organization).await?);
    let body = async |stream: &Stream| -> Result<Option<StreamBody>, Problem> {
        match control.deliveries_get(organization, &stream.id).await? {
            Some(stored) => {
                let body =
                    streams::body_with_head(&state, stream, &stored.delivery, head.as_ref(), now).await?;
                Ok(Some(body))
            }
            // It was deleted meanwhile.
            None => Ok(None),
        }
    };
    let streams = control.streams_list(organization).await?;
    let bodies = try_join_all(streams.iter().map(body)).await?;
    Ok(Json(StreamsBody { streams: bodies.into_iter().flatten().collect() }))
}
