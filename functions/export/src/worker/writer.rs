//! Reads rows, packs them, uploads parts, and keeps the record of how far it is.

use std::time::{Duration, Instant};

use bytes::Bytes;
use event_model::{OrganizationState, Timestamp};
use event_store::{
    EventReader, Export, ExportCheckpoint, ExportFiles, ExportProgress, ExportReport, ExportTail,
    ExportsBucket, FileKind, Order, Position, ReadBudget, ReadRequest, ReadSize, Step, UploadError,
};

use super::hash::FileHash;
use super::packer::{Packer, Rest};
use super::uploader::{Mark, Uploader};
use super::{Options, State, WorkerError, manifest};
use crate::links;

/// Rows between two looks at the clock.
const ROWS_PER_LOOK: u32 = 256;
/// How long the indexes may be behind the table.
const INDEX_DELAY: Duration = Duration::from_secs(1);
/// Events that occurred in this time before the request may still be on their way into the record when it
/// is made: products send in batches.
const RECENT: chrono::Duration = chrono::Duration::seconds(60);

/// How a writing ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The file is whole.
    Complete,
    /// Time was over; the checkpoint is up to date.
    Paused,
    /// What the checkpoint speaks of is not there.
    Lost,
}

/// One worker at one export.
pub(crate) struct Writer<'a> {
    state: &'a State,
    export: &'a Export,
    organization: OrganizationState,
    uploader: Uploader,
    /// None once its rest is a part.
    packer: Option<Packer>,
    mark: Mark,
    /// The position that the last checkpoint has.
    saved: Mark,
    tail: Option<ExportTail>,
    saved_at: Instant,
    reported_at: Instant,
}

impl<'a> Writer<'a> {
    /// Goes on from the export's checkpoint. Without a packer in what it returns, the checkpoint's tail
    /// or hash is lost.
    pub(crate) async fn open(
        state: &'a State,
        export: &'a Export,
        organization: OrganizationState,
    ) -> Result<Self, WorkerError> {
        let request = &export.request;
        let checkpoint = export.checkpoint.as_ref();
        let kind = FileKind { media_type: request.format.media_type(), file_name: "" };
        let hash = match checkpoint {
            Some(checkpoint) => FileHash::from_state(&checkpoint.hash),
            None => Some(FileHash::default()),
        };
        let is_hash_lost = hash.is_none();
        let uploader = Uploader::new(
            state.bucket.clone(),
            links::data_key(request, export.lease.fence),
            kind,
            links::file_name(request),
            checkpoint,
            hash.unwrap_or_default(),
        );
        let mark = checkpoint.map_or_else(Mark::default, |checkpoint| Mark {
            position: checkpoint.position.clone(),
            rows: checkpoint.rows,
        });
        let rest = match checkpoint {
            _ if is_hash_lost => None,
            None => Some(None),
            Some(checkpoint) => rest(&state.bucket, checkpoint).await?.map(Some),
        };
        let part_bytes = state.options.part_bytes;
        let packer = rest.map(|rest| Packer::new(export, part_bytes, rest)).transpose()?;
        let tail = checkpoint.and_then(|checkpoint| checkpoint.tail.clone());
        let now = Instant::now();
        let saved = mark.clone();
        Ok(Self {
            state,
            export,
            organization,
            uploader,
            packer,
            mark,
            saved,
            tail,
            saved_at: now,
            reported_at: now,
        })
    }

    /// Writes until the file is whole or it is time to stop.
    pub(crate) async fn write(&mut self, stop: Instant) -> Result<End, WorkerError> {
        if self.packer.is_none() {
            return Ok(End::Lost);
        }
        self.settle(self.state.options.settle.min(INDEX_DELAY)).await;
        match self.write_rows(stop).await {
            // Whichever part it was that found its upload gone, the last one included.
            Err(WorkerError::Upload(UploadError::Gone(_))) => Ok(End::Lost),
            ended => ended,
        }
    }

    async fn write_rows(&mut self, stop: Instant) -> Result<End, WorkerError> {
        if self.read(stop).await? {
            return self.complete().await;
        }
        self.arrive().await?;
        self.save_tail().await?;
        Ok(End::Paused)
    }

    /// Removes all that this worker has written of an export that is removed.
    pub(crate) async fn discard(&mut self) -> Result<(), WorkerError> {
        self.uploader.discard().await?;
        for key in self.tail_keys() {
            self.state.bucket.remove(&key).await?;
        }
        links::remove_objects(&self.state.bucket, self.export).await?;
        Ok(())
    }

