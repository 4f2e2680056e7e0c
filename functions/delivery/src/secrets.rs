//! Secrets of destinations, encrypted with KMS.
//!
//! The API encrypts and cannot decrypt; the deliverer decrypts. The encryption context binds a ciphertext to its
//! organization and stream: copied to another stream, it cannot be decrypted.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_sdk_kms::Client;
use aws_sdk_kms::primitives::Blob;
use event_model::{OrganizationId, StreamId, Timestamp};
use event_store::{Aws, Ciphertext, Service, Stream};
use secrecy::{ExposeSecret, SecretString};

use crate::aws_failure::AwsFailure;
use crate::message::Secrets;

/// Maximum bytes of a secret, a limit of `kms:Encrypt`.
pub const SECRET_BYTES: usize = 4_096;
/// Timeout of one attempt at KMS.
const KMS_TIMEOUT: Duration = Duration::from_secs(3);
/// Time for which a decrypted secret is kept in memory. After it, a key that was disabled has its effect.
const CACHE_TIME: chrono::Duration = chrono::Duration::minutes(5);
/// Maximum decrypted secrets in memory. An instance serves few streams in the time of the cache.
const CACHE_ENTRIES: usize = 256;

/// A secret could not be encrypted or decrypted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// KMS did not answer, or failed: try again later.
    #[error("KMS is not available: {0}")]
    Unavailable(String),
    /// KMS refuses it: the key is disabled, the function may not use it, or the ciphertext is of another stream.
    #[error("KMS refuses the secret: {0}")]
    Refused(String),
    /// The decrypted secret is not text.
    #[error("the secret is not UTF-8")]
    NotText,
}

impl SecretError {
    /// Returns `true` if the same call can succeed later without a change by a person.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_))
    }

    fn of(failure: &AwsFailure) -> Self {
        let code = failure.code().unwrap_or("no answer").to_owned();
        if failure.is_transient() { Self::Unavailable(code) } else { Self::Refused(code) }
    }
}

/// Encrypts secrets.
#[derive(Clone)]
pub struct SecretEncrypter {
    kms: Client,
    key: Arc<str>,
}

impl SecretEncrypter {
    /// Opens the KMS key with this id or ARN. Sends no request.
    pub fn new(aws: &Aws, key: &str) -> Self {
        Self { kms: kms(aws), key: key.into() }
    }

    /// Encrypts a secret of at most [`SECRET_BYTES`] for a stream.
    pub async fn encrypt(
        &self,
        organization: &OrganizationId,
        stream: &StreamId,
        plaintext: &SecretString,
    ) -> Result<Ciphertext, SecretError> {
        let encrypted = self
            .kms
            .encrypt()
            .key_id(&*self.key)
            .set_encryption_context(Some(context(organization, stream)))
            .plaintext(Blob::new(plaintext.expose_secret().as_bytes()))
            .send()
            .await
            .map_err(|error| SecretError::of(&AwsFailure::of(&error)))?;
        let ciphertext = encrypted.ciphertext_blob.ok_or_else(no_answer)?;
        Ok(Ciphertext(ciphertext.into_inner()))
    }
}

/// Decrypts secrets, and keeps them in memory for five minutes.
pub struct SecretDecrypter {
    kms: Client,
    cache: Mutex<HashMap<CacheKey, Cached>>,
}

/// A ciphertext with its context. Without the context, a ciphertext copied to another stream would be served from the
/// cache.
#[derive(PartialEq, Eq, Hash)]
struct CacheKey {
    organization: OrganizationId,
    stream: StreamId,
    ciphertext: Vec<u8>,
}

struct Cached {
    plaintext: SecretString,
    until: Timestamp,
}

impl SecretDecrypter {
    /// Creates a decrypter. Sends no request.
    pub fn new(aws: &Aws) -> Self {
        Self { kms: kms(aws), cache: Mutex::default() }
    }

    /// Decrypts the secrets that requests of a stream have at the time `now`.
    pub async fn secrets(&self, stream: &Stream, now: Timestamp) -> Result<Secrets, SecretError> {
        let (organization, id) = (&stream.organization_id, &stream.id);
        let mut secrets = Secrets::default();
        if let Some(current) = &stream.secret {
            secrets.current = Some(self.decrypt(organization, id, current, now).await?);
        }
        if let Some((previous, until)) = &stream.previous_secret
            && now < *until
        {
            secrets.previous = Some(self.decrypt(organization, id, previous, now).await?);
        }
        Ok(secrets)
    }

    /// Decrypts a secret of a stream at the time `now`.
    pub async fn decrypt(
        &self,
        organization: &OrganizationId,
        stream: &StreamId,
        ciphertext: &Ciphertext,
        now: Timestamp,
    ) -> Result<SecretString, SecretError> {
        let key = CacheKey {
            organization: organization.clone(),
            stream: stream.clone(),
            ciphertext: ciphertext.0.clone(),
        };
        if let Some(plaintext) = self.cached(&key, now) {
            return Ok(plaintext);
        }
        let decrypted = self
            .kms
            .decrypt()
            .set_encryption_context(Some(context(organization, stream)))
            .ciphertext_blob(Blob::new(ciphertext.0.clone()))
            .send()
            .await
            .map_err(|error| SecretError::of(&AwsFailure::of(&error)))?;
        let plaintext = decrypted.plaintext.ok_or_else(no_answer)?.into_inner();
        let plaintext = String::from_utf8(plaintext).map_err(|_| SecretError::NotText)?;
        let plaintext = SecretString::from(plaintext);
        self.keep(key, plaintext.clone(), now);
        Ok(plaintext)
    }

    fn cached(&self, key: &CacheKey, now: Timestamp) -> Option<SecretString> {
        let cache = self.cache.lock().expect("no holder of the lock panics");
        cache.get(key).filter(|cached| now < cached.until).map(|cached| cached.plaintext.clone())
    }

    fn keep(&self, key: CacheKey, plaintext: SecretString, now: Timestamp) {
        let mut cache = self.cache.lock().expect("no holder of the lock panics");
        cache.retain(|_, cached| now < cached.until);
        if cache.len() < CACHE_ENTRIES {
            cache.insert(key, Cached { plaintext, until: now.plus(CACHE_TIME) });
        }
    }
}

fn kms(aws: &Aws) -> Client {
    Client::new(&aws.service_config(Service::Kms, KMS_TIMEOUT))
}

fn context(organization: &OrganizationId, stream: &StreamId) -> HashMap<String, String> {
    HashMap::from([
        ("organization_id".to_owned(), organization.to_string()),
        ("stream_id".to_owned(), stream.to_string()),
    ])
}

/// Returns the error of a success without its content.
fn no_answer() -> SecretError {
    SecretError::Unavailable("the answer is incomplete".to_owned())
}

#[cfg(test)]
mod tests;
