//! The numbers of the queue.

use std::collections::{BTreeSet, VecDeque};

use event_model::limits;
use tokio::time::Instant;

use super::BATCH_BYTES;
use crate::entry::{Entry, NewEntry};
use crate::status::Status;

#[derive(Debug, Default)]
pub(super) struct State {
    /// Sequence of the newest accepted event.
    pub(super) last_seq: i64,
    /// Sequence of the newest taken event.
    pub(super) taken_seq: i64,
    /// Accepted events that nobody took yet, and the time since which the oldest waits.
    pub(super) untaken_events: u64,
    pub(super) untaken_bytes: usize,
    pub(super) untaken_since: Option<Instant>,
    /// Sequences of the events that were taken and are not final.
    pub(super) out: BTreeSet<i64>,
    /// Taken events that the API asked to send again.
    pub(super) returned: VecDeque<Entry>,
    /// Events up to this sequence do not wait for a full batch.
    pub(super) flush_seq: i64,
    /// Bytes of a replayed spool beyond the limit.
    pub(super) debt: usize,
    /// The API refuses every request.
    pub(super) denied: bool,
    pub(super) failing: bool,
    pub(super) closed: bool,
    pub(super) status: Status,
}

impl State {
    /// Returns the events without a final result.
    pub(super) fn queued(&self) -> u64 {
        self.untaken_events + self.out.len() as u64
    }

    /// Returns the sequence up to which all events are final.
    pub(super) fn final_seq(&self) -> i64 {
        let oldest_out = self.out.first().map_or(i64::MAX, |seq| seq - 1);
        let taken = if self.untaken_events == 0 { self.last_seq } else { self.taken_seq };
        taken.min(oldest_out)
    }

    pub(super) fn is_full_batch(&self) -> bool {
        self.untaken_events >= limits::EVENTS_PER_REQUEST as u64 || self.untaken_bytes >= BATCH_BYTES
    }
}

/// The numbers of a group of events.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Size {
    pub(crate) events: u64,
    pub(crate) bytes: usize,
    pub(crate) cost: usize,
}

impl Size {
    pub(crate) fn of<'a>(entries: impl IntoIterator<Item = &'a NewEntry>) -> Self {
        entries.into_iter().fold(Self::default(), |size, entry| Self {
            events: size.events + 1,
            bytes: size.bytes + entry.body_bytes(),
            cost: size.cost + entry.cost(),
        })
    }
}

/// The refused events of a spool.
#[cfg(feature = "spool")]
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RefusedSize {
    pub(crate) events: u64,
    pub(crate) bytes: usize,
}

#[cfg(feature = "spool")]
impl RefusedSize {
    pub(crate) fn add(&mut self, refused: &crate::entry::Refused) {
        self.events += 1;
        self.bytes += refused.event.len() + refused.reason.len();
    }
}

/// Events with a final result.
#[derive(Debug, Clone, Default)]
pub(crate) struct Finished {
    pub(crate) seqs: Vec<i64>,
    pub(crate) cost: usize,
    pub(crate) recorded: u64,
    pub(crate) duplicates: u64,
    pub(crate) refused: u64,
}
