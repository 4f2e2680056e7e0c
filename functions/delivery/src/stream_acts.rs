//! What acts of people do to a delivery. Pure: the handlers store the result.

use event_model::{StreamState, Timestamp};
use event_store::{Delivery, FeedPosition};

/// Why an act does not fit the state of a stream. The text says what to do.
pub(crate) type Misfit = &'static str;

/// Returns the delivery of a new stream. Nothing is sent before its destination is verified.
pub(crate) fn create(
    stream: &event_store::Stream,
    position: FeedPosition,
    positioned_at: Timestamp,
) -> Delivery {
    let (organization, id) = (stream.organization_id.clone(), stream.id.clone());
    Delivery::new(organization, id, position, positioned_at, stream.created_at)
}

/// Stops the stream. Its events wait while they are retained.
pub(crate) fn pause(delivery: &Delivery, now: Timestamp) -> Result<Delivery, Misfit> {
    match delivery.state {
        StreamState::Active | StreamState::Failing => {
            Ok(Delivery { due_at: None, ..enter(delivery, StreamState::Paused, now) })
        }
        StreamState::Paused => Err("the stream is paused already"),
        StreamState::Verifying => Err("the stream sends nothing until its destination is verified"),
        StreamState::Disabled => Err("the stream is disabled and sends nothing"),
    }
}

/// Starts a stream that was paused or disabled.
pub(crate) fn resume(delivery: &Delivery, now: Timestamp) -> Result<Delivery, Misfit> {
    match delivery.state {
        StreamState::Paused | StreamState::Disabled => Ok(start(delivery, now)),
        StreamState::Verifying => Err("verify the destination first; the stream starts then"),
        StreamState::Active => Err("the stream is active already"),
        StreamState::Failing => Err("the stream is not stopped: it tries again at next_attempt_at"),
    }
}

/// Starts a stream whose destination was verified in this version of the stream.
pub(crate) fn verify(delivery: &Delivery, version: u64, now: Timestamp) -> Result<Delivery, Misfit> {
    match delivery.state {
        StreamState::Verifying => {
            Ok(Delivery { verified_version: version, last_failure: None, ..start(delivery, now) })
        }
        _ => Err(VERIFIED),
    }
}

/// Says that a destination needs no verification.
pub(crate) const VERIFIED: Misfit = "the destination is verified; send a test to check that it works";

/// Moves the stream to another position.
pub(crate) fn replay(delivery: &Delivery, position: FeedPosition, now: Timestamp) -> Delivery {
    Delivery { position, positioned_at: now, ..start_batches_anew(delivery, now) }
}

/// Lets the stream send its dead letters again, before everything else.
pub(crate) fn redrive(delivery: &Delivery, now: Timestamp) -> Result<Delivery, Misfit> {
    match delivery.state {
        StreamState::Active | StreamState::Failing => {
            Ok(Delivery { redrive: true, due_at: Some(now), ..delivery.clone() })
        }
        StreamState::Paused | StreamState::Disabled => Err("resume the stream first"),
        StreamState::Verifying => Err("verify the destination first"),
    }
}

/// How a change of a stream concerns its delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamChange {
    /// Version of the stream before.
    pub(crate) read_version: u64,
    /// Whether the destination or its secret is another one.
    pub(crate) destination: bool,
    /// Whether other events, or the same events in another form, are sent.
    pub(crate) content: bool,
}

/// Returns the delivery after a change of its stream.
pub(crate) fn change(delivery: &Delivery, change: StreamChange, now: Timestamp) -> Delivery {
    let StreamChange { read_version, destination, content } = change;
    let was_verified = delivery.verified_version == read_version;
    let next = if content || destination { start_batches_anew(delivery, now) } else { delivery.clone() };
    if destination {
        // Its failures are those of the old destination.
        let stopped = enter(&next, StreamState::Verifying, now);
        return Delivery { due_at: None, failures: 0, failing_since: None, last_failure: None, ..stopped };
    }
    let verified_version = if was_verified { read_version + 1 } else { delivery.verified_version };
    Delivery { verified_version, ..next }
}

/// Forgets the bounds of the batch. The next one gets another id: an id must never stand for two contents.
fn start_batches_anew(delivery: &Delivery, now: Timestamp) -> Delivery {
    Delivery {
        batch: None,
        revision: delivery.revision + 1,
        due_at: delivery.state.is_sending().then_some(now),
        ..delivery.clone()
    }
}

fn start(delivery: &Delivery, now: Timestamp) -> Delivery {
    let started = enter(delivery, StreamState::Active, now);
    Delivery { due_at: Some(now), failures: 0, failing_since: None, ..started }
}

fn enter(delivery: &Delivery, state: StreamState, now: Timestamp) -> Delivery {
    Delivery { state, since: now, ..delivery.clone() }
}

#[cfg(test)]
mod tests;
