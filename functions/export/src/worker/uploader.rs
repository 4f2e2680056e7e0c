//! Uploads a part while the next one is packed.

use bytes::Bytes;
use event_store::{
    ExportCheckpoint, ExportUpload, ExportsBucket, FileKind, ReadMark, StoreError, UploadError, UploadedPart,
};
use tokio::task::JoinHandle;

use super::WorkerError;
use super::hash::FileHash;

/// Uploads the parts of a file, one at a time: two at once need twice the memory and are not faster on the network
/// of one function.
pub(crate) struct Uploader {
    bucket: ExportsBucket,
    key: String,
    media_type: &'static str,
    file_name: String,
    upload: Option<ExportUpload>,
    bytes: u64,
    hash: FileHash,
    in_flight: Option<InFlight>,
}

struct InFlight {
    task: JoinHandle<Result<SentPart, UploadError>>,
    mark: ReadMark,
}

struct SentPart {
    upload_id: String,
    part: UploadedPart,
    hash: FileHash,
    bytes: u64,
}

impl Drop for Uploader {
    fn drop(&mut self) {
        // A worker that stopped must not upload at the same time as its successor.
        if let Some(InFlight { task, .. }) = &self.in_flight {
            task.abort();
        }
    }
}

impl Uploader {
    /// Creates an uploader that continues after `checkpoint`, whose hash is `hash`; `key` is the key of a new file.
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
            // An upload keeps the key with which it was created.
            key: upload.as_ref().map_or(key, |upload| upload.key.clone()),
            media_type: kind.media_type,
            file_name,
            upload,
            bytes: checkpoint.map_or(0, |checkpoint| checkpoint.bytes),
            hash,
            in_flight: None,
        }
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Returns the 1-based number of the next part.
    pub(crate) fn next_part(&self) -> usize {
        let done = self.upload.as_ref().map_or(0, |upload| upload.parts.len());
        done + usize::from(self.in_flight.is_some()) + 1
    }

    /// Returns `true` if [`finish_part`](Self::finish_part) would not wait for the part in flight.
    pub(crate) fn is_part_finished(&self) -> bool {
        self.in_flight.as_ref().is_some_and(|part| part.task.is_finished())
    }

    /// Returns the number of bytes that are uploaded.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns the upload; `None` before its first part is finished.
    pub(crate) fn upload(&self) -> Option<&ExportUpload> {
        self.upload.as_ref()
    }

    /// Starts the upload of a part whose rows lie before `mark`. The previous part must be finished.
    pub(crate) fn send(&mut self, part: Vec<u8>, mark: ReadMark) {
        let (bucket, key) = (self.bucket.clone(), self.key.clone());
        let (media_type, file_name) = (self.media_type, self.file_name.clone());
        let (upload, number, mut hash) = (self.upload.clone(), self.next_part(), self.hash.clone());
        let task = tokio::spawn(async move {
            hash.add(&part);
            let bytes = part.len() as u64;
            let kind = FileKind { media_type, file_name: &file_name };
            let upload_id = match upload {
                Some(upload) => upload.id,
                None => bucket.upload_create(&key, kind).await?,
            };
            let part = bucket.upload_part(&key, &upload_id, number, Bytes::from(part)).await?;
            Ok(SentPart { upload_id, part, hash, bytes })
        });
        self.in_flight = Some(InFlight { task, mark });
    }

    /// Waits for the part in flight, and returns the checkpoint after it.
    pub(crate) async fn finish_part(&mut self) -> Result<Option<ExportCheckpoint>, WorkerError> {
        let Some(InFlight { task, mark }) = &mut self.in_flight else { return Ok(None) };
        let SentPart { upload_id, part, hash, bytes } = task.await??;
        let mark = std::mem::take(mark);
        self.in_flight = None;
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

    /// Returns the checkpoint of the finished parts, whose rows lie before `mark`.
    pub(crate) fn checkpoint(&self, mark: ReadMark) -> ExportCheckpoint {
        ExportCheckpoint {
            mark,
            upload: self.upload.clone(),
            bytes: self.bytes,
            hash: self.hash.to_state(),
            tail: None,
        }
    }

    /// Writes a file that is too small for parts.
    pub(crate) async fn put_whole(&mut self, file: Vec<u8>) -> Result<(), StoreError> {
        self.hash.add(&file);
        self.bytes = file.len() as u64;
        let kind = FileKind { media_type: self.media_type, file_name: &self.file_name };
        self.bucket.put(&self.key, kind, Bytes::from(file)).await
    }

    /// Combines the parts into one file. Returns `false` if S3 has neither the parts nor the file.
    pub(crate) async fn complete(&self) -> Result<bool, WorkerError> {
        let Some(upload) = &self.upload else { return Ok(true) };
        match self.bucket.upload_complete(upload).await {
            Ok(()) => Ok(true),
            // An earlier worker may have completed it and stopped before it recorded that.
            Err(UploadError::Gone(_)) => Ok(self.bucket.length(&self.key).await? == Some(self.bytes)),
            Err(UploadError::Store(error)) => Err(error.into()),
        }
    }

    /// Aborts the upload, including the part in flight.
    pub(crate) async fn discard(&mut self) -> Result<(), WorkerError> {
        let in_flight = match self.in_flight.take() {
            Some(InFlight { task, .. }) => task.await?.ok().map(|sent| sent.upload_id),
            None => None,
        };
        match self.upload.as_ref().map(|upload| upload.id.clone()).or(in_flight) {
            Some(id) => Ok(self.bucket.upload_abort(&self.key, &id).await?),
            None => Ok(()),
        }
    }

    /// Returns the SHA-256 of the file in hex.
    pub(crate) fn sha256(&self) -> String {
        self.hash.clone().finish()
    }
}
