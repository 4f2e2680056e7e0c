//! A function that reads a DynamoDB stream, with partial failures.
//!
//! The event source mapping needs `FunctionResponseTypes: [ReportBatchItemFailures]`. Lambda then retries a shard from
//! the reported record on; without it, an answer with failures counts as success and the records are lost.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::time::Instant;

use aws_lambda_events::dynamodb::{Event, EventRecord};
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use event_store::{Aws, error_chain};
use lambda_runtime::{Diagnostic, Error};

use crate::clock::Clock;
use crate::env::{Env, EnvError};
use crate::task;

/// A record that was not handled.
#[derive(Debug)]
pub struct Failure {
    /// The record's sequence number, as the stream gave it.
    pub sequence_number: String,
    /// The cause, for the log.
    pub cause: Box<dyn StdError + Send + Sync>,
}

/// A batch whose failed record has no reportable position. Lambda retries the whole batch.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BatchError {
    /// A record of the stream has no sequence number.
    #[error("a stream record has no sequence number")]
    NoSequenceNumber,
    /// The handler reported a record that is not in the batch.
    #[error("no record of the batch has the sequence number {0}")]
    UnknownSequenceNumber(String),
}

impl From<BatchError> for Diagnostic {
    fn from(error: BatchError) -> Self {
        Self { error_type: "BatchError".to_owned(), error_message: error.to_string() }
    }
}

/// Calls `handle` with each batch and the deadline of its invocation until Lambda ends the process.
///
/// `handle` returns every record that failed. The answer names the first of them in stream order, so Lambda delivers it
/// and all later records again: `handle` must be idempotent.
pub async fn run<State>(
    load: impl FnOnce(&Env, &Aws, Clock) -> Result<State, EnvError>,
    handle: impl AsyncFn(&State, Vec<EventRecord>, Instant) -> Vec<Failure>,
) -> Result<(), Error> {
    task::run(load, async |state, event, deadline| {
        respond(event, async |records| handle(state, records, deadline).await).await
    })
    .await
}

/// Handles one batch and returns the answer that Lambda expects.
pub async fn respond(
    Event { records, .. }: Event,
    handle: impl AsyncFnOnce(Vec<EventRecord>) -> Vec<Failure>,
) -> Result<DynamoDbEventResponse, BatchError> {
    let numbers = records.iter().map(|record| record.change.sequence_number.clone());
    let numbers: Vec<_> = numbers.collect::<Option<_>>().ok_or(BatchError::NoSequenceNumber)?;
    let positions: HashMap<_, _> =
        numbers.iter().enumerate().map(|(at, number)| (number.as_str(), at)).collect();
    let mut first = None;
    for Failure { sequence_number, cause } in handle(records).await {
        tracing::error!(sequence_number, error = error_chain(&*cause), "stream record failed");
        let position = positions.get(sequence_number.as_str()).copied();
        let position = position.ok_or(BatchError::UnknownSequenceNumber(sequence_number))?;
        first = Some(first.map_or(position, |first: usize| first.min(position)));
    }
    let mut response = DynamoDbEventResponse::default();
    if let Some(position) = first {
        let mut failure = DynamoDbBatchItemFailure::default();
        failure.item_identifier = Some(numbers[position].clone());
        response.batch_item_failures.push(failure);
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn event(numbers: &[Option<&str>]) -> Event {
        let record = |number: &Option<&str>| {
            json!({
                "awsRegion": "us-east-1", "eventID": "1", "eventName": "INSERT",
                "dynamodb": {"SequenceNumber": number, "SizeBytes": 1, "NewImage": {"pk": {"S": "org_a"}}},
            })
        };
        let records: Vec<_> = numbers.iter().map(record).collect();
        serde_json::from_value(json!({ "Records": records })).expect("a stream event")
    }

    async fn answer(numbers: &[Option<&str>], failed: &[&str]) -> Result<Value, BatchError> {
        let failure =
            |number: &&str| Failure { sequence_number: (*number).to_owned(), cause: "throttled".into() };
        let failures = failed.iter().map(failure).collect();
        let response = respond(event(numbers), async |_| failures).await?;
        Ok(serde_json::to_value(response).expect("an answer is JSON"))
    }

    #[tokio::test]
    async fn batch_without_failures_reports_none() {
        let none = json!({ "batchItemFailures": [] });
        assert_eq!(answer(&[Some("7"), Some("8")], &[]).await, Ok(none.clone()));
        assert_eq!(answer(&[], &[]).await, Ok(none));
    }

    #[tokio::test]
    async fn batch_reports_first_failure_in_stream_order() {
        // As text, "10" sorts before "9": only the position in the batch counts.
        let numbers = [Some("8"), Some("9"), Some("10"), Some("11")];
        let first = json!({ "batchItemFailures": [{ "itemIdentifier": "9" }] });
        assert_eq!(answer(&numbers, &["10", "9", "11"]).await, Ok(first));
    }

    #[tokio::test]
    async fn batch_without_position_is_an_error() {
        let unknown = BatchError::UnknownSequenceNumber("9".to_owned());
        assert_eq!(answer(&[Some("8")], &["9"]).await, Err(unknown));
        assert_eq!(answer(&[Some("8"), None], &[]).await, Err(BatchError::NoSequenceNumber));
    }

    #[tokio::test]
    async fn handler_receives_images_of_the_batch() {
        let handled = respond(event(&[Some("7")]), async |records| {
            let image = serde_json::to_value(&records[0].change.new_image).expect("an image is JSON");
            assert_eq!(image, json!({"pk": {"S": "org_a"}}));
            Vec::new()
        });
        assert!(handled.await.is_ok());
    }
}