    /// Returns the keys of this worker's tails: not those of other workers, which may still be written.
    fn tail_keys(&self) -> [String; 2] {
        links::tail_keys(&self.export.request, self.export.lease.fence)
    }

    /// Waits until `after` has passed since the export was requested.
    async fn settle(&self, after: Duration) {
        let requested_at = self.export.request.requested_at;
        let since = (self.state.clock.now() - requested_at.datetime()).to_std().unwrap_or_default();
        tokio::time::sleep(after.saturating_sub(since)).await;
    }

    /// Returns a reader that goes on after the mark.
    fn reader<'r>(&self, organization: &'r OrganizationState) -> EventReader<'r>
    where
        'a: 'r,
    {
        let request = &self.export.request;
        let state = self.state;
        EventReader::new(
            &state.store.events,
            ReadRequest {
                state: organization,
                filter: request.filter(),
                // Oldest first: what is about to expire is read before it does.
                order: Order::Ascending,
                after: self.mark.position.clone(),
                size: ReadSize::Bulk,
                budget: ReadBudget::UNBOUNDED,
                now: request.requested_at,
            },
        )
    }

    /// Reads and sends rows, and tells whether there are no more.
    ///
    /// Rows of the last minute are read when no write from before the request can be under way any more.
    /// Everything older is read meanwhile, so that the wait is over when a large export gets there.
    async fn read(&mut self, stop: Instant) -> Result<bool, WorkerError> {
        let request = &self.export.request;
        let organization = self.organization.clone();
        let recent = request.requested_at.minus(RECENT);
        let mut is_settled = request.range.to() <= recent
            || self.mark.position.as_ref().is_some_and(|position| position.time() >= recent);
        if is_settled && request.range.to() > recent {
            self.settle(self.state.options.settle).await;
        }
        let mut reader = self.reader(&organization);
        let mut rows_until_look = ROWS_PER_LOOK;
        loop {
            let step = reader.step().await?;
            let is_recent = match &step {
                Step::Event(event) => event.occurred_at >= recent,
                Step::End => true,
                _ => false,
            };
            if is_recent && !is_settled {
                is_settled = true;
                self.settle(self.state.options.settle).await;
                self.mark.position = Some(Position::before(recent));
                reader = self.reader(&organization);
                continue;
            }
            if step == Step::End {
                self.mark.position = reader.position().cloned().or(self.mark.position.take());
                return Ok(true);
            }
            if let Step::Event(event) = step {
                // It may have occurred before, but was not recorded when the export was requested.
                if event.recorded_at <= request.requested_at {
                    self.packer()?.row(*event)?;
                    self.mark.rows += 1;
                }
            }
            let part = self.uploader.next_part();
            if self.packer()?.is_full(part) {
                self.mark.position = reached(&reader, is_settled, recent);
                self.arrive().await?;
                let bytes = self.packer()?.take_part(part)?;
                self.uploader.send(bytes, self.mark.clone());
            }
            rows_until_look -= 1;
            if rows_until_look == 0 {
                rows_until_look = ROWS_PER_LOOK;
                self.mark.position = reached(&reader, is_settled, recent);
                if Instant::now() >= stop {
                    return Ok(false);
                }
                self.look().await?;
            }
        }
    }

    fn packer(&mut self) -> Result<&mut Packer, WorkerError> {
        self.packer.as_mut().ok_or_else(|| WorkerError::Encoding("the rows are packed already".into()))
    }

    /// Does what is due now and then.
    async fn look(&mut self) -> Result<(), WorkerError> {
        let Options { report_every, checkpoint_every, .. } = self.state.options;
        if self.uploader.has_arrived() {
            self.arrive().await?;
        }
        if self.saved_at.elapsed() >= checkpoint_every {
            self.arrive().await?;
            self.save_tail().await?;
        }
        if self.reported_at.elapsed() >= report_every {
            self.report(None).await?;
        }
        // Whatever else this thread has to do, reading ahead among it.
        tokio::task::yield_now().await;
        Ok(())
    }

    /// Waits for the part that is under way, if any, and makes it a checkpoint.
    async fn arrive(&mut self) -> Result<(), WorkerError> {
        let Some(checkpoint) = self.uploader.arrive().await? else { return Ok(()) };
        self.save(checkpoint).await
    }

    /// Makes a checkpoint of what is not a part yet, if there is anything new since the last.
    async fn save_tail(&mut self) -> Result<(), WorkerError> {
        if self.mark.position == self.saved.position {
            return Ok(());
        }
        let Rest { bytes, sealed } = self.packer()?.rest();
        // Not over the one that the last checkpoint speaks of.
        let free =
            self.tail_keys().into_iter().find(|key| self.tail.as_ref().is_none_or(|tail| tail.key != *key));
        let key = free.unwrap_or_default();
        let kind = FileKind { media_type: "application/octet-stream", file_name: "tail" };
        self.state.bucket.put(&key, kind, Bytes::from(bytes)).await?;
        let mut checkpoint = self.uploader.checkpoint(self.mark.clone());
        checkpoint.tail = Some(ExportTail { key, sealed: sealed as u64 });
        self.save(checkpoint).await
    }

    async fn save(&mut self, checkpoint: ExportCheckpoint) -> Result<(), WorkerError> {
        self.report(Some(&checkpoint)).await?;
        let old = std::mem::replace(&mut self.tail, checkpoint.tail);
        self.saved = Mark { position: checkpoint.position, rows: checkpoint.rows };
        self.saved_at = Instant::now();
        match old {
            Some(old) => Ok(self.state.bucket.remove(&old.key).await?),
            None => Ok(()),
        }
    }

    async fn report(&mut self, checkpoint: Option<&ExportCheckpoint>) -> Result<(), WorkerError> {
        let (progress, until) = (self.progress(), self.state.lease_until());
        self.state
            .store
            .control
            .exports_report(self.export, ExportReport { progress, checkpoint, until })
            .await?;
        self.reported_at = Instant::now();
        Ok(())
    }

    fn progress(&self) -> ExportProgress {
        let reached = self.mark.position.as_ref().map(Position::time);
        let pending = self.packer.as_ref().map_or(0, Packer::pending_bytes);
        ExportProgress { reached, rows: self.mark.rows, bytes: self.uploader.bytes() + pending }
    }

    /// Ends the file.
    async fn complete(&mut self) -> Result<End, WorkerError> {
        self.arrive().await?;
        let fresh = self.uploader.upload().is_none();
        let packer =
            self.packer.take().ok_or_else(|| WorkerError::Encoding("it is packed already".into()))?;
        let rest = packer.finish(fresh)?;
        if fresh {
            self.uploader.put_whole(rest).await?;
        } else {
            if !rest.is_empty() {
                self.uploader.send(rest, self.mark.clone());
                self.arrive().await?;
            }
            if !self.uploader.complete().await? {
                return Ok(End::Lost);
            }
        }
        let progress = ExportProgress {
            reached: Some(self.export.request.range.to()),
            rows: self.mark.rows,
            bytes: self.uploader.bytes(),
        };
        let sha256 = self.uploader.sha256();
        let manifest_key =
            manifest::put(self.state, &self.organization, self.export, progress, &sha256).await?;
        let files = ExportFiles { data_key: self.uploader.key().to_owned(), manifest_key, sha256 };
        self.state.store.control.exports_complete(self.export, progress, &files, self.state.now()).await?;
        if let Some(tail) = self.tail.take() {
            self.state.bucket.remove(&tail.key).await?;
        }
        Ok(End::Complete)
    }
}

/// Returns how far a reader is, but not further than `recent` before the rows from there on have settled: it
/// may have skipped some of them.
fn reached(reader: &EventReader<'_>, is_settled: bool, recent: Timestamp) -> Option<Position> {
    let position = reader.position().cloned();
    if is_settled { position } else { position.min(Some(Position::before(recent))) }
}

/// Returns what a checkpoint has beside its parts, or none where it is gone.
async fn rest(bucket: &ExportsBucket, checkpoint: &ExportCheckpoint) -> Result<Option<Rest>, WorkerError> {
    let Some(ExportTail { key, sealed }) = &checkpoint.tail else {
        return Ok(Some(Rest { bytes: Vec::new(), sealed: 0 }));
    };
    let bytes = bucket.get(key).await?;
    Ok(bytes.map(|bytes| Rest {
        bytes: Vec::from(bytes),
        sealed: usize::try_from(*sealed).unwrap_or(usize::MAX),
    }))
}
