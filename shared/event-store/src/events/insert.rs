//! Writing events: INSERT, and nothing else.
//!
//! PartiQL's INSERT refuses a key that exists. The role that writes holds `dynamodb:PartiQLInsert` and
//! no other write permission on the table, so that even a faulty or hostile function cannot overwrite
//! or delete what was recorded.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use aws_sdk_dynamodb::types::{
    AttributeValue, BatchStatementErrorCodeEnum, BatchStatementRequest, KeysAndAttributes,
};
use futures::StreamExt;
use tokio::time::Instant;

use crate::dynamodb::backoff::full_jitter;
use crate::dynamodb::wire::{StatementRequest, StatementsRequest, with_body};
use crate::events::row::{self, ContentItem};
use crate::{EventLog, Insertion, Recording, StoreError, keys};

/// Statements of one BatchExecuteStatement: DynamoDB takes no more.
pub(crate) const STATEMENTS_PER_BATCH: usize = 25;
/// Batches under way at once: enough to hide the latency of each, few enough for one connection pool.
const BATCHES_AT_ONCE: usize = 8;
/// How long one try at a batch may take, the SDK's own repetitions included: a hundred times what it takes on
/// a good day, and short enough for several where one is never answered.
const TRY_TIME: Duration = Duration::from_secs(2);
/// Time that is left at the end for telling duplicates from conflicts. Without it, one batch that runs out of
/// time would cost the answer of every event of its request whose id is taken, each time it is sent again.
const COMPARE_TIME: Duration = Duration::from_millis(1_500);
/// Bytes that the text of most statements fits.
const STATEMENT_BYTES: usize = 384;
/// Bytes that most statements fit, with their parameters.
const REQUEST_BYTES: usize = 1_536;
/// Keys of one BatchGetItem: DynamoDB takes no more.
pub(crate) const KEYS_PER_GET: usize = 100;

