//! Signatures of webhooks: Standard Webhooks 1.0.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::message::Secrets;

/// Prefix of every signing secret.
const PREFIX: &str = "whsec_";
/// Random bytes of a secret. The specification asks for 24 to 64.
const SECRET_BYTES: usize = 32;

/// The stream has no signing secret, or one that is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the signing secret is missing or malformed")]
pub struct InvalidSecret;

/// Creates a signing secret from the randomness of the system: `whsec_` and 32 bytes in base64.
///
/// # Errors
///
/// Returns an error if the system has no randomness.
pub fn new_secret() -> Result<SecretString, getrandom::Error> {
    let mut bytes = [0; SECRET_BYTES];
    getrandom::fill(&mut bytes)?;
    Ok(SecretString::from(format!("{PREFIX}{}", STANDARD.encode(bytes))))
}

/// Returns the value of the header `webhook-signature`: one signature by each secret, with a space between them, so that a
/// receiver can change its secret at any time of a rotation.
///
/// # Errors
///
/// Returns an error if a secret is missing or malformed.
pub fn signatures(secrets: &Secrets, id: &str, timestamp: i64, body: &[u8]) -> Result<String, InvalidSecret> {
    let current = secrets.current.as_ref().ok_or(InvalidSecret)?;
    let mut header = signature(current, id, timestamp, body)?;
    if let Some(previous) = &secrets.previous {
        header.push(' ');
        header.push_str(&signature(previous, id, timestamp, body)?);
    }
    Ok(header)
}

fn signature(secret: &SecretString, id: &str, timestamp: i64, body: &[u8]) -> Result<String, InvalidSecret> {
    let key = secret.expose_secret().strip_prefix(PREFIX).ok_or(InvalidSecret)?;
    let key = STANDARD.decode(key).map_err(|_| InvalidSecret)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).expect("HMAC takes keys of any length");
    mac.update(format!("{id}.{timestamp}.").as_bytes());
    mac.update(body);
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}
