//! `POST /v1/streams`

use api::{
    Action, Caller, Json, JsonBody, OrganizationAccess, Params, Person, Problem, ProblemBody, ProblemCode,
    RequestSource, read_with_catalog, resolve_users,
};
use axum::extract::State as Extract;
use axum::response::IntoResponse;
use event_model::{Catalog, EventQuery, FieldError, MonitorAct, StreamKind, Timestamp, limits};
use event_store::{FeedCursor, FeedPosition, Stream};
use http::{HeaderName, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};

use crate::destinations::signing;
use crate::secrets::SecretError;
use crate::stream_body::StreamWithSecretBody;
use crate::stream_request::{INVALID_START, ParsedStream, StreamRequest, StreamStart};
use crate::{State, stream_acts, stream_events, streams};

/// Creates a stream: the events of the caller's organization go to another system, in order, at least once.
///
/// Nothing is sent before the destination is verified: `POST /v1/streams/{id}/verify`. A webhook gets a signing secret,
/// which only this response contains. The stream and its event `monitor.stream.created` are one transaction.
#[utoipa::path(
    post,
    path = "/v1/streams",
    tag = "streams",
    operation_id = "create_stream",
    security(("person" = [])),
    request_body = StreamRequest,
    responses(
        (status = 201, description = "The stream and its signing secret; `Location` is its URL", body = StreamWithSecretBody,
         headers(("location" = String, description = "The stream"))),
        (status = 400, description = "A field is invalid, or the destination can never be allowed", body = ProblemBody),
        (status = 403, description = "The caller is not an owner or admin, the plan does not include the monitor, or a filter needs details that are hidden", body = ProblemBody),
        (status = 409, description = "The organization has 5 streams: delete one. Or its streams changed at the same time: try again", body = ProblemBody),
        (status = 413, description = "The body is larger than 64 KiB", body = ProblemBody),
        (status = 415, description = "The body is not JSON", body = ProblemBody),
        (status = 503, description = "Temporarily unavailable: try again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_stream(
    Extract(state): Extract<State>,
    caller: Caller,
    request_source: RequestSource,
    params: Params,
    body: JsonBody,
) -> Result<impl IntoResponse, Problem> {
    let person = caller.person(Action::ManageStreams)?;
    params.finish()?;
    let rules = &state.rules;
    let read = |catalog: &Catalog| body.read(|request| ParsedStream::read(request, catalog, rules));
    let (parsed, _) = read_with_catalog(&state.store, state.clock.timestamp(), read).await?;
    let access = OrganizationAccess::entitled(&state.store, person).await?;
    access.allow_query(&parsed.filters)?;
    let (position, positioned_at) =
        start(&state, person, parsed.start.clone(), &parsed.filters, state.clock.timestamp()).await?;
    let act = request_source.act(person.actor(), &state.clock);
    let (stream, secret) = stream(&state, person, parsed, &act).await?;
    let delivery = stream_acts::create(&stream, position, positioned_at);
    let event = stream_events::created(&stream, &act);
    if !state.store.streams_create(&stream, &delivery, &access.state, &event).await? {
        let most = limits::STREAMS_PER_ORGANIZATION;
        let detail = format!("your organization has {most} streams; delete one that is not needed");
        return Err(Problem::new(ProblemCode::Conflict, detail));
    }
    let headers: [(HeaderName, String); 1] = [(header::LOCATION, format!("/v1/streams/{}", stream.id))];
    let stream = streams::body(&state, &stream, &delivery, act.at).await?;
    let secret = secret.map(|secret| secret.expose_secret().to_owned());
    Ok((StatusCode::CREATED, headers, Json(StreamWithSecretBody { secret, stream })))
}

/// Returns the stream of a request and, for a webhook, its new signing secret.
async fn stream(
    state: &State,
    person: &Person,
    parsed: ParsedStream,
    act: &MonitorAct,
) -> Result<(Stream, Option<SecretString>), Problem> {
    let ParsedStream { name, format, filters, minimum_severity, start: _, destination, secret } = parsed;
    let organization_id = person.organization_id.clone();
    let users = resolve_users(&state.store, &organization_id, &filters, "/filters/").await?;
    let id = streams::new_id(act);
    let signing_secret = match destination.kind() {
        StreamKind::Webhook => Some(new_secret()?),
        _ => None,
    };
    let secret = match signing_secret.as_ref().or(secret.as_ref()) {
        Some(plaintext) => {
            let encrypted = state.secrets.encrypt(&organization_id, &id, plaintext).await;
            Some(encrypted.map_err(not_encrypted)?)
        }
        None => None,
    };
    let stream = Stream {
        id,
        organization_id,
        name,
        format,
        filters,
        users,
        minimum_severity,
        destination,
        secret,
        previous_secret: None,
        created_at: act.at,
        created_by: person.user_id.clone(),
        changed_at: act.at,
        version: 1,
    };
    Ok((stream, signing_secret))
}

/// Creates a signing secret.
pub(crate) fn new_secret() -> Result<SecretString, Problem> {
    signing::new_secret().map_err(|error| {
        Problem::new(ProblemCode::Internal, "no secret could be made").with_cause(error.to_string())
    })
}

/// Returns the problem of a secret that was not encrypted.
pub(crate) fn not_encrypted(error: SecretError) -> Problem {
    let (code, detail) = match error.is_transient() {
        true => (ProblemCode::Unavailable, "the service is unavailable; try again shortly"),
        false => (ProblemCode::Internal, "something went wrong"),
    };
    Problem::new(code, detail).with_cause(error)
}

/// Returns the position at which a stream starts, and the time at which it was known.
async fn start(
    state: &State,
    person: &Person,
    start: StreamStart,
    filters: &EventQuery,
    now: Timestamp,
) -> Result<(FeedPosition, Timestamp), Problem> {
    let organization = &person.organization_id;
    match start {
        StreamStart::Feed(start) => Ok((state.feed.start(organization, start).await?, now)),
        StreamStart::Cursor(text) => {
            let cursor = FeedCursor::open(&text, &FeedCursor::scope(organization, filters));
            let FeedCursor { position, issued_at } =
                cursor.map_err(|_| Problem::fields(vec![FieldError::new("/start", INVALID_START)]))?;
            Ok((position, issued_at))
        }
    }
}
