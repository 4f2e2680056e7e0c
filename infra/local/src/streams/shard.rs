//! The task of one shard of one mapping: reads records and collects batches.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use dynoxide::Database;
use dynoxide::streams::shard_id;
use tokio::time::Instant;

use super::StreamError;
use super::checkpoint::Checkpoint;
use super::delivery::Backoff;
use super::faults::{Part, ShardFaults, StreamFaults};
use super::reader::{MAX_RECORDS, ReadError, Reader};
use super::record::{EVENT_OVERHEAD, Record};
use crate::data_dir::DataDir;
use crate::lambda::{Lambda, MAX_PAYLOAD};
use crate::template::{StartingPosition, StreamMapping};

/// Wait before the next read of a stream without new records. Lambda reads four times a second.
const POLL: Duration = Duration::from_millis(100);

/// One shard of one mapping.
pub(super) struct Shard {
    pub(super) mapping: Arc<StreamMapping>,
    pub(super) id: String,
    pub(super) lambda: Lambda,
    pub(super) data_dir: Arc<DataDir>,
    pub(super) checkpoint: Checkpoint,
    pub(super) faults: ShardFaults,
    part: Part,
    reader: Reader,
    /// Records that were read and wait for a batch.
    waiting: VecDeque<Record>,
    /// The time at which the oldest waiting record began to wait.
    waiting_since: Option<Instant>,
    /// The last read reached the end of the stream.
    at_end: bool,
}

impl Shard {
    /// Opens the shard at its checkpoint.
    pub(super) fn open(
        mapping: Arc<StreamMapping>,
        part: Part,
        database: Database,
        lambda: Lambda,
        data_dir: Arc<DataDir>,
        faults: &StreamFaults,
    ) -> Result<Self, StreamError> {
        let reader = Reader::new(database, &mapping.table, &mapping.stream_arn);
        let id = match part.of {
            1 => shard_id(&mapping.table),
            of => format!("{}-{}-of-{of}", shard_id(&mapping.table), part.index + 1),
        };
        let name = format!("{}-{id}", mapping.name);
        let checkpoint =
            Checkpoint::open(Arc::clone(&data_dir), &name, || match mapping.starting_position {
                StartingPosition::TrimHorizon => Ok(super::record::Sequence::START),
                StartingPosition::Latest => reader.newest(),
            })?;
        Ok(Self {
            mapping,
            id,
            lambda,
            data_dir,
            checkpoint,
            faults: faults.of(part),
            part,
            reader,
            waiting: VecDeque::new(),
            waiting_since: None,
            at_end: false,
        })
    }

    /// Delivers batches until the task is aborted.
    pub(super) async fn run(mut self) {
        let mut backoff = Backoff::new();
        loop {
            if self.waiting.len() < self.mapping.batch_size {
                match self.read().await {
                    Ok(()) => backoff = Backoff::new(),
                    Err(error) => {
                        tracing::error!(%error, stream = self.mapping.name, "a stream cannot be read");
                        backoff.wait().await;
                        continue;
                    }
                }
            }
            if self.is_batch_ready() {
                let batch = self.take_batch();
                self.deliver(batch).await;
            } else if self.at_end {
                tokio::time::sleep(self.pause()).await;
            }
        }
    }

    /// Reads records until enough for the next batch wait, or the stream ends.
    async fn read(&mut self) -> Result<(), ReadError> {
        let enough = self.faults.read_ahead(self.mapping.batch_size);
        loop {
            let mut read = self.reader.read(self.checkpoint.read_to()).await?;
            self.at_end = read.len() < MAX_RECORDS;
            let read_to = read.last().map(|record| record.sequence);
            read.retain(|record| {
                self.part.contains(record) && self.mapping.event_names.contains(&record.event_name)
            });
            if let Some(read_to) = read_to {
                self.checkpoint.read(read_to, &read);
            }
            self.faults.arrange(read, &mut self.waiting);
            if self.waiting_since.is_none() && !self.waiting.is_empty() {
                self.waiting_since = Some(Instant::now());
            }
            if self.at_end || self.waiting.len() >= enough {
                return Ok(());
            }
        }
    }

    fn is_batch_ready(&self) -> bool {
        self.waiting_since.is_some_and(|since| since.elapsed() >= self.mapping.window)
            || self.waiting.len() >= self.mapping.batch_size
            || self.waiting.iter().map(Record::size).sum::<usize>() + EVENT_OVERHEAD > MAX_PAYLOAD
    }

    /// Removes the records of the next batch: at most `BatchSize`, and at most 6 MB as an event.
    fn take_batch(&mut self) -> Vec<Record> {
        let mut size = EVENT_OVERHEAD;
        let fitting = self.waiting.iter().take(self.mapping.batch_size).take_while(|record| {
            size += record.size();
            size <= MAX_PAYLOAD
        });
        // A single record is far below the limit: an item has at most 400 KB.
        let count = fitting.count().max(1).min(self.waiting.len());
        let batch = self.waiting.drain(..count).collect();
        self.waiting_since = (!self.waiting.is_empty()).then(Instant::now);
        batch
    }

    /// Puts records back before those that wait.
    pub(super) fn deliver_again(&mut self, records: Vec<Record>) {
        for record in records.into_iter().rev() {
            self.waiting.push_front(record);
        }
        self.waiting_since.get_or_insert_with(Instant::now);
    }

    /// Returns the time until the window of the waiting records ends, at most [`POLL`].
    fn pause(&self) -> Duration {
        let window = self.waiting_since.map(|since| self.mapping.window.saturating_sub(since.elapsed()));
        window.map_or(POLL, |window| window.min(POLL))
    }
}
