//! Reads rows, packs them, uploads the parts, and writes checkpoints.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use event_model::{Catalog, OrganizationState, Timestamp};
use event_store::{
    EventReader, Export, ExportCheckpoint, ExportFiles, ExportProgress, ExportReport, ExportTail,
    ExportsBucket, FileKind, Order, Position, ReadMark, ReadRequest, ReadSize, Step, UploadError,
};

use super::hash::FileHash;
use super::packer::{Packer, Tail};
use super::uploader::Uploader;
use super::{Options, State, WorkerError, manifest};
use crate::files;

/// Rows between two calls of [`Writer::housekeep`].
const HOUSEKEEPING_ROWS: u32 = 256;
/// Maximum delay between a write to the table and its visibility in the indexes.
const INDEX_DELAY: Duration = Duration::from_secs(1);
/// Events that occurred this long before the request may still be written when it is made, because products send
/// in batches.
const RECENT: chrono::Duration = chrono::Duration::seconds(60);

/// Why a worker stopped writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// The file is complete.
    Complete,
    /// The deadline is near; the checkpoint is up to date.
    Paused,
    /// Objects or the hash of the checkpoint are lost.
    Lost,
}

/// Writes one export.
pub(crate) struct Writer<'a> {
    state: &'a State,
    export: &'a Export,
    organization: OrganizationState,
    /// Has every type that was registered at the time of the request.
    catalog: Arc<Catalog>,
    uploader: Uploader,
    /// `None` if the tail or the hash of the checkpoint is lost, and once the file is packed.
    packer: Option<Packer>,
    mark: ReadMark,
    /// The mark of the last checkpoint.
    saved: ReadMark,
    tail: Option<ExportTail>,
    saved_at: Instant,
    reported_at: Instant,
}

impl<'a> Writer<'a> {
    /// Creates a writer that resumes from the checkpoint of the export.
    pub(crate) async fn open(
        state: &'a State,
        export: &'a Export,
        organization: OrganizationState,
    ) -> Result<Self, WorkerError> {
        let request = &export.request;
        let catalog = state.store.catalog.refresh(state.now()).await?;
        let checkpoint = export.checkpoint.as_ref();
        let kind = FileKind { media_type: request.format.media_type(), file_name: "" };
        let hash = match checkpoint {
            Some(checkpoint) => FileHash::from_state(&checkpoint.hash),
            None => Some(FileHash::default()),
        };
        let is_hash_lost = hash.is_none();
        let uploader = Uploader::new(
            state.bucket.clone(),
            files::data_key(request, export.lease.fence),
            kind,
            files::data_name(request),
            checkpoint,
            hash.unwrap_or_default(),
        );
        let mark = checkpoint.map(|checkpoint| checkpoint.mark.clone()).unwrap_or_default();
        let stored = match checkpoint {
            _ if is_hash_lost => None,
            None => Some(None),
            Some(checkpoint) => stored_tail(&state.bucket, checkpoint).await?.map(Some),
        };
        let part_bytes = state.options.part_bytes;
        let packer = stored.map(|tail| Packer::new(export, catalog.clone(), part_bytes, tail)).transpose()?;
        let tail = checkpoint.and_then(|checkpoint| checkpoint.tail.clone());
        let now = Instant::now();
        let saved = mark.clone();
        Ok(Self {
            state,
            export,
            organization,
            catalog,
            uploader,
            packer,
            mark,
            saved,
            tail,
            saved_at: now,
            reported_at: now,
        })
    }

    /// Writes until the file is complete or `stop`.
    pub(crate) async fn write(&mut self, stop: Instant) -> Result<End, WorkerError> {
        if self.packer.is_none() {
            return Ok(End::Lost);
        }
        self.await_index_consistency(self.state.options.recent_rows_delay.min(INDEX_DELAY)).await;
        match self.write_rows(stop).await {
            Err(WorkerError::Upload(UploadError::Gone(_))) => Ok(End::Lost),
            ended => ended,
        }
    }

    async fn write_rows(&mut self, stop: Instant) -> Result<End, WorkerError> {
        if self.read(stop).await? {
            return self.complete().await;
        }
        self.finish_upload().await?;
        self.save_tail().await?;
        Ok(End::Paused)
    }

    /// Removes every object of a deleted export.
    pub(crate) async fn discard(&mut self) -> Result<(), WorkerError> {
        self.uploader.discard().await?;
        for key in self.tail_keys() {
            self.state.bucket.remove(&key).await?;
        }
        files::remove(&self.state.bucket, self.export).await?;
        Ok(())
    }

    /// Returns the keys of the tails of this worker only: its predecessor may still write its own.
    fn tail_keys(&self) -> [String; 2] {
        files::tail_keys(&self.export.request, self.export.lease.fence)
    }

    /// Waits until `delay` has passed since the request.
    async fn await_index_consistency(&self, delay: Duration) {
        let requested_at = self.export.request.requested_at;
        let since = (self.state.clock.now() - requested_at.datetime()).to_std().unwrap_or_default();
        tokio::time::sleep(delay.saturating_sub(since)).await;
    }

