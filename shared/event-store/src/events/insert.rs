//! Inserts events.
//!
//! PartiQL's INSERT refuses a key that exists. The role that writes holds `dynamodb:PartiQLInsert` and no
//! other write permission on the table, so that even a faulty or hostile function cannot overwrite or delete
//! a recorded event.

use std::collections::HashMap;
use std::time::Duration;

use futures::StreamExt;
use tokio::time::Instant;

use crate::dynamodb::backoff::full_jitter;
use crate::dynamodb::batch::{STATEMENTS_PER_BATCH, StatementResult};
use crate::dynamodb::error::error_chain;
use crate::dynamodb::item::{Item, from_item, text, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::table::KEYS_PER_BATCH_GET;
use crate::events::keys;
use crate::events::row::EventItem;
use crate::{EventLog, Insertion, Recording, StoreError};

/// Batches of one request in flight at once: enough to hide the latency of each, few enough for one
/// connection pool.
const BATCHES_IN_FLIGHT: usize = 8;
/// Timeout of one attempt at a batch, with the SDK's own retries: a hundred times the usual latency, and short
/// enough for several attempts if one is never answered.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(2);
/// Reserved for the duplicate check; otherwise one slow batch turns every duplicate of its request into
/// `retry`, each time the request is sent again.
const COMPARE_TIME: Duration = Duration::from_millis(1_500);

impl EventLog {
    /// Inserts each event unless its id exists. Returns one result for each event, in the same order.
    ///
    /// Never fails as a whole: an event that is not written at `deadline` is [`Insertion::Retry`]. No two
    /// recordings may have the same id, source and organization.
    pub async fn insert(&self, recordings: &[Recording], deadline: Instant) -> Vec<Insertion> {
        let mut results = vec![Insertion::Retry; recordings.len()];
        let indexes: Vec<usize> = (0..recordings.len()).collect();
        let insert_until = deadline.checked_sub(COMPARE_TIME).unwrap_or(deadline);
        let batches = indexes
            .chunks(STATEMENTS_PER_BATCH)
            .map(|indexes| self.insert_batch(recordings, indexes.to_vec(), insert_until));
        let batches: Vec<_> = batches.collect();
        let mut done = futures::stream::iter(batches).buffer_unordered(BATCHES_IN_FLIGHT);
        let mut existing = Vec::new();
        while let Some(inserted) = done.next().await {
            for (index, result) in inserted {
                match result {
                    StatementResult::Executed => results[index] = Insertion::Recorded,
                    StatementResult::Conflict => existing.push(index),
                    StatementResult::Retryable | StatementResult::Invalid => {}
                }
            }
        }
        for indexes in existing.chunks(KEYS_PER_BATCH_GET) {
            match tokio::time::timeout_at(deadline, self.compare(recordings, indexes)).await {
                Ok(Ok(compared)) => compared.into_iter().for_each(|(index, result)| results[index] = result),
                Ok(Err(error)) => tracing::warn!(error = error_chain(&error), "comparison failed"),
                Err(_) => tracing::warn!("comparison timed out"),
            }
        }
        results
    }

    /// Inserts one batch. Repeats the statements without a final result until `deadline`.
    async fn insert_batch(
        &self,
        recordings: &[Recording],
        mut pending: Vec<usize>,
        deadline: Instant,
    ) -> Vec<(usize, StatementResult)> {
        let mut final_results = Vec::with_capacity(pending.len());
        let mut attempt = 0;
        while !pending.is_empty() {
            // The semaphore is never closed, so only the deadline ends the wait.
            let Ok(permit) = tokio::time::timeout_at(deadline, self.insert_permits.acquire()).await else {
                break;
            };
            // A request that times out may have been executed. `Retry` is true for both: the producer sends the
            // event again, and it is a duplicate if it was inserted.
            let until = deadline.min(Instant::now() + ATTEMPT_TIMEOUT);
            let results = tokio::time::timeout_at(until, self.insert_once(recordings, &pending)).await;
            drop(permit);
            match results {
                Ok(Ok(results)) => {
                    let results = pending.drain(..).zip(results);
                    let (done, retryable): (Vec<_>, Vec<_>) = results.partition(|(_, result)| {
                        matches!(result, StatementResult::Executed | StatementResult::Conflict)
                    });
                    final_results.extend(done);
                    pending = retryable.into_iter().map(|(index, _)| index).collect();
                }
                Ok(Err(error)) => tracing::warn!(error = error_chain(&error), "insertion failed"),
                Err(_) => tracing::warn!("insertion timed out"),
            }
            if !pending.is_empty() {
                attempt += 1;
                let wait = full_jitter(attempt);
                if Instant::now() + wait >= deadline {
                    break;
                }
                tokio::time::sleep(wait).await;
            }
        }
        final_results
    }

    async fn insert_once(
        &self,
        recordings: &[Recording],
        indexes: &[usize],
    ) -> Result<Vec<StatementResult>, StoreError> {
        let statement = |&index: &usize| {
            Ok(Statement::insert(&self.table.name, to_item(EventItem::new(&recordings[index]))?))
        };
        self.table.execute_batch(indexes.iter().map(statement).collect::<Result<_, StoreError>>()?).await
    }

    /// Compares events with the rows that have their ids.
    async fn compare(
        &self,
        recordings: &[Recording],
        indexes: &[usize],
    ) -> Result<Vec<(usize, Insertion)>, StoreError> {
        let key = |index: usize| {
            let event = &recordings[index].event;
            keys::event_key(&event.organization_id, event.source(), &event.id)
        };
        let by_key: HashMap<String, usize> = indexes.iter().map(|&index| (key(index), index)).collect();
        let keys = by_key.keys().map(|key| Item::from([("pk".to_owned(), text(key))])).collect();
        // Strongly consistent: an earlier attempt of this request may have written the row a moment ago.
        let rows = self.table.batch_get(keys).await?.into_iter().map(from_item::<EventItem>);
        rows.filter_map(|row| match row {
            Ok(row) => by_key.get(&row.pk).map(|&index| Ok((index, row.compare(&recordings[index])))),
            Err(error) => Some(Err(error)),
        })
        .collect()
    }
}
