//! Sends batches until every event has a final result.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use event_model::{EventResult, EventStatus};

use crate::entry::{self, Entry, Refused};
use crate::error::{RequestError, SpoolError};
use crate::ledger::{Finished, Ledger};
use crate::request::{Api, Reply};
use crate::retry;
use crate::storage::Storage;

/// A function that is called with each refused event.
pub(crate) type OnRefused = Arc<dyn Fn(&Refused) + Send + Sync>;

/// Sends one request at a time. A client has one sender for each request in flight.
#[derive(Clone)]
pub(crate) struct Sender {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) storage: Arc<Storage>,
    pub(crate) api: Api,
    pub(crate) waits: Arc<[Duration]>,
    pub(crate) on_refused: Option<OnRefused>,
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender").finish_non_exhaustive()
    }
}

/// Consecutive attempts without a final result.
#[derive(Debug, Default)]
struct Failures(usize);

impl Sender {
    /// Sends until the task is aborted.
    pub(crate) async fn run(self) {
        let mut failures = Failures::default();
        loop {
            let is_returned = self.ledger.wait_until_due().await;
            let batch = if is_returned { Ok(self.ledger.take_returned()) } else { self.storage.take().await };
            match batch {
                // Another sender took them.
                Ok(batch) if batch.is_empty() => {}
                Ok(batch) => self.deliver(batch, &mut failures).await,
                Err(error) => self.fail_spool(&error, &mut failures).await,
            }
        }
    }

    /// Sends a batch until each event has a final result or was given back.
    async fn deliver(&self, batch: Vec<Entry>, failures: &mut Failures) {
        let mut parts = vec![batch];
        while let Some(mut part) = parts.pop() {
            match self.api.post(&part).await {
                Reply::Results(results) => {
                    self.ledger.answered();
                    self.apply(part, results, failures).await;
                }
                Reply::BodyRefused(error) if part.len() == 1 => {
                    self.ledger.answered();
                    let mut finished = Finished::default();
                    let refuse = |entry| {
                        finished.add(&entry).refused += 1;
                        Refused::new(entry, EventStatus::Rejected, error.to_string())
                    };
                    let refused = part.into_iter().map(refuse).collect();
                    self.finish(finished, refused).await;
                }
                // One event makes the API refuse all: halves find it.
                Reply::BodyRefused(_) => {
                    let rest = part.split_off(part.len() / 2);
                    parts.extend([rest, part]);
                }
                Reply::Unavailable(error, retry_after) => {
                    parts.push(part);
                    self.fail(error, false, retry_after, failures).await;
                }
                Reply::Denied(error) => {
                    parts.push(part);
                    self.fail(error, true, None, failures).await;
                }
            }
        }
    }

    async fn apply(&self, part: Vec<Entry>, results: Vec<EventResult>, failures: &mut Failures) {
        let mut finished = Finished::default();
        let mut refused = Vec::new();
        let mut again = Vec::new();
        for (entry, result) in part.into_iter().zip(results) {
            match result.status {
                EventStatus::Retry => again.push(entry),
                EventStatus::Recorded => finished.add(&entry).recorded += 1,
                EventStatus::Duplicate => finished.add(&entry).duplicates += 1,
                EventStatus::Conflict | EventStatus::Rejected | EventStatus::NotCollected => {
                    finished.add(&entry).refused += 1;
                    refused.push(Refused::new(entry, result.status, entry::reason(&result)));
                }
            }
        }
        failures.0 = if finished.seqs.is_empty() { failures.0 + 1 } else { 0 };
        if !finished.seqs.is_empty() {
            self.finish(finished, refused).await;
        }
        if !again.is_empty() {
            // Not before the wait: another sender would send them at once.
            tokio::time::sleep(retry::wait(&self.waits, failures.0, None)).await;
            self.ledger.give_back(again);
        }
    }

    /// Reports refused events, and removes events with a final result.
    async fn finish(&self, finished: Finished, refused: Vec<Refused>) {
        // Before the removal: `flush` returns after it.
        for refused in &refused {
            let Refused { id, status, reason, .. } = refused;
            tracing::error!(id, ?status, "an event was refused: {reason}");
            if let Some(on_refused) = &self.on_refused {
                on_refused(refused);
            }
        }
        let refused = Arc::new(refused);
        let mut failures = Failures::default();
        while let Err(error) = self.storage.finish(&self.ledger, finished.clone(), Arc::clone(&refused)).await
        {
            self.fail_spool(&error, &mut failures).await;
        }
    }

    async fn fail_spool(&self, error: &SpoolError, failures: &mut Failures) {
        let error = RequestError { status: None, message: error.to_string() };
        self.fail(error, false, None, failures).await;
    }

    async fn fail(
        &self,
        error: RequestError,
        denied: bool,
        retry_after: Option<Duration>,
        failures: &mut Failures,
    ) {
        failures.0 += 1;
        self.ledger.failed(error, denied);
        tokio::time::sleep(retry::wait(&self.waits, failures.0, retry_after)).await;
    }
}

impl Finished {
    fn add(&mut self, entry: &Entry) -> &mut Self {
        self.seqs.push(entry.seq);
        self.cost += entry.event.cost();
        self
    }
}
