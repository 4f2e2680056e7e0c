//! `POST /v1/streams/{id}/rotate-secret`

use api::{Action, Caller, Json, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource};
use axum::extract::State as Extract;
use event_model::StreamKind;
use event_store::{ConflictRetry, DeliveryChange, SECRET_OVERLAP, Stream};
use secrecy::ExposeSecret;

use crate::create_stream::{new_secret, not_encrypted};
use crate::stream_acts::{self, StreamChange};
use crate::stream_body::StreamWithSecretBody;
use crate::{State, stream_events, streams};

/// Gives a webhook a new signing secret. For 24 hours, requests have the signatures of both secrets.
///
/// Only this response contains the secret. A second rotation within 24 hours ends the first secret at once. The act and
/// its event `monitor.stream.secret_rotated` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/streams/{id}/rotate-secret",
    tag = "streams",
    operation_id = "rotate_stream_secret",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    responses(
        (status = 200, description = "The stream and its new signing secret", body = StreamWithSecretBody),
        (status = 403, description = "The caller is not an owner or admin, or the plan does not include the monitor", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 409, description = "The stream has no signing secret: set the secret of its destination with PATCH. Or concurrent changes of the stream: try again", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn rotate_stream_secret(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
) -> Result<Json<StreamWithSecretBody>, Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    let organization = OrganizationAccess::entitled(&state.store, person).await?.state;
    let id = id.existing("stream")?;
    let act = request_source.act(person.actor(), &state.clock);
    let secret = new_secret()?;
    let mut retry = ConflictRetry::new(streams::ATTEMPTS_MAX);
    loop {
        let read = streams::find(&state, person, &id).await?;
        if read.kind() != StreamKind::Webhook {
            let misfit = "only a webhook has a signing secret; set the secret of this destination with PATCH";
            return Err(streams::conflict(misfit));
        }
        let encrypted = state.secrets.encrypt(&read.organization_id, &read.id, &secret).await;
        let wanted = Stream {
            secret: Some(encrypted.map_err(not_encrypted)?),
            previous_secret: read.secret.clone().map(|old| (old, act.at.plus(SECRET_OVERLAP))),
            changed_at: act.at,
            ..read.clone()
        };
        let stored = streams::delivery(&state, &read).await?;
        let change = StreamChange { read_version: read.version, destination: false, content: false };
        let delivery = stream_acts::change(&stored.delivery, change, act.at);
        let event = stream_events::secret_rotated(&wanted, &act);
        let change = DeliveryChange { read: &stored, wanted: &delivery };
        match state.store.streams_change(&organization, &read, &wanted, &change, &[event]).await {
            Ok(stream) => {
                let stream = streams::body(&state, &stream, &delivery, act.at).await?;
                let secret = Some(secret.expose_secret().to_owned());
                return Ok(Json(StreamWithSecretBody { secret, stream }));
            }
            Err(error) => retry.after(error).await?,
        }
    }
}
