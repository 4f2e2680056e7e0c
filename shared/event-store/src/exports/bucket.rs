//! The bucket with the files of exports.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_s3::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart, Delete, ObjectIdentifier,
};
use base64::Engine;
use bytes::Bytes;
use event_model::{ExportId, OrganizationId};

use crate::exports::export::{ExportUpload, UploadedPart};
use crate::{Aws, StoreError};

/// Maximum parts of one upload. S3 accepts 10,000, but the record of an export holds the tag and the checksum of each
/// part, and an item has at most 400 KB.
pub const PARTS_MAX: usize = 7_000;

/// A handle to the bucket.
#[derive(Clone)]
pub struct ExportsBucket {
    s3: aws_sdk_s3::Client,
    name: Arc<str>,
}

/// How a browser saves an object.
#[derive(Debug, Clone, Copy)]
pub struct FileKind<'a> {
    /// The media type.
    pub media_type: &'a str,
    /// The file name: ASCII without quotes.
    pub file_name: &'a str,
}

impl FileKind<'_> {
    fn disposition(&self) -> String {
        format!("attachment; filename=\"{}\"", self.file_name)
    }
}

/// Why an upload failed.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The upload does not exist: it was completed, aborted, or expired.
    #[error("the upload does not exist")]
    Gone(#[source] StoreError),
    /// S3 failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl UploadError {
    fn sdk<E>(operation: &'static str, error: SdkError<E>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        // Some implementations of S3 answer AccessDenied for an unknown upload.
        let gone = matches!(error.code(), Some("NoSuchUpload" | "AccessDenied" | "InvalidPart"));
        let error = StoreError::sdk(operation, error);
        if gone { Self::Gone(error) } else { Self::Store(error) }
    }
}

impl ExportsBucket {
    /// Opens the bucket `name`. Sends no request.
    pub fn new(aws: &Aws, name: &str) -> Self {
        Self { s3: aws.s3(), name: name.into() }
    }

    /// Returns the key of an object of an export.
    pub fn key(organization: &OrganizationId, export: &ExportId, object: &str) -> String {
        format!("exports/{organization}/{export}/{object}")
    }

    /// Creates a multipart upload, and returns its id.
    ///
    /// Every step names the checksum algorithm: S3 refuses a part with another algorithm, and a completion without
    /// the checksum of each part.
    pub async fn upload_create(&self, key: &str, kind: FileKind<'_>) -> Result<String, StoreError> {
        const OPERATION: &str = "CreateMultipartUpload";
        let response = self
            .s3
            .create_multipart_upload()
            .bucket(&*self.name)
            .key(key)
            .content_type(kind.media_type)
            .content_disposition(kind.disposition())
            .checksum_algorithm(ChecksumAlgorithm::Crc32)
            .send()
            .await
            .map_err(|error| StoreError::sdk(OPERATION, error))?;
        response.upload_id.ok_or_else(|| StoreError::internal(OPERATION, "the response has no upload id"))
    }

    /// Uploads the part with this 1-based number. Idempotent.
    pub async fn upload_part(
        &self,
        key: &str,
        upload_id: &str,
        number: usize,
        bytes: Bytes,
    ) -> Result<UploadedPart, UploadError> {
        const OPERATION: &str = "UploadPart";
        let crc32 = crc32(&bytes);
        let response = self
            .s3
            .upload_part()
            .bucket(&*self.name)
            .key(key)
            .upload_id(upload_id)
            .part_number(i32::try_from(number).unwrap_or(i32::MAX))
            .checksum_algorithm(ChecksumAlgorithm::Crc32)
            .checksum_crc32(&crc32)
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(|error| UploadError::sdk(OPERATION, error))?;
        let etag =
            response.e_tag.ok_or_else(|| StoreError::internal(OPERATION, "the response has no tag"))?;
        Ok(UploadedPart { etag, crc32 })
    }

    /// Combines the parts into one object.
    pub async fn upload_complete(&self, upload: &ExportUpload) -> Result<(), UploadError> {
        let ExportUpload { id, key, parts } = upload;
        let parts = (1..).zip(parts).map(|(number, UploadedPart { etag, crc32 })| {
            CompletedPart::builder().part_number(number).e_tag(etag).checksum_crc32(crc32).build()
        });
        self.s3
            .complete_multipart_upload()
            .bucket(&*self.name)
            .key(key)
            .upload_id(id)
            .multipart_upload(CompletedMultipartUpload::builder().set_parts(Some(parts.collect())).build())
            .send()
            .await
            .map_err(|error| UploadError::sdk("CompleteMultipartUpload", error))?;
        Ok(())
    }

