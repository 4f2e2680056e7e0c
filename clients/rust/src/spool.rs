//! The spool: events on the disk until they have a final result.
//!
//! One thread owns the database. It takes all requests that wait, and commits them together: many sends share one fsync.

mod database;
mod refused;
mod thread;

use std::path::Path;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::entry::{Batch, Entry, Refused};
use crate::error::SpoolError;
use crate::ledger::{BATCH_BYTES, Finished, Ledger, Size};
use database::Database;
use thread::{Command, Writer};

/// Requests that wait for the thread.
const COMMANDS: usize = 1_024;
/// Bytes of the events that wait for the thread: twice the largest request, so that one is read while another is written.
const HELD_BYTES: usize = 2 * BATCH_BYTES;

#[derive(Debug)]
pub(crate) struct Spool {
    commands: mpsc::Sender<Command>,
    held: Arc<Semaphore>,
}

impl Spool {
    /// Opens the spool in the folder, and starts its thread.
    pub(crate) fn open(folder: &Path, ledger: Arc<Ledger>) -> Result<Self, SpoolError> {
        let database = Database::open(folder)?;
        let (commands, received) = mpsc::channel(COMMANDS);
        let writer = Writer::new(database, ledger)?;
        let thread = std::thread::Builder::new().name("activity-spool".to_owned());
        thread.spawn(move || writer.run(received)).map_err(|error| SpoolError::Database {
            path: folder.to_owned(),
            reason: format!("no thread for it: {error}"),
        })?;
        Ok(Self { commands, held: Arc::new(Semaphore::new(HELD_BYTES)) })
    }

    pub(crate) async fn put(&self, batch: Batch, space: OwnedSemaphorePermit) -> Result<(), SpoolError> {
        // Bounds the memory of many sends at once. A larger batch waits for all of it.
        let bytes = Size::of(&batch.entries).cost.min(HELD_BYTES);
        let permits = u32::try_from(bytes).expect("HELD_BYTES is less than 4 GiB");
        let held = Arc::clone(&self.held).acquire_many_owned(permits).await;
        let held = held.map_err(|_| SpoolError::NotOpen)?;
        self.ask(|reply| Command::Put { batch, space, held, reply }).await
    }

    pub(crate) async fn take(&self) -> Result<Vec<Entry>, SpoolError> {
        self.ask(|reply| Command::Take { reply }).await
    }

    pub(crate) async fn finish(
        &self,
        finished: Finished,
        refused: Arc<Vec<Refused>>,
    ) -> Result<(), SpoolError> {
        self.ask(|reply| Command::Finish { finished, refused, reply }).await
    }

    /// Returns at most `limit` refused events after the sequence `after`.
    pub(crate) async fn refused(&self, after: i64, limit: usize) -> Result<Vec<Refused>, SpoolError> {
        self.ask(|reply| Command::Refused { after, limit, reply }).await
    }

    pub(crate) async fn remove_refused(&self, seqs: Vec<i64>) -> Result<(), SpoolError> {
        self.ask(|reply| Command::RemoveRefused { seqs, reply }).await
    }

    pub(crate) async fn checkpoint(&self, name: String) -> Result<Option<String>, SpoolError> {
        self.ask(|reply| Command::Checkpoint { name, reply }).await
    }

    pub(crate) async fn clear_checkpoint(&self, name: String) -> Result<(), SpoolError> {
        self.ask(|reply| Command::ClearCheckpoint { name, reply }).await
    }

    /// Ends the thread after the requests that wait. Without it, tasks that the runtime has not dropped yet would keep the
    /// spool locked.
    pub(crate) fn release(&self) {
        let (reply, _) = oneshot::channel();
        // A full channel: the thread ends when those tasks are dropped.
        let _ = self.commands.try_send(Command::Close { reply });
    }

    pub(crate) async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        if self.commands.send(Command::Close { reply }).await.is_ok() {
            let _ = closed.await;
        }
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<Result<T, SpoolError>>) -> Command,
    ) -> Result<T, SpoolError> {
        let (reply, answer) = oneshot::channel();
        // The thread ends only when the client is closed.
        self.commands.send(command(reply)).await.map_err(|_| SpoolError::NotOpen)?;
        answer.await.map_err(|_| SpoolError::NotOpen)?
    }
}
