//! Uploads parts while the next one is written.

use bytes::Bytes;
use event_store::{
    ExportCheckpoint, ExportUpload, ExportsBucket, FileKind, Position, StoreError, UploadError, UploadedPart,
};
use tokio::task::JoinHandle;

use super::WorkerError;
use super::hash::FileHash;

/// Where a worker stood in its reading.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mark {
    pub(crate) position: Option<Position>,
    pub(crate) rows: u64,
}

/// The parts of a file, of which one at a time is under way: two would hold twice the memory and, on the
/// network of one function, be no faster.
pub(crate) struct Uploader {
    bucket: ExportsBucket,
    key: String,
    media_type: &'static str,
    file_name: String,
    upload: Option<ExportUpload>,
    bytes: u64,
    hash: FileHash,
    under_way: Option<UnderWay>,
}

struct UnderWay {
    task: JoinHandle<Result<Sent, UploadError>>,
    mark: Mark,
}

struct Sent {
    upload_id: String,
    part: UploadedPart,
    hash: FileHash,
    bytes: u64,
}

impl Drop for Uploader {
    fn drop(&mut self) {
        // A worker that gave up must not go on uploading behind the back of the next.
        if let Some(UnderWay { task, .. }) = &self.under_way {
            task.abort();
        }
    }
}

impl Uploader {
    /// Goes on after `checkpoint`, whose hash is `hash`. `key` is that of a file that this worker begins.
    pub(crate) fn new(
        bucket: ExportsBucket,
        key: String,
        kind: FileKind<'static>,
        file_name: String,
        checkpoint: Option<&ExportCheckpoint>,
        hash: FileHash,
    ) -> Self {
        let upload = checkpoint.and_then(|checkpoint| checkpoint.upload.clone());
        Self {
            bucket,
            // An upload makes the object that it was begun for.
            key: upload.as_ref().map_or(key, |upload| upload.key.clone()),
            media_type: kind.media_type,
            file_name,
            upload,
            bytes: checkpoint.map_or(0, |checkpoint| checkpoint.bytes),
            hash,
            under_way: None,
        }
    }

    /// Returns the key of the file.
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Returns the number of the next part, the first being 1.
    pub(crate) fn next_part(&self) -> usize {
        let done = self.upload.as_ref().map_or(0, |upload| upload.parts.len());
        done + usize::from(self.under_way.is_some()) + 1
    }

    /// Tells whether a part has arrived of which nobody was told yet.
    pub(crate) fn has_arrived(&self) -> bool {
        self.under_way.as_ref().is_some_and(|under_way| under_way.task.is_finished())
    }

    /// Returns the bytes of the parts that have arrived.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the upload, once its first part has arrived.
    pub(crate) fn upload(&self) -> Option<&ExportUpload> {
        self.upload.as_ref()
    }

    /// Sends a part, all rows of which lie before `mark`. The one before has to have arrived.
    pub(crate) fn send(&mut self, part: Vec<u8>, mark: Mark) {
        let (bucket, key) = (self.bucket.clone(), self.key.clone());
        let (media_type, file_name) = (self.media_type, self.file_name.clone());
        let (upload, number, mut hash) = (self.upload.clone(), self.next_part(), self.hash.clone());
        let task = tokio::spawn(async move {
            hash.add(&part);
            let bytes = part.len() as u64;
            let kind = FileKind { media_type, file_name: &file_name };
            let upload_id = match upload {
                Some(upload) => upload.id,
                None => bucket.upload_begin(&key, kind).await?,
            };
            let part = bucket.upload_part(&key, &upload_id, number, Bytes::from(part)).await?;
            Ok(Sent { upload_id, part, hash, bytes })
        });
        self.under_way = Some(UnderWay { task, mark });
    }

    /// Waits for the part that is under way, and returns the checkpoint that it makes.
    pub(crate) async fn arrive(&mut self) -> Result<Option<ExportCheckpoint>, WorkerError> {
        let Some(UnderWay { task, mark }) = &mut self.under_way else { return Ok(None) };
        let Sent { upload_id, part, hash, bytes } = task.await??;
        let mark = std::mem::take(mark);
        self.under_way = None;
        let key = &self.key;
        let upload = self.upload.get_or_insert_with(|| ExportUpload {
            id: upload_id,
            key: key.clone(),
            parts: Vec::new(),
        });
        upload.parts.push(part);
        self.hash = hash;
        self.bytes += bytes;
        Ok(Some(self.checkpoint(mark)))
    }

    /// Returns the checkpoint of the parts that have arrived, up to `mark`.
    pub(crate) fn checkpoint(&self, mark: Mark) -> ExportCheckpoint {
        let Mark { position, rows } = mark;
        ExportCheckpoint {
            position,
            rows,
            upload: self.upload.clone(),
            bytes: self.bytes,
            hash: self.hash.to_state(),
            tail: None,
        }
    }

    /// Writes a file that is too small for parts, and returns its hash.
    pub(crate) async fn put_whole(&mut self, file: Vec<u8>) -> Result<(), StoreError> {
        self.hash.add(&file);
        self.bytes = file.len() as u64;
        let kind = FileKind { media_type: self.media_type, file_name: &self.file_name };
        self.bucket.put(&self.key, kind, Bytes::from(file)).await
    }

    /// Makes the parts one file. False where S3 has neither the parts nor the file.
    pub(crate) async fn complete(&self) -> Result<bool, WorkerError> {
        let Some(upload) = &self.upload else { return Ok(true) };
        match self.bucket.upload_complete(upload).await {
            Ok(()) => Ok(true),
            // Somebody may have done it already, and ended before saying so.
            Err(UploadError::Gone(_)) => Ok(self.bucket.length(&self.key).await? == Some(self.bytes)),
            Err(UploadError::Store(error)) => Err(error.into()),
        }
    }

    /// Ends the upload and removes its parts, the one under way included.
    pub(crate) async fn discard(&mut self) -> Result<(), WorkerError> {
        let under_way = match self.under_way.take() {
            Some(UnderWay { task, .. }) => task.await?.ok().map(|sent| sent.upload_id),
            None => None,
        };
        match self.upload.as_ref().map(|upload| upload.id.clone()).or(under_way) {
            Some(id) => Ok(self.bucket.upload_abort(&self.key, &id).await?),
            None => Ok(()),
        }
    }

    /// Returns the hash of the file, in hex.
    pub(crate) fn sha256(&self) -> String {
        self.hash.clone().finish()
    }
}
