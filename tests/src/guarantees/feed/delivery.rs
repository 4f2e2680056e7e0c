//! Delivers the records of one shard as badly as an event source mapping may.

use std::time::{Duration, Instant};

use aws_lambda_events::dynamodb::EventRecord;
use fastrand::Rng;
use sequencer::State;

/// The reader of one shard.
pub(super) struct Shard<'a> {
    pub(super) sequencer: &'a State,
    pub(super) records: Vec<EventRecord>,
    pub(super) random: Rng,
    /// Maximum records of one batch.
    pub(super) batch: usize,
}

/// The number of deliveries of each kind.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Deliveries {
    pub(super) batches: usize,
    pub(super) killed: usize,
    pub(super) failed: usize,
}

impl Shard<'_> {
    /// Delivers every record until an invocation has handled it and its answer has arrived. Killed invocations, lost
    /// answers, bisected, doubled, shuffled and old batches come in between.
    pub(super) async fn deliver_all(mut self) -> Deliveries {
        let mut done = Deliveries::default();
        let mut next = 0;
        while next < self.records.len() {
            let size = self.random.usize(1..=self.batch).min(self.records.len() - next);
            let batch = self.records[next..next + size].to_vec();
            match self.random.u8(..10) {
                0 => {
                    // The invocation ends at any point, also between the append and the answer.
                    let time = Duration::from_micros(self.random.u64(0..20_000));
                    let killed = tokio::time::timeout(time, self.deliver(batch, &mut done)).await;
                    done.killed += usize::from(killed.is_err());
                }
                1 => {
                    // The answer is lost: the checkpoint stays, and the next batch has another size.
                    self.deliver(batch, &mut done).await;
                }
                2 => {
                    let (first, second) = batch.split_at(size / 2);
                    next += self.deliver(first.to_vec(), &mut done).await;
                    if self.random.bool() {
                        self.deliver(second.to_vec(), &mut done).await;
                    }
                }
                3 => {
                    let mut other = Deliveries::default();
                    let (one, _) =
                        tokio::join!(self.deliver(batch.clone(), &mut done), self.deliver(batch, &mut other));
                    next += one;
                }
                4 => {
                    let mut batch = [batch.as_slice(), batch.as_slice()].concat();
                    self.random.shuffle(&mut batch);
                    // Positions in a shuffled batch mean nothing: only a success moves the checkpoint.
                    if self.deliver(batch.clone(), &mut done).await == batch.len() {
                        next += size;
                    }
                }
                5 => {
                    let from = self.random.usize(0..=next);
                    let to = next.min(from + self.batch);
                    self.deliver(self.records[from..to].to_vec(), &mut done).await;
                }
                _ => next += self.deliver(batch, &mut done).await,
            }
        }
        // A very old redelivery, after everything.
        let to = self.records.len().min(self.batch);
        self.deliver(self.records[..to].to_vec(), &mut done).await;
        done
    }

    /// Invokes the function. Returns the position of the first failed record, or the length of the batch.
    async fn deliver(&self, batch: Vec<EventRecord>, done: &mut Deliveries) -> usize {
        let numbers: Vec<_> = batch.iter().map(|record| record.change.sequence_number.clone()).collect();
        let deadline = Instant::now() + Duration::from_secs(60);
        done.batches += 1;
        let failures = sequencer::sequence(self.sequencer, batch, deadline).await;
        let position = |number: &str| {
            let found = numbers.iter().position(|candidate| candidate.as_deref() == Some(number));
            found.expect("a failure names a record of the batch")
        };
        let failed = failures.iter().map(|failure| position(&failure.sequence_number)).min();
        done.failed += usize::from(failed.is_some());
        failed.unwrap_or(numbers.len())
    }
}

/// Returns the shard of a table key.
pub(super) fn shard_of(key: &str, shards: usize) -> usize {
    let hash = key.bytes().fold(17_u64, |hash, byte| hash.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte));
    (hash >> 20) as usize % shards
}
