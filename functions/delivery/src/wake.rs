//! Wakes the worker of each stream that has something to send.
//!
//! It sends nothing itself: the stream of the feed's table must not wait for a destination.

use std::collections::BTreeMap;
use std::time::Instant;

use aws_lambda_events::dynamodb::{Event as StreamEvent, EventRecord};
use aws_lambda_events::streams::DynamoDbEventResponse;
use event_model::{OrganizationId, Timestamp};
use event_store::{Aws, Control, DELIVERY_SHARDS, DeliverySummary, FunctionInvoker, StoreError};
use futures::{StreamExt, TryStreamExt};
use lambda::clock::Clock;
use lambda::env::{Env, EnvError};
use lambda::stream::{BatchError, Failure, respond};
use serde::{Deserialize, Serialize};

use crate::call::{DelivererAction, DelivererCall};
use crate::config::WakeConfig;

/// Invocations that are started at once.
const INVOCATIONS_AT_ONCE: usize = 8;

/// What the function keeps between invocations.
#[derive(Clone)]
pub struct State {
    control: Control,
    deliverer: FunctionInvoker,
    clock: Clock,
}

/// What invokes the function: the stream of the feed's table, or the schedule.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum WakeEvent {
    /// New segments.
    Segments(StreamEvent),
    /// The schedule. Its event says nothing.
    Schedule(serde_json::Value),
}

/// The answer of the function.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum WakeAnswer {
    /// The records that failed.
    Segments(DynamoDbEventResponse),
    /// How many streams were woken.
    Schedule {
        /// Their number.
        woken: usize,
    },
}

/// Why an invocation failed. Lambda repeats it.
#[derive(Debug, thiserror::Error)]
pub enum WakeError {
    /// A table could not be read, or a worker could not be invoked.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The batch has no positions.
    #[error(transparent)]
    Batch(#[from] BatchError),
}

impl State {
    /// Reads the settings and creates the clients.
    pub fn load(env: &Env, aws: &Aws, clock: Clock) -> Result<Self, EnvError> {
        let WakeConfig { control, deliverer } = env.read()?;
        let control = Control::open(aws, &control);
        Ok(Self { control, deliverer: FunctionInvoker::new(aws, &deliverer), clock })
    }
}

/// Wakes the workers of the organizations with new segments, or, for the schedule, those whose time has come.
pub async fn wake(state: &State, event: WakeEvent, _: Instant) -> Result<WakeAnswer, WakeError> {
    match event {
        WakeEvent::Segments(event) => {
            let answer = respond(event, async |records| wake_organizations(state, records).await).await?;
            Ok(WakeAnswer::Segments(answer))
        }
        WakeEvent::Schedule(_) => Ok(WakeAnswer::Schedule { woken: wake_due(state).await? }),
    }
}

async fn wake_organizations(state: &State, records: Vec<EventRecord>) -> Vec<Failure> {
    let mut first_records = BTreeMap::new();
    for EventRecord { change, .. } in records {
        let Some(serde_dynamo::AttributeValue::S(pk)) = change.keys.get("pk") else { continue };
        let sequence_number = change.sequence_number.unwrap_or_default();
        first_records.entry(OrganizationId::recorded(pk.clone())).or_insert(sequence_number);
    }
    let mut failures = Vec::new();
    for (organization, sequence_number) in first_records {
        if let Err(error) = wake_organization(state, &organization).await {
            failures.push(Failure { sequence_number, cause: error.into() });
        }
    }
    failures
}

async fn wake_organization(state: &State, organization: &OrganizationId) -> Result<usize, StoreError> {
    let now = state.clock.timestamp();
    let deliveries = state.control.deliveries_of(organization).await?;
    invoke(state, deliveries.iter().filter(|delivery| delivery.has_work(now, true))).await
}

async fn wake_due(state: &State) -> Result<usize, StoreError> {
    let now: Timestamp = state.clock.timestamp();
    let mut woken = 0;
    for shard in 0..DELIVERY_SHARDS {
        let deliveries = state.control.deliveries_in_shard(shard).await?;
        woken += invoke(state, deliveries.iter().filter(|delivery| delivery.has_work(now, false))).await?;
    }
    Ok(woken)
}

async fn invoke<'a>(
    state: &State,
    deliveries: impl Iterator<Item = &'a DeliverySummary>,
) -> Result<usize, StoreError> {
    let calls = deliveries.map(|delivery| async {
        let DeliverySummary { organization_id, stream_id, .. } = delivery;
        let call = DelivererCall {
            organization_id: organization_id.clone(),
            stream_id: stream_id.clone(),
            action: DelivererAction::Deliver,
        };
        state.deliverer.call(&call).await
    });
    let calls: Vec<_> = calls.collect();
    let started = calls.len();
    let invoked = futures::stream::iter(calls).buffer_unordered(INVOCATIONS_AT_ONCE);
    invoked.try_collect::<Vec<()>>().await?;
    Ok(started)
}
