//! `POST /v1/events`

use std::collections::BTreeSet;
use std::time::Duration;

use api::{Caller, Json, Problem, ProblemBody, ProblemCode, RawBody};
use axum::extract::State as Extract;
use event_model::limits;
use event_store::Insertion;
use serde_json_borrow::Value;
use tokio::time::Instant;

use crate::State;
use crate::admission::{self, Admission, Candidate};
use crate::results::{EventResult, EventStatus, IngestRequest, IngestResponse};

/// How long a request keeps trying: well inside API Gateway's 30 seconds, so that a producer gets an answer for
/// each event instead of a time-out for all of them.
const ANSWER_TIME: Duration = Duration::from_secs(limits::RECORD_DEADLINE_SECONDS);
/// The part of it that is left for the directory. Without it, one event that runs out of time would cost the
/// answer of every event whose actor is new.
const DIRECTORY_TIME: Duration = Duration::from_secs(1);

/// Records events.
///
/// One result for each event, in order. What is `recorded` or `duplicate` is stored for good; what is
/// `retry` may not be and has to be sent again, with the same id; the rest is final.
#[utoipa::path(
    post,
    path = "/v1/events",
    tag = "ingest",
    operation_id = "create_events",
    security(("product_key" = [])),
    request_body = IngestRequest,
    responses(
        (status = 200, description = "One result for each event", body = IngestResponse,
         example = json!({"results": [
            {"id": "a", "status": "recorded"},
            {"id": "b", "status": "rejected", "errors": [{"pointer": "/type", "message": "is not a type of the catalogue (GET /v1/event-types)"}]},
            {"id": "c", "status": "not_collected", "reason": "monitor_off"}]})),
        (status = 400, description = "The body is not JSON of this form", body = ProblemBody),
        (status = 403, description = "The caller is not a product", body = ProblemBody),
        (status = 413, description = "The body is larger than 1 MiB", body = ProblemBody),
        (status = 503, description = "Nothing could be written: send it again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_events(
    Extract(state): Extract<State>,
    caller: Caller,
    RawBody(body): RawBody<{ limits::REQUEST_BYTES }>,
) -> Result<Json<IngestResponse>, Problem> {
    let product = caller.product()?;
    let deadline = Instant::now() + ANSWER_TIME;
    let mut candidates = admission::read(&read_body(&body)?, product);

    let organizations: BTreeSet<_> = candidates.iter().filter_map(Candidate::organization).collect();
    let organizations = organizations.into_iter().cloned().collect();
    let unseen = state.directory.unseen(candidates.iter().filter_map(Candidate::event));
    let snapshot = tokio::time::timeout_at(deadline, state.store.control_snapshot(&organizations, &unseen));
    let Ok(snapshot) = snapshot.await else { return Err(nothing_written()) };
    let snapshot = snapshot?;
    admission::admit(&mut candidates, &snapshot.states, &state.locations, state.clock.timestamp());

    // With room for all at once: a recording is half a kilobyte, and a vector that grows moves each several
    // times.
    let mut indexes = Vec::with_capacity(candidates.len());
    let mut recordings = Vec::with_capacity(candidates.len());
    for (index, candidate) in candidates.iter_mut().enumerate() {
        if let Some(recording) = candidate.take_recording() {
            indexes.push(index);
            recordings.push(recording);
        }
    }
    let mut insertions = state.store.events_insert(&recordings, deadline - DIRECTORY_TIME).await;
    state
        .directory
        .learn(&state.store, &unseen, snapshot.users, &recordings, &mut insertions, deadline)
        .await;
    for (index, insertion) in indexes.into_iter().zip(&insertions) {
        candidates[index].admission = Admission::Settled(candidates[index].result(status(*insertion)));
    }

    let results: Vec<EventResult> = admission::results(candidates);
    if results.iter().all(|result| result.status == EventStatus::Retry) {
        return Err(nothing_written());
    }
    Ok(Json(IngestResponse { results }))
}

fn nothing_written() -> Problem {
    Problem::new(ProblemCode::Unavailable, "nothing could be written; send the same events again")
}

fn status(insertion: Insertion) -> EventStatus {
    match insertion {
        Insertion::Recorded => EventStatus::Recorded,
        Insertion::Duplicate => EventStatus::Duplicate,
        Insertion::Conflict => EventStatus::Conflict,
        Insertion::Retry => EventStatus::Retry,
    }
}

/// Reads the envelope; what is in it is read event by event.
fn read_body(body: &[u8]) -> Result<Vec<Value<'_>>, Problem> {
    let fault = |pointer: &str, message: String| {
        Problem::fields(vec![event_model::FieldError::new(pointer, message)])
    };
    // All of it at once: asked text by text, it takes several times as long.
    let body = std::str::from_utf8(body).map_err(|error| fault("", format!("is not UTF-8: {error}")))?;
    let body: Value<'_> =
        serde_json::from_str(body).map_err(|error| fault("", format!("is not JSON: {error}")))?;
    let Value::Object(members) = body else {
        return Err(fault("", "is not an object".to_owned()));
    };
    let mut events = None;
    for (name, value) in members.into_vec() {
        if name != "events" {
            let shown: String = name.chars().filter(|c| !c.is_control()).take(64).collect();
            return Err(fault(&format!("/{shown}"), "is not a field of this request".to_owned()));
        }
        events = Some(value);
    }
    match events {
        Some(Value::Array(events)) if (1..=limits::EVENTS_PER_REQUEST).contains(&events.len()) => Ok(events),
        Some(Value::Array(_)) => {
            Err(fault("/events", format!("has not 1 to {} events", limits::EVENTS_PER_REQUEST)))
        }
        Some(_) => Err(fault("/events", "is not an array".to_owned())),
        None => Err(fault("/events", "is missing".to_owned())),
    }
}
