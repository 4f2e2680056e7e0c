//! Reads rows, packs them, uploads parts, and keeps the record of how far it is.

use std::time::Instant;

use bytes::Bytes;
use event_model::OrganizationState;
use event_store::{
    EventReader, Export, ExportCheckpoint, ExportProgress, ExportReport, ExportTail, ExportsBucket, FileKind,
    Order, Position, ReadRequest, ReadSize, Step, UploadError,
};

use super::packer::{Packer, Rest};
use super::uploader::{Mark, Uploader};
use super::{Options, State, WorkerError, manifest};
use crate::links;

/// Rows between two looks at the clock.
const ROWS_PER_LOOK: u32 = 256;

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
    /// Goes on from the export's checkpoint. Without a packer in what it returns, the checkpoint's tail is
    /// lost.
    pub(crate) async fn open(
        state: &'a State,
        export: &'a Export,
        organization: OrganizationState,
    ) -> Result<Self, WorkerError> {
        let request = &export.request;
        let checkpoint = export.checkpoint.as_ref();
        let kind = FileKind { media_type: request.format.media_type(), file_name: "" };
        let uploader = Uploader::new(
            state.bucket.clone(),
            links::file_key(request),
            kind,
            links::file_name(request),
            checkpoint,
        )?;
        let mark = checkpoint.map_or_else(Mark::default, |checkpoint| Mark {
            position: checkpoint.position.clone(),
            rows: checkpoint.rows,
        });
        let rest = match checkpoint {
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
        self.settle().await;
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
        let request = &self.export.request;
        let name = |letter: &str| format!("tail-{}-{letter}", self.export.lease.fence);
        ["a", "b"].map(|letter| ExportsBucket::key(&request.organization_id, &request.id, &name(letter)))
    }

    /// Waits until the indexes have what was recorded when the export was asked for.
    async fn settle(&self) {
        let asked_at = self.export.request.asked_at;
        let since = (self.state.clock.now() - asked_at.datetime()).to_std().unwrap_or_default();
        tokio::time::sleep(self.state.options.settle.saturating_sub(since)).await;
    }

    /// Reads and sends rows, and tells whether there are no more.
    async fn read(&mut self, stop: Instant) -> Result<bool, WorkerError> {
        let request = &self.export.request;
        let organization = self.organization.clone();
        let mut reader = EventReader::new(
            &self.state.store,
            ReadRequest {
                state: &organization,
                filter: request.filter(),
                // Oldest first: what is about to expire is read before it does.
                order: Order::Ascending,
                after: self.mark.position.clone(),
                size: ReadSize::Bulk,
                now: request.asked_at,
            },
        );
        let mut rows_until_look = ROWS_PER_LOOK;
        loop {
            let step = reader.step().await?;
            if step == Step::End {
                self.mark.position = reader.position().cloned().or(self.mark.position.take());
                return Ok(true);
            }
            if let Step::Event(event) = step {
                // It may have occurred before, but was not known yet when the export was asked for.
                if event.recorded_at <= request.asked_at {
                    self.packer()?.row(*event)?;
                    self.mark.rows += 1;
                }
            }
            let part = self.uploader.next_part();
            if self.packer()?.is_full(part) {
                self.mark.position = reader.position().cloned();
                self.arrive().await?;
                let bytes = self.packer()?.take_part(part)?;
                self.uploader.send(bytes, self.mark.clone());
            }
            rows_until_look -= 1;
            if rows_until_look == 0 {
                rows_until_look = ROWS_PER_LOOK;
                self.mark.position = reader.position().cloned();
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
        self.state.store.exports_report(self.export, ExportReport { progress, checkpoint, until }).await?;
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
        manifest::put(self.state, &self.organization, self.export, progress, &sha256).await?;
        self.state.store.exports_complete(self.export, progress, &sha256, self.state.now()).await?;
        if let Some(tail) = self.tail.take() {
            self.state.bucket.remove(&tail.key).await?;
        }
        Ok(End::Complete)
    }
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