    /// Returns a reader that continues after the mark, with the retention as of the request.
    fn reader(&self) -> EventReader<'a> {
        let (state, request) = (self.state, &self.export.request);
        let settings = request.settings(&self.organization.settings);
        EventReader::new(
            &state.store.events,
            ReadRequest {
                state: &OrganizationState { settings, ..self.organization.clone() },
                filter: request.filter(&self.catalog),
                // Oldest first: events that expire soon are read before they do.
                order: Order::Ascending,
                after: self.mark.position.clone(),
                size: ReadSize::Bulk,
                now: request.requested_at,
            },
        )
    }

    /// Reads and uploads rows. Returns `true` if there are no more.
    ///
    /// Recent rows are read only once every write from before the request has finished. Older rows are read
    /// meanwhile, so a large export does not wait.
    async fn read(&mut self, stop: Instant) -> Result<bool, WorkerError> {
        let request = &self.export.request;
        let recent = request.requested_at.minus(RECENT);
        let mut is_consistent = request.range.to() <= recent
            || self.mark.position.as_ref().is_some_and(|position| position.time() >= recent);
        if is_consistent && request.range.to() > recent {
            self.await_index_consistency(self.state.options.recent_rows_delay).await;
        }
        let mut reader = self.reader();
        let mut rows_left = HOUSEKEEPING_ROWS;
        loop {
            let step = reader.next().await?;
            let is_recent = match &step {
                Step::Event(event) => event.occurred_at >= recent,
                Step::End => true,
                _ => false,
            };
            if is_recent && !is_consistent {
                is_consistent = true;
                self.await_index_consistency(self.state.options.recent_rows_delay).await;
                self.mark.position = Some(Position::before(recent));
                reader = self.reader();
                continue;
            }
            if step == Step::End {
                self.mark.position = reader.position().cloned().or(self.mark.position.take());
                return Ok(true);
            }
            if let Step::Event(event) = step {
                // A late event can occur before the request and be recorded after it.
                if event.recorded_at <= request.requested_at {
                    self.packer()?.row(*event)?;
                    self.mark.rows += 1;
                }
            }
            let part = self.uploader.next_part();
            if self.packer()?.is_full(part) {
                self.mark.position = reached(&reader, is_consistent, recent);
                self.finish_upload().await?;
                let bytes = self.packer()?.take_part(part)?;
                self.uploader.send(bytes, self.mark.clone());
            }
            rows_left -= 1;
            if rows_left == 0 {
                rows_left = HOUSEKEEPING_ROWS;
                self.mark.position = reached(&reader, is_consistent, recent);
                if Instant::now() >= stop {
                    return Ok(false);
                }
                self.housekeep().await?;
            }
        }
    }

    fn packer(&mut self) -> Result<&mut Packer, WorkerError> {
        self.packer.as_mut().ok_or_else(|| WorkerError::encoding("the file is packed already"))
    }

    /// Finishes an uploaded part, and writes the checkpoint and the progress that are due.
    async fn housekeep(&mut self) -> Result<(), WorkerError> {
        let Options { report_every, checkpoint_every, .. } = self.state.options;
        if self.uploader.is_part_finished() {
            self.finish_upload().await?;
        }
        if self.saved_at.elapsed() >= checkpoint_every {
            self.finish_upload().await?;
            self.save_tail().await?;
        }
        if self.reported_at.elapsed() >= report_every {
            self.report(None).await?;
        }
        // Lets the prefetch of the reader run.
        tokio::task::yield_now().await;
        Ok(())
    }

    /// Waits for the part in flight, if any, and writes the checkpoint after it.
    async fn finish_upload(&mut self) -> Result<(), WorkerError> {
        let Some(checkpoint) = self.uploader.finish_part().await? else { return Ok(()) };
        self.save(checkpoint).await
    }

    /// Writes a checkpoint of the rows that are not in a part yet, if the mark moved since the last one.
    async fn save_tail(&mut self) -> Result<(), WorkerError> {
        if self.mark.position == self.saved.position {
            return Ok(());
        }
        let Tail { bytes, sealed } = self.packer()?.tail();
        // The other key, because the last checkpoint still refers to its tail.
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
        self.saved = checkpoint.mark;
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

    /// Uploads the last part and the manifest, and records that the export is ready.
    async fn complete(&mut self) -> Result<End, WorkerError> {
        self.finish_upload().await?;
        let is_whole_file = self.uploader.upload().is_none();
        let packer = self.packer.take().ok_or_else(|| WorkerError::encoding("the file is packed already"))?;
        let last = packer.finish(is_whole_file)?;
        if is_whole_file {
            self.uploader.put_whole(last).await?;
        } else {
            if !last.is_empty() {
                self.uploader.send(last, self.mark.clone());
                self.finish_upload().await?;
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
            manifest::put(self.state, &self.organization, &self.catalog, self.export, progress, &sha256)
                .await?;
        let files = ExportFiles { data_key: self.uploader.key().to_owned(), manifest_key, sha256 };
        self.state.store.control.exports_complete(self.export, progress, &files, self.state.now()).await?;
        if let Some(tail) = self.tail.take() {
            self.state.bucket.remove(&tail.key).await?;
        }
        Ok(End::Complete)
    }
}

/// Returns the position of a reader, but at most `recent` before the recent rows are consistent: the reader may have
/// missed some of them.
fn reached(reader: &EventReader<'_>, is_consistent: bool, recent: Timestamp) -> Option<Position> {
    let position = reader.position().cloned();
    if is_consistent { position } else { position.min(Some(Position::before(recent))) }
}

/// Returns the rows of a checkpoint that are not in its parts; `None` if their object is lost.
async fn stored_tail(
    bucket: &ExportsBucket,
    checkpoint: &ExportCheckpoint,
) -> Result<Option<Tail>, WorkerError> {
    let Some(ExportTail { key, sealed }) = &checkpoint.tail else {
        return Ok(Some(Tail { bytes: Vec::new(), sealed: 0 }));
    };
    let bytes = bucket.get(key).await?;
    Ok(bytes.map(|bytes| Tail {
        bytes: Vec::from(bytes),
        sealed: usize::try_from(*sealed).unwrap_or(usize::MAX),
    }))
}
