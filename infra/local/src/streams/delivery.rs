//! Delivers one batch: partial failures, bisection, retries and dropped records. The shard is blocked meanwhile.

use std::time::Duration;

use bytes::Bytes;
use chrono::Utc;
use serde::Deserialize;

use super::failure::{self, Condition, Invoked};
use super::record::{self, Record};
use super::shard::Shard;
use crate::lambda::InvokeError;

/// Wait before the first retry. It doubles with each failure in a row.
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// Maximum wait before a retry.
const MAX_WAIT: Duration = Duration::from_secs(10);

/// Exponential back-off.
pub(super) struct Backoff {
    next: Duration,
}

impl Backoff {
    pub(super) fn new() -> Self {
        Self { next: FIRST_WAIT }
    }

    pub(super) async fn wait(&mut self) {
        tokio::time::sleep(self.next).await;
        self.next = (self.next * 2).min(MAX_WAIT);
    }
}

/// Records that are delivered together.
struct Batch {
    records: Vec<Record>,
    /// Failures that count against the maximum of retries.
    failures: u32,
    invoked: Invoked,
}

/// The answer of a function with `ReportBatchItemFailures`.
#[derive(Debug, Default, Deserialize)]
struct Answer {
    #[serde(rename = "batchItemFailures")]
    failures: Option<Vec<ItemFailure>>,
}

#[derive(Debug, Deserialize)]
struct ItemFailure {
    #[serde(rename = "itemIdentifier")]
    sequence_number: String,
}

/// A failure of a whole batch.
#[derive(Debug, thiserror::Error)]
enum BatchError {
    #[error(transparent)]
    Invoke(#[from] InvokeError),
    #[error("the batch cannot be written as JSON: {0}")]
    Event(#[source] serde_json::Error),
    #[error("the answer does not have the form of batchItemFailures: {0}")]
    Answer(#[source] serde_json::Error),
    #[error("the answer names the record {0}, which is not in the batch")]
    UnknownRecord(String),
}

impl Shard {
    /// Delivers records until each is delivered, dropped, or back among the waiting ones because its answer was lost.
    pub(super) async fn deliver(&mut self, records: Vec<Record>) {
        let mut backoff = Backoff::new();
        // The parts of a bisected batch, the next one last.
        let mut parts = vec![Batch { records, failures: 0, invoked: Invoked::default() }];
        while let Some(mut batch) = parts.pop() {
            self.drop_expired(&mut batch).await;
            if batch.records.is_empty() {
                continue;
            }
            let outcome = self.invoke(&batch.records).await;
            if self.faults.loses_answer() {
                // Like a process that is killed before the checkpoint: as if the batch had not been delivered.
                self.deliver_again(batch.records);
                continue;
            }
            batch.invoked.count += 1;
            batch.invoked.function_error = outcome.is_err();
            match outcome {
                Ok(None) => {
                    self.finish(&batch.records);
                    backoff = Backoff::new();
                    continue;
                }
                Ok(Some(failed)) => {
                    let rest = batch.records.split_off(failed);
                    self.finish(&batch.records);
                    // The record that failed is now the first one. If it was not before, this is its first failure.
                    let failures = if failed == 0 { batch.failures } else { 0 };
                    batch = Batch { records: rest, failures: failures + 1, ..batch };
                    tracing::warn!(
                        stream = self.mapping.name,
                        record = %batch.records[0].sequence,
                        failures = batch.failures,
                        "a function reported that a stream record failed"
                    );
                }
                Err(error) => {
                    tracing::error!(%error, stream = self.mapping.name, records = batch.records.len(), "a stream batch failed");
                    if self.mapping.bisects && batch.records.len() > 1 {
                        // As on Lambda, a split does not count as a retry.
                        let second = batch.records.split_off(batch.records.len().div_ceil(2));
                        parts.push(Batch { records: second, ..batch });
                        parts.push(batch);
                        backoff.wait().await;
                        continue;
                    }
                    batch.failures += 1;
                }
            }
            if self.mapping.max_retries.is_some_and(|retries| batch.failures > retries) {
                self.discard(&batch.records, Condition::RetryAttemptsExhausted, batch.invoked).await;
            } else {
                backoff.wait().await;
                parts.push(batch);
            }
        }
    }

    /// Invokes the function and returns the position of the first record that failed.
    async fn invoke(&mut self, records: &[Record]) -> Result<Option<usize>, BatchError> {
        let event = Bytes::from(record::event(records).map_err(BatchError::Event)?);
        let invoke = || self.lambda.invoke(&self.mapping.function, event.clone());
        let answer = match self.faults.twice() {
            (false, _) => invoke().await,
            (true, false) => {
                // The second answer counts.
                let _first = invoke().await;
                invoke().await
            }
            (true, true) => tokio::join!(invoke(), invoke()).1,
        }?;
        if self.mapping.reports_failures { first_failure(&answer, records) } else { Ok(None) }
    }

    /// Drops the records that are over the maximum age.
    async fn drop_expired(&mut self, batch: &mut Batch) {
        let now = Utc::now();
        let max_age = self.mapping.max_age;
        let is_expired = |record: &Record| (now - record.created_at).to_std().is_ok_and(|age| age > max_age);
        let (expired, live) = std::mem::take(&mut batch.records).into_iter().partition(is_expired);
        batch.records = live;
        let expired: Vec<Record> = expired;
        if !expired.is_empty() {
            self.discard(&expired, Condition::RecordAgeExceeded, batch.invoked).await;
        }
    }

    /// Drops records after their metadata is stored.
    async fn discard(&mut self, records: &[Record], condition: Condition, invoked: Invoked) {
        tracing::error!(
            stream = self.mapping.name,
            records = records.len(),
            ?condition,
            "stream records are dropped"
        );
        let mut backoff = Backoff::new();
        // The checkpoint passes the records only after the file is there: otherwise nothing would name them.
        while let Err(error) =
            failure::record(&self.data_dir, &self.mapping, &self.id, records, condition, invoked, Utc::now())
        {
            tracing::error!(%error, "an on-failure record cannot be written");
            backoff.wait().await;
        }
        self.finish(records);
    }

    /// Moves the checkpoint past records.
    fn finish(&mut self, records: &[Record]) {
        if let Err(error) = self.checkpoint.delivered(records) {
            // They are delivered again after a restart, unless a later checkpoint is stored.
            tracing::error!(%error, stream = self.mapping.name, "a checkpoint cannot be stored");
        }
    }
}

/// Returns the position of the first record that the answer names. An empty answer or list is a success.
fn first_failure(answer: &[u8], records: &[Record]) -> Result<Option<usize>, BatchError> {
    if answer.is_empty() {
        return Ok(None);
    }
    let answer: Option<Answer> = serde_json::from_slice(answer).map_err(BatchError::Answer)?;
    let mut first = None;
    for failure in answer.and_then(|answer| answer.failures).unwrap_or_default() {
        let number = failure.sequence_number.parse().ok();
        let position = records.iter().position(|record| Some(record.sequence) == number);
        let position = position.ok_or(BatchError::UnknownRecord(failure.sequence_number))?;
        first = Some(first.map_or(position, |first: usize| first.min(position)));
    }
    Ok(first)
}
