//! Asks a destination: whether it wants the events, or with a test. Nothing is stored.

use std::time::Instant;

use event_model::{OrganizationId, StreamId, Timestamp};
use event_store::Stream;

use crate::answer::{Answer, Verdict};
use crate::call::{DelivererResult, MailCode};
use crate::deliverer::{DeliverError, State};
use crate::message::{Outgoing, Payload, Secrets};

/// Asks the destination whether it wants the events of the stream.
pub(crate) async fn verify(
    state: &State,
    organization: &OrganizationId,
    stream: &StreamId,
    code: Option<&MailCode>,
) -> Result<DelivererResult, DeliverError> {
    let now = state.clock.timestamp();
    let Some((stream, secrets)) = open(state, organization, stream, now).await? else {
        return Ok(deleted());
    };
    let started = Instant::now();
    let answer = state.senders.verify(&stream, &secrets, code, now).await;
    Ok(result(answer, started))
}

/// Sends a test to the destination.
pub(crate) async fn test(
    state: &State,
    organization: &OrganizationId,
    stream: &StreamId,
) -> Result<DelivererResult, DeliverError> {
    let now = state.clock.timestamp();
    let Some((stream, secrets)) = open(state, organization, stream, now).await? else {
        return Ok(deleted());
    };
    let started = Instant::now();
    let id = test_id(&stream, now.millis());
    let outgoing = Outgoing {
        id: &id,
        stream: &stream,
        secrets: &secrets,
        first: None,
        last: None,
        made_at: now,
        now,
        payload: &Payload::Test,
    };
    Ok(result(state.senders.send(&outgoing).await, started))
}

/// Returns a stream with its secrets; `None` if it was deleted.
async fn open(
    state: &State,
    organization: &OrganizationId,
    stream: &StreamId,
    now: Timestamp,
) -> Result<Option<(Stream, Secrets)>, DeliverError> {
    let Some(stream) = state.store.control.streams_get(organization, stream).await? else {
        return Ok(None);
    };
    let secrets = state.secrets.secrets(&stream, now).await?;
    Ok(Some((stream, secrets)))
}

fn test_id(stream: &Stream, millis: i64) -> String {
    format!("{}_test_{millis}", stream.id)
}

fn result(answer: Answer, started: Instant) -> DelivererResult {
    let Answer { verdict, status, reason, excerpt, retry_after: _ } = answer;
    DelivererResult {
        delivered: verdict == Verdict::Delivered,
        status,
        reason,
        excerpt,
        duration_ms: u32::try_from(started.elapsed().as_millis()).unwrap_or(u32::MAX),
    }
}

fn deleted() -> DelivererResult {
    DelivererResult {
        delivered: false,
        status: None,
        reason: Some("the stream was deleted".to_owned()),
        excerpt: String::new(),
        duration_ms: 0,
    }
}
