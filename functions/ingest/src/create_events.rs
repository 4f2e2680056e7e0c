//! `POST /v1/events`

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use api::{Caller, Json, Problem, ProblemBody, ProblemCode, Product, RawBody};
use axum::extract::State as Extract;
use event_model::{Catalog, FieldError, NewEvent, Source, Timestamp, limits};
use event_store::{ControlSnapshot, StoreError};
use tokio::time::Instant;

use crate::directory::Entries;
use crate::event_text::ParsedEvent;
use crate::results::{EventResult, EventStatus, IngestRequest, IngestResponse};
use crate::{State, admission, envelope, metrics};

/// Timeout of a request. It is much shorter than API Gateway's 30 seconds. Thus a producer gets a result for
/// each event instead of one timeout for all events.
const ANSWER_TIME: Duration = Duration::from_secs(limits::RECORD_DEADLINE_SECONDS);
/// The part of `ANSWER_TIME` that is reserved for the directory. Otherwise one slow event turns each event
/// with a new actor into `retry`.
const DIRECTORY_TIME: Duration = Duration::from_secs(1);

/// Records events.
///
/// One result for each event, in order. `recorded` and `duplicate`: the event is stored and is kept for the
/// organization's retention. `retry`: it may not be stored; send it again with the same id. The rest is final.
///
/// An event is read on its own: text that is not valid JSON or Unicode costs only the event that it is in. A member
/// that is given twice is refused.
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
            {"id": "b", "status": "rejected", "errors": [{"pointer": "/type", "message": "is not a type of the catalog (GET /v1/event-types)"}]},
            {"id": "c", "status": "not_collected", "reason": "monitor_off"}]})),
        (status = 400, description = "The body is not an object with 1 to 500 events", body = ProblemBody),
        (status = 403, description = "The caller is not a product", body = ProblemBody),
        (status = 413, description = "The body is larger than 1 MiB", body = ProblemBody),
        (status = 503, description = "No event could be acknowledged, though some may be stored: send the same events again after `Retry-After` seconds", body = ProblemBody),
    )
)]
pub(crate) async fn create_events(
    Extract(state): Extract<State>,
    caller: Caller,
    RawBody(body): RawBody<{ limits::REQUEST_BYTES }>,
) -> Result<Json<IngestResponse>, Problem> {
    let product = caller.product()?;
    let deadline = Instant::now() + ANSWER_TIME;
    let now = state.clock.timestamp();
    let mut events = envelope::split(&envelope::text(&body))?
        .into_iter()
        .map(|text| ParsedEvent::new(text.get()).check(|event| admission::check_scope(event, product)))
        .collect::<Vec<_>>();
    let catalog = tokio::time::timeout_at(deadline, catalog(&state, &events, now)).await;
    let Ok(catalog) = catalog else { return Err(nothing_acknowledged()) };
    let catalog = catalog?;
    let sources: Vec<Option<Source>> = events.iter_mut().map(|event| event.source.take()).collect();
    let events = events.into_iter().map(|event| event.check(|event| check_type(event, &catalog))).collect();

    let results = record(&state, product, events, now, deadline).await;
    let status = |index: usize| results.as_ref().map_or(EventStatus::Retry, |results| results[index].status);
    metrics::write(
        &state.metrics,
        now,
        // A source that the catalog does not have would be a metric that anyone can name.
        sources.iter().enumerate().map(|(index, source)| {
            (source.as_ref().map(Source::as_str).filter(|source| catalog.has_source(source)), status(index))
        }),
    );
    let results = results?;
    if results.iter().all(|result| result.status == EventStatus::Retry) {
        return Err(nothing_acknowledged());
    }
    Ok(Json(IngestResponse { results }))
}

/// Returns the catalog. Reads it again if an event has a type that it does not have: the type may have been registered
/// a moment ago.
async fn catalog(state: &State, events: &[ParsedEvent], now: Timestamp) -> Result<Arc<Catalog>, StoreError> {
    let catalog = state.store.catalog.get(now).await?;
    let mut kinds = events.iter().filter_map(|event| event.event.as_ref().ok()).map(|event| &event.kind);
    if kinds.all(|kind| catalog.get(kind).is_some()) {
        return Ok(catalog);
    }
    state.store.catalog.refresh(now).await
}

/// Refuses an event whose type is not in the catalog or is deprecated.
fn check_type(event: NewEvent, catalog: &Catalog) -> Result<NewEvent, Vec<FieldError>> {
    match catalog.accept(&event.kind) {
        Ok(_) => Ok(event),
        Err(refused) => Err(vec![FieldError::new("/type", refused.to_string())]),
    }
}

/// Records the events that may be recorded. Returns one result for each event.
async fn record(
    state: &State,
    product: &Product,
    events: Vec<ParsedEvent>,
    now: Timestamp,
    deadline: Instant,
) -> Result<Vec<EventResult>, Problem> {
    let parsed = || events.iter().filter_map(|event| event.event.as_ref().ok());
    let organizations = parsed().map(|event| &event.organization_id).collect::<BTreeSet<_>>();
    let organizations = organizations.into_iter().cloned().collect();
    let unseen = state.directory.unseen(parsed());
    let snapshot = tokio::time::timeout_at(deadline, state.store.control.snapshot(&organizations, &unseen));
    let Ok(snapshot) = snapshot.await else { return Err(nothing_acknowledged()) };
    let ControlSnapshot { states, users, unreadable_users } = snapshot?;
    let admitted = admission::admit(events, product, &states, &state.locations, now);
    let days = state.imports.store(&state.store, &admitted.import_days);
    let Ok(stored) = tokio::time::timeout_at(deadline, days).await else {
        return Err(nothing_acknowledged());
    };
    stored?;

    let recordings = &admitted.recordings;
    let mut insertions = state.store.events.insert(recordings, deadline - DIRECTORY_TIME).await;
    let entries = Entries { known: users, settled: unreadable_users };
    state.directory.learn(&state.store, &unseen, entries, recordings, &mut insertions, deadline).await;
    state.receipts.write(&state.store, &product.key_id, recordings, &insertions, now, deadline).await;
    Ok(admitted.results(insertions))
}

fn nothing_acknowledged() -> Problem {
    let detail =
        "no event could be acknowledged; some may be stored: send the same events again, with the same ids";
    Problem::new(ProblemCode::Unavailable, detail)
}
