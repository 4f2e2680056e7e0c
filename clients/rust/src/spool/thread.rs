//! The thread that owns the database of a spool.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, mpsc, oneshot};

use super::database::Database;
use crate::entry::{Batch, Entry, Refused};
use crate::error::SpoolError;
use crate::ledger::{Finished, Ledger, RefusedSize, Size};

/// Requests that are committed together.
const GROUP: usize = 1_024;

type Reply<T> = oneshot::Sender<Result<T, SpoolError>>;

#[derive(Debug)]
pub(super) enum Command {
    Put { batch: Batch, space: OwnedSemaphorePermit, held: OwnedSemaphorePermit, reply: Reply<()> },
    Finish { finished: Finished, refused: Arc<Vec<Refused>>, reply: Reply<()> },
    Take { reply: Reply<Vec<Entry>> },
    Refused { after: i64, limit: usize, reply: Reply<Vec<Refused>> },
    RemoveRefused { seqs: Vec<i64>, reply: Reply<()> },
    Checkpoint { name: String, reply: Reply<Option<String>> },
    ClearCheckpoint { name: String, reply: Reply<()> },
    Close { reply: oneshot::Sender<()> },
}

/// A change that is written but not committed.
enum Written {
    Put { last_seq: i64, size: Size, refused: u64, space: OwnedSemaphorePermit, reply: Reply<()> },
    Finished { finished: Finished, reply: Reply<()> },
}

pub(super) struct Writer {
    database: Database,
    ledger: Arc<Ledger>,
    /// Sequence of the newest stored event.
    last_seq: i64,
    /// Sequence of the newest event that was taken to be sent.
    taken_seq: i64,
    refused: RefusedSize,
}

impl Writer {
    pub(super) fn new(database: Database, ledger: Arc<Ledger>) -> Result<Self, SpoolError> {
        let last_seq = database.last_seq()?;
        let refused = database.refused_size()?;
        ledger.replayed(last_seq, database.pending()?, refused);
        Ok(Self { database, ledger, last_seq, taken_seq: 0, refused })
    }

    pub(super) fn run(mut self, mut commands: mpsc::Receiver<Command>) {
        while let Some(first) = commands.blocking_recv() {
            let mut group = vec![first];
            while group.len() < GROUP
                && let Ok(next) = commands.try_recv()
            {
                group.push(next);
            }
            let (changes, reads): (Vec<_>, Vec<_>) = group
                .into_iter()
                .partition(|command| matches!(command, Command::Put { .. } | Command::Finish { .. }));
            // Reads come after the commit: an event that is not on the disk must not be sent, since its sender may
            // still be told that it was not accepted.
            if !changes.is_empty() {
                self.change(changes);
            }
            for read in reads {
                if let Some(closed) = self.read(read) {
                    drop(self);
                    let _ = closed.send(());
                    return;
                }
            }
        }
    }

    /// Writes changes in one transaction. Their senders get the same result: all changes are stored, or none.
    fn change(&mut self, changes: Vec<Command>) {
        let before = (self.last_seq, self.refused);
        let mut written = Vec::with_capacity(changes.len());
        let mut result = self.database.begin();
        for change in changes {
            let (wrote, change) = self.write(change, result.is_ok());
            result = result.and(wrote);
            written.push(change);
        }
        let result = result.and_then(|()| self.database.commit());
        if result.is_err() {
            self.database.roll_back();
            (self.last_seq, self.refused) = before;
        }
        for change in written {
            match (change, &result) {
                (Written::Put { last_seq, size, refused, space, reply }, Ok(())) => {
                    space.forget();
                    self.ledger.accepted(last_seq, size);
                    self.ledger.set_refused(refused, self.refused);
                    let _ = reply.send(Ok(()));
                }
                (Written::Finished { finished, reply }, Ok(())) => {
                    self.ledger.set_refused(0, self.refused);
                    self.ledger.finished(&finished);
                    let _ = reply.send(Ok(()));
                }
                (Written::Put { reply, .. } | Written::Finished { reply, .. }, Err(error)) => {
                    let _ = reply.send(Err(error.clone()));
                }
            }
        }
    }

    fn write(&mut self, change: Command, go_on: bool) -> (Result<(), SpoolError>, Written) {
        match change {
            Command::Put { mut batch, space, held, reply } => {
                let size = Size::of(&batch.entries);
                let refused = batch.refused.len() as u64;
                let wrote = if go_on { self.put(&mut batch) } else { Ok(()) };
                drop((batch, held));
                (wrote, Written::Put { last_seq: self.last_seq, size, refused, space, reply })
            }
            Command::Finish { finished, refused, reply } => {
                let wrote = if go_on { self.finish(&finished, &refused) } else { Ok(()) };
                (wrote, Written::Finished { finished, reply })
            }
            _ => unreachable!("only changes are written"),
        }
    }

    fn put(&mut self, batch: &mut Batch) -> Result<(), SpoolError> {
        for entry in &batch.entries {
            self.last_seq += 1;
            self.database.insert(self.last_seq, entry)?;
        }
        for refused in &mut batch.refused {
            self.last_seq += 1;
            refused.seq = self.last_seq;
            self.database.insert_refused(refused)?;
            self.refused.add(refused);
        }
        match &batch.checkpoint {
            Some((name, value)) => self.database.set_checkpoint(name, value),
            None => Ok(()),
        }
    }

    fn finish(&mut self, finished: &Finished, refused: &[Refused]) -> Result<(), SpoolError> {
        for refused in refused {
            self.database.insert_refused(refused)?;
            self.refused.add(refused);
        }
        self.database.remove(&finished.seqs)
    }

    /// Answers a read. Returns the reply of a request to close.
    fn read(&mut self, read: Command) -> Option<oneshot::Sender<()>> {
        match read {
            Command::Take { reply } => {
                let taken = self.take();
                let _ = reply.send(taken);
            }
            Command::Refused { after, limit, reply } => {
                let _ = reply.send(self.database.refused(after, limit));
            }
            Command::RemoveRefused { seqs, reply } => {
                let _ = reply.send(self.remove_refused(&seqs));
            }
            Command::Checkpoint { name, reply } => {
                let _ = reply.send(self.database.checkpoint(&name));
            }
            Command::ClearCheckpoint { name, reply } => {
                let _ = reply.send(self.database.clear_checkpoint(&name));
            }
            Command::Close { reply } => return Some(reply),
            Command::Put { .. } | Command::Finish { .. } => unreachable!("changes are written before"),
        }
        None
    }

    fn remove_refused(&mut self, seqs: &[i64]) -> Result<(), SpoolError> {
        let removed = self.database.begin().and_then(|()| self.database.remove_refused(seqs));
        if let Err(error) = removed.and_then(|()| self.database.commit()) {
            self.database.roll_back();
            return Err(error);
        }
        self.refused = self.database.refused_size()?;
        self.ledger.set_refused(0, self.refused);
        Ok(())
    }

    fn take(&mut self) -> Result<Vec<Entry>, SpoolError> {
        let taken = self.database.after(self.taken_seq)?;
        self.ledger.taken(&taken);
        if let Some(last) = taken.last() {
            self.taken_seq = last.seq;
        }
        Ok(taken)
    }
}
