//! Faults of a stream that AWS does not inject, for tests.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use fastrand::Rng;

use super::record::Record;
use crate::template::StreamMapping;

/// The faults of every stream of a stack. The default has none.
///
/// All of them are within the contract of a consumer that accepts each record at least once and in any order.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamFaults {
    /// The seed of every random choice.
    pub seed: u64,
    /// Shards of each stream, by the hash of the table's key; each is read on its own.
    pub shards: usize,
    /// Maximum batching window, in place of a longer one of the template.
    pub window: Option<Duration>,
    /// Deliver each batch twice: one after the other, or both at once.
    pub twice: bool,
    /// Shuffle the records inside a batch and across two batches.
    pub shuffle: bool,
    /// Share of the records that are held back and delivered with those of a later read, from 0 to 1.
    pub delayed: f64,
    /// Share of the answers that are lost after the function has done its work, from 0 to 1. The records are delivered
    /// again.
    pub lost_answers: f64,
    /// Functions that get no records and have no schedule, by their names in the template.
    pub stopped: BTreeSet<String>,
}

impl Default for StreamFaults {
    fn default() -> Self {
        Self {
            seed: 0,
            shards: 1,
            window: None,
            twice: false,
            shuffle: false,
            delayed: 0.0,
            lost_answers: 0.0,
            stopped: BTreeSet::new(),
        }
    }
}

/// One of the shards of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) index: usize,
    pub(super) of: usize,
}

impl Part {
    /// Returns `true` if a record is in this shard.
    pub(super) fn contains(self, record: &Record) -> bool {
        // A remainder below `of` fits.
        self.of == 1 || (record.key_hash % self.of as u64) as usize == self.index
    }
}

impl StreamFaults {
    pub(super) fn parts(&self) -> impl Iterator<Item = Part> + use<> {
        let of = self.shards.max(1);
        (0..of).map(move |index| Part { index, of })
    }

    pub(super) fn shorten_window(&self, mapping: &StreamMapping) -> StreamMapping {
        let window = self.window.map_or(mapping.window, |window| window.min(mapping.window));
        StreamMapping { window, ..mapping.clone() }
    }

    /// Returns the faults of one shard.
    pub(super) fn of(&self, part: Part) -> ShardFaults {
        // The seeds of the shards differ.
        let rng = Rng::with_seed(self.seed.wrapping_add(part.index as u64));
        ShardFaults { faults: self.clone(), rng, held: Vec::new() }
    }
}

/// The faults of one shard, with the records that are held back.
pub(super) struct ShardFaults {
    faults: StreamFaults,
    rng: Rng,
    held: Vec<Record>,
}

impl ShardFaults {
    /// Returns the number of records from which a shard reads no more.
    pub(super) fn read_ahead(&self, batch_size: usize) -> usize {
        if self.faults.shuffle { batch_size * 2 } else { batch_size }
    }

    /// Adds the records of one read to those that wait for delivery.
    pub(super) fn arrange(&mut self, read: Vec<Record>, waiting: &mut VecDeque<Record>) {
        waiting.extend(self.held.drain(..));
        for record in read {
            if self.rng.f64() < self.faults.delayed {
                self.held.push(record)
            } else {
                waiting.push_back(record)
            }
        }
        if self.faults.shuffle {
            self.rng.shuffle(waiting.make_contiguous());
        }
    }

    /// Returns `true` if this batch is delivered twice, and `true` if that happens at once.
    pub(super) fn twice(&mut self) -> (bool, bool) {
        (self.faults.twice, self.faults.twice && self.rng.bool())
    }

    /// Returns `true` if the answer to this batch is lost.
    pub(super) fn loses_answer(&mut self) -> bool {
        self.rng.f64() < self.faults.lost_answers
    }
}
