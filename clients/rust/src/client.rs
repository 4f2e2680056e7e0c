//! The client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use event_model::EventRequest;
use secrecy::SecretString;
use tokio::task::AbortHandle;

use crate::builder::ClientBuilder;
#[cfg(feature = "spool")]
use crate::entry::Refused;
use crate::entry::{Batch, NewEntry};
#[cfg(feature = "spool")]
use crate::error::SpoolError;
use crate::error::{FlushError, SendError};
use crate::ledger::Ledger;
use crate::status::Status;
use crate::storage::Storage;

/// Bytes of the events that `send_all` queues at once. Every caller that waits for room holds as many.
const CHUNK_BYTES: usize = 128 << 10;

/// Sends events to the API of one activity monitor. Clones share one queue.
///
/// Call [`close`](Self::close) before the program ends. If all clones are dropped without it, nothing more is sent: events
/// in a spool are sent by the next client, and events in memory are lost.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) ledger: Arc<Ledger>,
    pub(crate) storage: Arc<Storage>,
    pub(crate) senders: Vec<AbortHandle>,
    pub(crate) close_timeout: Duration,
}

impl Client {
    /// Starts to build a client for the API at `url` (such as `https://activity.example.com`), with a product key. `http` is
    /// accepted for this machine only.
    pub fn builder(url: impl Into<String>, product_key: impl Into<SecretString>) -> ClientBuilder {
        ClientBuilder::new(url.into(), product_key.into())
    }

    pub(crate) fn new(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }

    /// Queues an event. If the queue is full, waits until it has room.
    ///
    /// With a spool, the event is on the disk when this returns, and is sent even if the process is killed. Without
    /// one, it is in memory.
    pub async fn send(&self, event: EventRequest) -> Result<(), SendError> {
        self.put(one(&event), true).await
    }

    /// Queues an event, or returns [`SendError::Full`] if the queue is full.
    pub async fn try_send(&self, event: EventRequest) -> Result<(), SendError> {
        self.put(one(&event), false).await
    }

    /// Queues events in their order, with one fsync for many of them. After an error, the first events may be queued:
    /// send all again, with the same ids.
    pub async fn send_all(&self, events: impl IntoIterator<Item = EventRequest>) -> Result<(), SendError> {
        let mut batch = Batch::new();
        let mut bytes = 0;
        for event in events {
            let entry = NewEntry::new(&event, None);
            if bytes + entry.body_bytes() > CHUNK_BYTES {
                self.put(std::mem::take(&mut batch), true).await?;
                bytes = 0;
            }
            bytes += entry.body_bytes();
            batch.entries.push(entry);
        }
        self.put(batch, true).await
    }

    /// Queues a batch, all or nothing. It must fit in the queue.
    pub async fn send_batch(&self, batch: Batch) -> Result<(), SendError> {
        self.put(batch, true).await
    }

    async fn put(&self, batch: Batch, wait: bool) -> Result<(), SendError> {
        let permit = self.inner.ledger.reserve(&batch, wait).await?;
        self.inner.storage.put(batch, permit).await
    }

    /// Sends everything that was queued before, without a wait for a full batch, and waits until each of these events
    /// has a final result. Refused events are no error: see [`status`](Self::status).
    ///
    /// While the API cannot be reached, this waits. Use a timeout, or [`close`](Self::close), which has one.
    pub async fn flush(&self) -> Result<(), FlushError> {
        self.inner.ledger.flush().await
    }

    /// Accepts no more events, sends those that are queued, and stops the client, in at most the time of
    /// [`ClientBuilder::close_timeout`].
    ///
    /// After an error, a spool keeps the events for the next client. Events in memory are lost.
    pub async fn close(&self) -> Result<(), FlushError> {
        let Inner { ledger, storage, senders, close_timeout } = &*self.inner;
        ledger.close();
        let flushed = tokio::time::timeout(*close_timeout, ledger.flush()).await;
        for sender in senders {
            sender.abort();
        }
        storage.close().await;
        flushed.unwrap_or_else(|_| {
            let Status { queued: events, last_error, .. } = ledger.status();
            Err(FlushError::TimedOut { events, waited: *close_timeout, last_error })
        })
    }

    /// Returns the state of the client.
    pub fn status(&self) -> Status {
        self.inner.ledger.status()
    }
}

/// The content of a spool.
#[cfg(feature = "spool")]
impl Client {
    /// Returns at most `limit` refused events of the spool, after the sequence `after` (0: from the first).
    pub async fn refused(&self, after: i64, limit: usize) -> Result<Vec<Refused>, SpoolError> {
        self.spool()?.refused(after, limit).await
    }

    /// Removes refused events, by their sequences, from the spool.
    pub async fn remove_refused(&self, seqs: &[i64]) -> Result<(), SpoolError> {
        self.spool()?.remove_refused(seqs.to_owned()).await
    }

    /// Returns the newest value that [`Batch::set_checkpoint`] stored under `name`.
    pub async fn checkpoint(&self, name: &str) -> Result<Option<String>, SpoolError> {
        self.spool()?.checkpoint(name.to_owned()).await
    }

    /// Removes a checkpoint.
    pub async fn clear_checkpoint(&self, name: &str) -> Result<(), SpoolError> {
        self.spool()?.clear_checkpoint(name.to_owned()).await
    }

    fn spool(&self) -> Result<&crate::spool::Spool, SpoolError> {
        match &*self.inner.storage {
            Storage::Spool(spool) => Ok(spool),
            Storage::Memory(_) => Err(SpoolError::NotOpen),
        }
    }
}

fn one(event: &EventRequest) -> Batch {
    Batch { entries: vec![NewEntry::new(event, None)], ..Batch::new() }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("status", &self.status()).finish_non_exhaustive()
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        for sender in &self.senders {
            sender.abort();
        }
        self.storage.release();
        let Status { queued, .. } = self.ledger.status();
        if queued > 0 && matches!(*self.storage, Storage::Memory(_)) {
            tracing::error!(queued, "events are lost: close the client before the program ends");
        }
    }
}