impl EventLog {
    /// Inserts each event unless its id is taken, and says what became of each, in order.
    ///
    /// Never fails as a whole: what is unwritten at `deadline` is [`Insertion::Retry`]. No two
    /// recordings may have the same id, source and organisation.
    pub async fn insert(&self, recordings: &[Recording], deadline: Instant) -> Vec<Insertion> {
        let mut results = vec![Insertion::Retry; recordings.len()];
        let indexes: Vec<usize> = (0..recordings.len()).collect();
        let batches: Vec<Vec<usize>> = indexes.chunks(STATEMENTS_PER_BATCH).map(<[usize]>::to_vec).collect();
        let insert_until = deadline.checked_sub(COMPARE_TIME).unwrap_or(deadline);
        let batches = batches.into_iter().map(|indexes| self.insert_batch(recordings, indexes, insert_until));
        let mut done = futures::stream::iter(batches).buffer_unordered(BATCHES_AT_ONCE);
        let mut taken = Vec::new();
        while let Some(outcomes) = done.next().await {
            for (index, outcome) in outcomes {
                match outcome {
                    StatementOutcome::Inserted => results[index] = Insertion::Recorded,
                    StatementOutcome::Taken => taken.push(index),
                    StatementOutcome::Unknown => {}
                }
            }
        }
        for indexes in taken.chunks(KEYS_PER_GET) {
            let compare = self.compare(recordings, indexes);
            match tokio::time::timeout_at(deadline, compare).await {
                Ok(Ok(compared)) => compared.into_iter().for_each(|(index, result)| results[index] = result),
                Ok(Err(error)) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "comparison failed")
                }
                Err(_) => tracing::warn!("comparison ran out of time"),
            }
        }
        results
    }

    /// Inserts one batch, again and again, until each statement is settled or time is up.
    async fn insert_batch(
        &self,
        recordings: &[Recording],
        mut pending: Vec<usize>,
        deadline: Instant,
    ) -> Vec<(usize, StatementOutcome)> {
        let mut settled = Vec::with_capacity(pending.len());
        let mut attempt = 0;
        while !pending.is_empty() {
            // Dropping a request that was sent leaves it unknown whether it was carried out. That is
            // what Retry says: the producer sends it again, and finds it a duplicate if it was.
            // A turn is only ever waited for: the semaphore is never closed.
            let Ok(turn) = tokio::time::timeout_at(deadline, self.insert_permits.acquire()).await else {
                break;
            };
            let until = deadline.min(Instant::now() + TRY_TIME);
            let tried = tokio::time::timeout_at(until, self.insert_once(recordings, &pending)).await;
            drop(turn);
            match tried {
                Ok(Ok(outcomes)) => {
                    let (left, done): (Vec<_>, Vec<_>) = outcomes
                        .into_iter()
                        .partition(|(_, outcome)| matches!(outcome, StatementOutcome::Unknown));
                    settled.extend(done);
                    pending = left.into_iter().map(|(index, _)| index).collect();
                }
                Ok(Err(error)) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "insertion failed");
                }
                Err(_) => tracing::warn!("an insertion ran out of time"),
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
        settled.extend(pending.into_iter().map(|index| (index, StatementOutcome::Unknown)));
        settled
    }

    async fn insert_once(
        &self,
        recordings: &[Recording],
        indexes: &[usize],
    ) -> Result<Vec<(usize, StatementOutcome)>, StoreError> {
        const OPERATION: &str = "BatchExecuteStatement";
        let statements = indexes.iter().map(|&index| {
            let (statement, parameters) = insert_text(&self.table.name, row::attributes(&recordings[index]));
            StatementRequest { statement, parameters }
        });
        let request =
            StatementsRequest { statements: statements.collect(), return_consumed_capacity: "TOTAL" };
        let mut body = Vec::with_capacity(indexes.len() * REQUEST_BYTES);
        serde_json::to_writer(&mut body, &request).map_err(|error| StoreError::corrupt(OPERATION, error))?;
        let response = self
            .table
            .client
            .batch_execute_statement()
            .customize()
            .mutate_request(with_body(body))
            .send()
            .await
            .map_err(|error| StoreError::sdk(OPERATION, error))?;
        self.table.meter.wrote(response.consumed_capacity());
        // An answer that does not speak of every statement says nothing of any that it leaves out.
        if response.responses().len() != indexes.len() {
            return Err(StoreError::corrupt(OPERATION, "the answer has another number of results"));
        }
        let outcomes = response.responses().iter().map(|answer| match answer.error() {
            None => StatementOutcome::Inserted,
            Some(error) if error.code() == Some(&BatchStatementErrorCodeEnum::DuplicateItem) => {
                StatementOutcome::Taken
            }
            Some(error) => {
                // The message may repeat values of the item; the code says enough.
                tracing::warn!(code = error.code().map(|code| code.as_str()), "statement refused");
                StatementOutcome::Unknown
            }
        });
        Ok(indexes.iter().copied().zip(outcomes).collect())
    }

    /// Tells duplicates, conflicts and expired events apart, by what is stored under the ids that are taken.
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
        let keys =
            by_key.keys().map(|key| HashMap::from([("pk".to_owned(), AttributeValue::S(key.clone()))]));
        let request = KeysAndAttributes::builder()
            .set_keys(Some(keys.collect()))
            .projection_expression(ContentItem::PROJECTION)
            // The row may have been written a moment ago, by this request's own first try.
            .consistent_read(true)
            .build()
            .map_err(|error| StoreError::corrupt("BatchGetItem", error))?;
        let items = self.table.batch_get(request).await?;
        items
            .into_iter()
            .filter_map(|item| match serde_dynamo::from_item::<_, ContentItem>(item) {
                Ok(item) => by_key.get(&item.pk).map(|&index| Ok((index, item.compare(&recordings[index])))),
                Err(error) => Some(Err(StoreError::corrupt("an event's content", error))),
            })
            .collect()
    }
}

/// What DynamoDB said of one statement.
#[derive(Debug, Clone, Copy)]
enum StatementOutcome {
    Inserted,
    /// The key exists.
    Taken,
    Unknown,
}

/// Returns the statement that inserts `attributes` unless their key exists.
pub(crate) fn insert_statement(
    table: &str,
    attributes: BTreeMap<String, AttributeValue>,
) -> BatchStatementRequest {
    let (text, parameters) = insert_text(table, attributes);
    BatchStatementRequest::builder()
        .statement(text)
        .set_parameters(Some(parameters))
        .build()
        .expect("a statement is set")
}

/// Returns the text and the parameters of an INSERT. Names are our own; every value is a parameter.
pub(crate) fn insert_text<N: AsRef<str>, V>(
    table: &str,
    attributes: impl IntoIterator<Item = (N, V)>,
) -> (String, Vec<V>) {
    let attributes = attributes.into_iter();
    // Room for all, since there is a statement for each event.
    let mut text = String::with_capacity(STATEMENT_BYTES);
    let mut parameters = Vec::with_capacity(attributes.size_hint().0);
    text.push_str("INSERT INTO \"");
    text.push_str(table);
    text.push_str("\" VALUE {");
    for (name, value) in attributes {
        text.push_str(if parameters.is_empty() { "'" } else { ", '" });
        text.push_str(name.as_ref());
        text.push_str("': ?");
        parameters.push(value);
    }
    text.push('}');
    (text, parameters)
}
