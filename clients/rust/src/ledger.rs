//! The account of the queue: what waits, what is being sent, what is final.
//!
//! Both storages report to it. It decides when a batch is due, and knows when everything up to an event is final.

mod state;

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use event_model::limits;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::entry::{Batch, Entry};
use crate::error::{FlushError, RequestError, SendError};
use crate::status::Status;
#[cfg(feature = "spool")]
pub(crate) use state::RefusedSize;
use state::State;
pub(crate) use state::{Finished, Size};

/// The most bytes of events in one request: the API's limit without the frame of the body.
pub(crate) const BATCH_BYTES: usize = limits::REQUEST_BYTES - 64;

#[derive(Debug)]
pub(crate) struct Ledger {
    state: Mutex<State>,
    /// Bytes that the queue can still take.
    space: Arc<Semaphore>,
    limit: usize,
    linger: Duration,
    /// A batch may be due.
    due: Notify,
    /// An event became final, or the API refused a request.
    progress: Notify,
}

impl Ledger {
    pub(crate) fn new(limit: usize, linger: Duration) -> Self {
        let limit = limit.min(Semaphore::MAX_PERMITS);
        Self {
            state: Mutex::default(),
            space: Arc::new(Semaphore::new(limit)),
            limit,
            linger,
            due: Notify::new(),
            progress: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no code panics while it holds the lock")
    }

    /// Waits for room for a batch, or fails if `wait` is false. The room is taken when the storage forgets the permit.
    pub(crate) async fn reserve(&self, batch: &Batch, wait: bool) -> Result<OwnedSemaphorePermit, SendError> {
        if let Some(bytes) =
            batch.entries.iter().map(|entry| entry.body_bytes()).find(|bytes| *bytes > BATCH_BYTES)
        {
            return Err(SendError::TooLarge { bytes, limit: BATCH_BYTES });
        }
        let Size { cost, .. } = Size::of(&batch.entries);
        let too_large = SendError::TooLarge { bytes: cost, limit: self.limit };
        let permits = u32::try_from(cost).map_err(|_| too_large.clone())?;
        if cost > self.limit {
            return Err(too_large);
        }
        {
            let state = self.state();
            if state.closed {
                return Err(SendError::Closed);
            }
            let bytes = state.status.refused_bytes;
            // Half: room for events that the monitor accepts must remain.
            if bytes > self.limit / 2 {
                return Err(SendError::TooManyRefused { bytes });
            }
        }
        let space = Arc::clone(&self.space);
        if wait {
            space.acquire_many_owned(permits).await.map_err(|_| SendError::Closed)
        } else {
            space.try_acquire_many_owned(permits).map_err(|_| SendError::Full { limit: self.limit })
        }
    }

    /// Counts events that a storage accepted, up to `last_seq`.
    pub(crate) fn accepted(&self, last_seq: i64, size: Size) {
        let mut state = self.state();
        state.last_seq = state.last_seq.max(last_seq);
        if size.events == 0 {
            return;
        }
        let was_empty = state.untaken_events == 0;
        let was_full = state.is_full_batch();
        state.untaken_events += size.events;
        state.untaken_bytes += size.bytes;
        state.status.queued_bytes += size.cost;
        state.untaken_since.get_or_insert_with(Instant::now);
        let is_due = was_empty || (!was_full && state.is_full_batch());
        drop(state);
        if is_due {
            self.due.notify_waiters();
        }
    }

    /// Counts the events that a spool has from an earlier run.
    #[cfg(feature = "spool")]
    pub(crate) fn replayed(&self, last_seq: i64, size: Size, refused: RefusedSize) {
        let existing = self.space.available_permits().min(size.cost);
        self.space.forget_permits(existing);
        let mut state = self.state();
        state.debt = size.cost - existing;
        drop(state);
        self.set_refused(0, refused);
        self.accepted(last_seq, size);
    }

    /// Moves events from waiting to being sent.
    pub(crate) fn taken(&self, entries: &[Entry]) {
        let size = Size::of(entries.iter().map(|entry| &entry.event));
        let mut state = self.state();
        state.untaken_events -= size.events;
        state.untaken_bytes -= size.bytes;
        state.untaken_since = (state.untaken_events > 0).then(Instant::now);
        state.out.extend(entries.iter().map(|entry| entry.seq));
        if let Some(last) = entries.last() {
            state.taken_seq = last.seq;
        }
    }

    /// Keeps events for the next batch: the API asked to send them again.
    pub(crate) fn give_back(&self, entries: Vec<Entry>) {
        self.state().returned.extend(entries);
        self.due.notify_waiters();
    }

    /// Returns the events of [`give_back`](Self::give_back) that fit in one batch.
    pub(crate) fn take_returned(&self) -> Vec<Entry> {
        let mut state = self.state();
        let mut bytes = 0;
        let fits = state.returned.iter().take(limits::EVENTS_PER_REQUEST).take_while(|entry| {
            bytes += entry.event.body_bytes();
            bytes <= BATCH_BYTES
        });
        let count = fits.count();
        state.returned.drain(..count).collect()
    }

    /// Waits until a batch is due. Returns `true` if it is of events to send again.
    pub(crate) async fn wait_until_due(&self) -> bool {
        loop {
            let due = self.due.notified();
            let deadline = {
                let state = self.state();
                if !state.returned.is_empty() {
                    return true;
                }
                let flushes = state.flush_seq > state.taken_seq;
                match state.untaken_since {
                    Some(_) if state.is_full_batch() || flushes => return false,
                    Some(since) if since.elapsed() >= self.linger => return false,
                    Some(since) => Some(since + self.linger),
                    None => None,
                }
            };
            match deadline {
                Some(deadline) => {
                    let _ = tokio::time::timeout_at(deadline, due).await;
                }
                None => due.await,
            }
        }
    }

    /// Counts final results.
    pub(crate) fn finished(&self, finished: &Finished) {
        let mut state = self.state();
        for seq in &finished.seqs {
            state.out.remove(seq);
        }
        let paid = state.debt.min(finished.cost);
        state.debt -= paid;
        state.status.queued_bytes -= finished.cost;
        state.status.recorded += finished.recorded;
        state.status.duplicates += finished.duplicates;
        state.status.refused += finished.refused;
        drop(state);
        self.space.add_permits(finished.cost - paid);
        self.progress.notify_waiters();
    }

    /// Counts events that the caller refused, or refused events that were stored or cleared.
    #[cfg(feature = "spool")]
    pub(crate) fn set_refused(&self, by_caller: u64, stored: RefusedSize) {
        let mut state = self.state();
        state.status.refused += by_caller;
        (state.status.refused_stored, state.status.refused_bytes) = (stored.events, stored.bytes);
    }

    /// Notes a failure. Only the first of several is logged.
    pub(crate) fn failed(&self, error: RequestError, denied: bool) {
        let mut state = self.state();
        let queued = state.queued();
        if !state.failing || denied != state.denied {
            tracing::warn!(queued, "events cannot be sent and are kept: {error}");
        }
        (state.failing, state.denied) = (true, denied);
        state.status.last_error = Some(error);
        drop(state);
        self.progress.notify_waiters();
    }

    /// Notes that the API answered.
    pub(crate) fn answered(&self) {
        let mut state = self.state();
        if std::mem::take(&mut state.failing) {
            tracing::info!(queued = state.queued(), "events are sent again");
        }
        state.denied = false;
    }

    /// Waits until everything that was accepted before is final.
    pub(crate) async fn flush(&self) -> Result<(), FlushError> {
        let goal = {
            let mut state = self.state();
            state.flush_seq = state.last_seq;
            state.last_seq
        };
        self.due.notify_waiters();
        loop {
            let progress = self.progress.notified();
            {
                let state = self.state();
                if state.final_seq() >= goal {
                    return Ok(());
                }
                if let (true, Some(error)) = (state.denied, &state.status.last_error) {
                    return Err(FlushError::Denied { events: state.queued(), error: error.clone() });
                }
            }
            progress.await;
        }
    }

    /// Accepts no more events.
    pub(crate) fn close(&self) {
        self.state().closed = true;
        self.space.close();
    }

    pub(crate) fn status(&self) -> Status {
        let state = self.state();
        Status {
            queued: state.queued(),
            denied: state.denied,
            failing: state.failing,
            ..state.status.clone()
        }
    }
}
