//! The detector: a consumer of the feed that evaluates the rules over every segment.
//!
//! A segment that is handled again changes nothing: a profile knows the last segment that it has observed, and a finding
//! has the same id each time.

mod people;
mod recorder;
mod segment;
mod setup;
mod windows;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lambda_events::dynamodb::EventRecord;
use event_model::OrganizationId;
use event_store::{Aws, Consumed, Consumer, ConsumerRun, Feed, Segment, Store, StoreError, error_chain};
use futures::StreamExt;
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use lambda::metrics::Metrics;
use lambda::stream::Failure;

use crate::config::DetectorConfig;

pub(crate) use people::People;
pub(crate) use recorder::{Recorder, surroundings};
pub(crate) use segment::facts_of;
pub(crate) use setup::{Setup, Setups};
pub(crate) use windows::Windows;

/// Organizations of one batch that are handled at once.
const ORGANIZATIONS_AT_ONCE: usize = 4;
/// Time that is left for the segment that is handled when the time ends, and for the answer.
const ANSWER_TIME: Duration = Duration::from_secs(15);

/// What the function of the stream keeps between invocations.
#[derive(Clone)]
pub struct State {
    pub(crate) store: Store,
    pub(crate) feed: Feed,
    pub(crate) clock: Clock,
    pub(crate) setups: Arc<Setups>,
    metrics: Metrics,
}

/// The records of one organization in a batch.
#[derive(Debug, Default)]
struct Part {
    /// Sequence number of the first record. Lambda delivers the batch again from the first failed one.
    first: String,
    segments: Vec<Segment>,
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let DetectorConfig { tables, feed, stack_name } = env.read()?;
        Ok(Self {
            store: Store::open(aws, &tables),
            feed: Feed::open(aws, &feed),
            clock,
            setups: Arc::default(),
            metrics: Metrics::new(stack_name.as_deref()),
        })
    }
}

/// Handles the new segments of every organization in a batch, and those before them that are not handled yet. Returns
/// the organizations that failed, by their first record.
pub async fn handle(state: &State, records: Vec<EventRecord>, deadline: Instant) -> Vec<Failure> {
    let deadline = tokio::time::Instant::from_std(deadline.checked_sub(ANSWER_TIME).unwrap_or(deadline));
    let runs = split(records).into_iter().map(|(organization, Part { first, segments })| async move {
        (first, consume(state, organization, segments, deadline).await)
    });
    // Boxed: the compiler otherwise needs long for the nested futures.
    let runs: Vec<_> = runs.map(Box::pin).collect();
    let mut results = futures::stream::iter(runs).buffer_unordered(ORGANIZATIONS_AT_ONCE);
    let mut failures = Vec::new();
    while let Some((first, result)) = results.next().await {
        if let Err(cause) = result {
            failures.push(Failure { sequence_number: first, cause });
        }
    }
    failures
}

async fn consume(
    state: &State,
    organization_id: OrganizationId,
    wake: Vec<Segment>,
    deadline: tokio::time::Instant,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let consumer = Consumer::detector(organization_id);
    // A new consumer starts with what is kept, so that profiles know the past.
    let run = ConsumerRun { consumer: &consumer, start: 1, wake, deadline };
    let now = || state.clock.timestamp();
    let consumed = state
        .feed
        .consume(&state.store.control, run, now, async |segment: &Segment| -> Result<(), StoreError> {
            let opened = segment::handle(state, segment).await?;
            let lag = now().millis().saturating_sub(segment.written_at.millis()) / 1_000;
            let lag = usize::try_from(lag).unwrap_or_default();
            let counts = [("DetectorSegments", 1), ("DetectorFindings", opened), ("DetectorLagSeconds", lag)];
            state.metrics.write(now(), &[], &counts);
            Ok(())
        })
        .await?;
    match consumed {
        // Lambda delivers the records again, and the rest is handled then.
        Consumed::OutOfTime => Err("the time ended before every segment was handled".into()),
        Consumed::All | Consumed::Leased | Consumed::TakenOver => Ok(()),
    }
}

/// Groups the segments by organization, in order.
fn split(records: Vec<EventRecord>) -> BTreeMap<OrganizationId, Part> {
    let mut parts: BTreeMap<OrganizationId, Part> = BTreeMap::new();
    for EventRecord { change, .. } in records {
        let Some(serde_dynamo::AttributeValue::S(pk)) = change.keys.get("pk") else { continue };
        let part = parts.entry(OrganizationId::recorded(pk.clone())).or_default();
        if part.first.is_empty() {
            part.first = change.sequence_number.unwrap_or_default();
        }
        match Segment::from_item(change.new_image.into()) {
            Ok(segment) => part.segments.push(segment),
            // The consumer reads it from the table.
            Err(error) => tracing::warn!(error = error_chain(&error), "a stream record is not a segment"),
        }
    }
    for part in parts.values_mut() {
        part.segments.sort_by_key(|segment| segment.number);
    }
    parts
}