    /// Aborts an upload and removes its parts. Succeeds if it does not exist.
    pub async fn upload_abort(&self, key: &str, upload_id: &str) -> Result<(), StoreError> {
        let result =
            self.s3.abort_multipart_upload().bucket(&*self.name).key(key).upload_id(upload_id).send();
        match result.await.map_err(|error| UploadError::sdk("AbortMultipartUpload", error)) {
            Ok(_) | Err(UploadError::Gone(_)) => Ok(()),
            Err(UploadError::Store(error)) => Err(error),
        }
    }

    /// Writes an object.
    pub async fn put(&self, key: &str, kind: FileKind<'_>, bytes: Bytes) -> Result<(), StoreError> {
        self.s3
            .put_object()
            .bucket(&*self.name)
            .key(key)
            .content_type(kind.media_type)
            .content_disposition(kind.disposition())
            .body(ByteStream::from(bytes))
            .send()
            .await
            .map_err(|error| StoreError::sdk("PutObject", error))?;
        Ok(())
    }

    /// Returns the bytes of an object; `None` if it does not exist.
    pub async fn get(&self, key: &str) -> Result<Option<Bytes>, StoreError> {
        const OPERATION: &str = "GetObject";
        match self.s3.get_object().bucket(&*self.name).key(key).send().await {
            Ok(response) => {
                let body = response.body.collect().await;
                let source =
                    |error| StoreError::Unavailable { operation: OPERATION, source: Box::new(error) };
                Ok(Some(body.map_err(source)?.into_bytes()))
            }
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(StoreError::sdk(OPERATION, error)),
        }
    }

    /// Returns the number of bytes of an object; `None` if it does not exist.
    pub async fn length(&self, key: &str) -> Result<Option<u64>, StoreError> {
        match self.s3.head_object().bucket(&*self.name).key(key).send().await {
            Ok(response) => Ok(response.content_length().and_then(|length| u64::try_from(length).ok())),
            Err(error) if is_missing(&error) => Ok(None),
            Err(error) => Err(StoreError::sdk("HeadObject", error)),
        }
    }

    /// Removes an object. Succeeds if it does not exist.
    pub async fn remove(&self, key: &str) -> Result<(), StoreError> {
        let result = self.s3.delete_object().bucket(&*self.name).key(key).send().await;
        result.map(drop).map_err(|error| StoreError::sdk("DeleteObject", error))
    }

    /// Removes objects. Succeeds for those that do not exist.
    pub async fn remove_all(&self, keys: &[String]) -> Result<(), StoreError> {
        /// Maximum keys of one request.
        const KEYS: usize = 1_000;
        const OPERATION: &str = "DeleteObjects";
        let invalid = |error| StoreError::internal(OPERATION, error);
        for keys in keys.chunks(KEYS) {
            let objects = keys.iter().map(|key| ObjectIdentifier::builder().key(key).build());
            let objects = objects.collect::<Result<Vec<_>, _>>().map_err(invalid)?;
            let delete = Delete::builder().set_objects(Some(objects)).quiet(true).build().map_err(invalid)?;
            let response = self.s3.delete_objects().bucket(&*self.name).delete(delete).send().await;
            let response = response.map_err(|error| StoreError::sdk(OPERATION, error))?;
            if let Some(error) = response.errors().first() {
                let source = format!(
                    "{}: {}",
                    error.key.as_deref().unwrap_or_default(),
                    error.code.as_deref().unwrap_or_default()
                );
                return Err(StoreError::Unavailable { operation: OPERATION, source: source.into() });
            }
        }
        Ok(())
    }

    /// Returns a URL that returns the object for `validity`.
    pub async fn presign(&self, key: &str, validity: Duration) -> Result<String, StoreError> {
        const OPERATION: &str = "GetObject";
        let config =
            PresigningConfig::expires_in(validity).map_err(|error| StoreError::internal(OPERATION, error))?;
        let request = self.s3.get_object().bucket(&*self.name).key(key).presigned(config).await;
        Ok(request.map_err(|error| StoreError::sdk(OPERATION, error))?.uri().to_owned())
    }
}

/// Returns `true` if the object does not exist. A role that may not list the bucket gets 403 instead of 404.
fn is_missing<E>(error: &SdkError<E>) -> bool {
    error.raw_response().is_some_and(|response| matches!(response.status().as_u16(), 403 | 404))
}

/// Returns a CRC32 in the format of S3: base64 of four bytes, big endian.
fn crc32(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(crc32fast::hash(bytes).to_be_bytes())
}

#[cfg(test)]
mod tests {
    #[test]
    fn crc32_of_check_value_is_base64() {
        assert_eq!(super::crc32(b"123456789"), "y/Q5Jg==");
    }
}
