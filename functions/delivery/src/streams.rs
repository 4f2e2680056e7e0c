//! What the handlers of streams share.

use std::time::Duration;

use api::{Person, Problem, ProblemCode};
use event_model::{MonitorAct, NewEvent, OrganizationState, StreamId, Timestamp};
use event_store::{ConflictRetry, Delivery, DeliveryChange, Segment, StoredDelivery, Stream, error_chain};

use crate::State;
use crate::call::{DelivererAction, DelivererCall, DelivererResult};
use crate::stream_acts::Misfit;
use crate::stream_body::StreamBody;

/// Maximum attempts while the worker of the stream, or another request, writes it.
pub(crate) const ATTEMPTS_MAX: u32 = 12;
/// Time in which the worker must have asked a destination: more than its 15 seconds, and less than the 29 of this
/// function.
const ASK_TIME: Duration = Duration::from_secs(25);

/// Returns a stream of the caller's organization.
pub(crate) async fn find(state: &State, person: &Person, id: &StreamId) -> Result<Stream, Problem> {
    let stream = state.store.control.streams_get(&person.organization_id, id).await?;
    stream.ok_or_else(not_found)
}

/// Returns the delivery of a stream as it is stored.
pub(crate) async fn delivery(state: &State, stream: &Stream) -> Result<StoredDelivery, Problem> {
    let stored = state.store.control.deliveries_get(&stream.organization_id, &stream.id).await?;
    // It was deleted meanwhile.
    stored.ok_or_else(not_found)
}

fn not_found() -> Problem {
    Problem::not_found("stream")
}

/// Returns the problem of an act that does not fit the state.
pub(crate) fn conflict(misfit: Misfit) -> Problem {
    Problem::new(ProblemCode::Conflict, misfit)
}

/// Changes the delivery of a stream as `decide` says, and records its event, in one transaction. Its worker loses its
/// lease.
pub(crate) async fn act(
    state: &State,
    organization: &OrganizationState,
    stream: &Stream,
    decide: impl Fn(&Delivery) -> Result<(Delivery, NewEvent), Problem>,
) -> Result<Delivery, Problem> {
    let mut retry = ConflictRetry::new(ATTEMPTS_MAX);
    loop {
        let read = delivery(state, stream).await?;
        let (wanted, event) = decide(&read.delivery)?;
        let change = DeliveryChange { read: &read, wanted: &wanted };
        match state.store.deliveries_act(organization, &change, &[event]).await {
            Ok(()) => return Ok(wanted),
            // The worker of a stream that sends writes several times a second: decide again.
            Err(error) => retry.after(error).await?,
        }
    }
}

/// Starts the worker of a stream. If that fails, the schedule starts it within a minute.
pub(crate) async fn wake(state: &State, stream: &Stream) {
    if let Err(error) = state.deliverer.call(&call(stream, DelivererAction::Deliver)).await {
        tracing::warn!(error = error_chain(&error), "the worker of a stream was not started");
    }
}

/// Lets the worker ask the destination of a stream, and waits for the result.
pub(crate) async fn ask(
    state: &State,
    stream: &Stream,
    action: DelivererAction,
) -> Result<DelivererResult, Problem> {
    let result = state.deliverer.call_and_wait(&call(stream, action), ASK_TIME).await;
    result.map_err(|error| {
        let detail = "the destination could not be asked; try again shortly";
        Problem::new(ProblemCode::Unavailable, detail).with_cause(error)
    })
}

fn call(stream: &Stream, action: DelivererAction) -> DelivererCall {
    let (organization_id, stream_id) = (stream.organization_id.clone(), stream.id.clone());
    DelivererCall { organization_id, stream_id, action }
}

/// Returns a stream as it is now.
pub(crate) async fn body(
    state: &State,
    stream: &Stream,
    delivery: &Delivery,
    now: Timestamp,
) -> Result<StreamBody, Problem> {
    let head = state.feed.head(&stream.organization_id).await?;
    body_with_head(state, stream, delivery, head.as_ref(), now).await
}

/// Returns a stream as it is now. `head` is the newest segment of the feed.
pub(crate) async fn body_with_head(
    state: &State,
    stream: &Stream,
    delivery: &Delivery,
    head: Option<&Segment>,
    now: Timestamp,
) -> Result<StreamBody, Problem> {
    let organization = &stream.organization_id;
    let backlog = state.feed.backlog(organization, delivery.position, head).await?;
    let dead_letters = state.store.control.dead_letters_count(organization, &stream.id, now).await?;
    Ok(StreamBody::new(stream, delivery, backlog, dead_letters, now))
}

/// Returns the id of the event of an act as the id of a new stream: both sort by time.
pub(crate) fn new_id(act: &MonitorAct) -> StreamId {
    StreamId::recorded(act.id.to_string())
}
