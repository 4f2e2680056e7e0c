//! `PATCH /v1/streams/{id}`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, PathId, Problem, ProblemBody, RequestSource,
    read_with_catalog, resolve_users,
};
use axum::extract::State as Extract;
use event_model::{Catalog, Timestamp};
use event_store::{ConflictRetry, DeliveryChange, Stream};

use crate::create_stream::not_encrypted;
use crate::stream_acts::{self, StreamChange};
use crate::stream_body::StreamBody;
use crate::stream_patch::{ParsedPatch, StreamPatch};
use crate::{State, stream_events, streams};

/// Changes the name, the filters, the form, the minimum severity or the destination of a stream.
///
/// A stream with another destination or secret must be verified again, and sends nothing before. Other filters apply from
/// the position of the stream on. The change and its event `monitor.stream.changed` are one transaction.
#[utoipa::path(
    patch,
    path = "/v1/streams/{id}",
    tag = "streams",
    operation_id = "update_stream",
    security(("person" = [])),
    params(("id" = String, Path, description = "The id of the stream", example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")),
    request_body(content(
        (StreamPatch = "application/merge-patch+json"),
        (StreamPatch = "application/json"),
    )),
    responses(
        (status = 200, description = "The stream after the change", body = StreamBody),
        (status = 400, description = "A field is unknown or invalid, or the destination can never be allowed", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, the plan does not include the monitor, or a filter needs details that are hidden", body = ProblemBody),
        (status = 404, description = "The organization has no such stream", body = ProblemBody),
        (status = 409, description = "Concurrent changes of the stream: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The media type is not supported", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn update_stream(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    id: PathId,
    params: Params,
    body: JsonBody,
) -> Result<Json<StreamBody>, Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    let access = OrganizationAccess::entitled(&state.store, person).await?;
    let id = id.existing("stream")?;
    let act = request_source.act(person.actor(), &state.clock);
    let mut retry = ConflictRetry::new(streams::ATTEMPTS_MAX);
    loop {
        let read = streams::find(&state, person, &id).await?;
        let parse =
            |catalog: &Catalog| body.read(|request| ParsedPatch::read(request, &read, catalog, &state.rules));
        let (patch, _) = read_with_catalog(&state.store, act.at, parse).await?;
        if let Some(filters) = &patch.filters {
            access.allow_query(filters)?;
        }
        let wanted = wanted(&state, &read, &patch, act.at).await?;
        let stored = streams::delivery(&state, &read).await?;
        let members = changed(&read, &wanted);
        if members.is_empty() {
            return Ok(Json(streams::body(&state, &read, &stored.delivery, act.at).await?));
        }
        let change = StreamChange {
            read_version: read.version,
            destination: members.contains(&"destination"),
            content: members.contains(&"filters") || members.contains(&"format"),
        };
        let delivery = stream_acts::change(&stored.delivery, change, act.at);
        let event = stream_events::changed(&wanted, &members, &act);
        let change = DeliveryChange { read: &stored, wanted: &delivery };
        match state.store.streams_change(&access.state, &read, &wanted, &change, &[event]).await {
            Ok(stream) => {
                if delivery.state.is_sending() {
                    // Its worker has lost its lease.
                    streams::wake(&state, &stream).await;
                }
                return Ok(Json(streams::body(&state, &stream, &delivery, act.at).await?));
            }
            // The worker or another request has written it: the next attempt applies the patch to what is stored then.
            Err(error) => retry.after(error).await?,
        }
    }
}

/// Returns the stream after the patch, with the actors of its filters and its encrypted secret.
async fn wanted(
    state: &State,
    read: &Stream,
    patch: &ParsedPatch,
    now: Timestamp,
) -> Result<Stream, Problem> {
    let mut wanted = Stream { changed_at: now, ..patch.apply(read) };
    if wanted.filters != read.filters {
        wanted.users =
            resolve_users(&state.store, &read.organization_id, &wanted.filters, "/filters/").await?;
    }
    if let Some(secret) = patch.destination.as_ref().and_then(|parsed| parsed.secret.as_ref()) {
        let encrypted = state.secrets.encrypt(&read.organization_id, &read.id, secret).await;
        wanted.secret = Some(encrypted.map_err(not_encrypted)?);
    }
    Ok(wanted)
}

/// Returns the names of the members that differ.
fn changed(read: &Stream, wanted: &Stream) -> Vec<&'static str> {
    let differs = [
        ("name", read.name != wanted.name),
        ("format", read.format != wanted.format),
        ("filters", read.filters != wanted.filters),
        ("minimum_severity", read.minimum_severity != wanted.minimum_severity),
        // A secret cannot be compared: each encryption of it differs.
        ("destination", read.destination != wanted.destination || read.secret != wanted.secret),
    ];
    differs.into_iter().filter(|(_, differs)| *differs).map(|(name, _)| name).collect()
}
