//! Signatures of webhooks: Standard Webhooks 1.0.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::message::Secrets;

/// Prefix of every signing secret.
pub(crate) const PREFIX: &str = "whsec_";
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use http::HeaderMap;
    use standardwebhooks::Webhook;

    use super::*;

    const BODY: &[u8] = br#"{"type":"activity.events"}"#;

    fn secrets(current: &str, previous: Option<&str>) -> Secrets {
        Secrets { current: Some(current.into()), previous: previous.map(SecretString::from) }
    }

    /// Returns `true` if the library accepts the headers of a message.
    fn verifies(secret: &SecretString, body: &[u8], id: &str, seconds: i64, signatures: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", id.parse().expect("an id"));
        headers.insert("webhook-timestamp", seconds.into());
        headers.insert("webhook-signature", signatures.parse().expect("signatures"));
        let webhook = Webhook::new(secret.expose_secret()).expect("a secret");
        webhook.verify(body, &headers).is_ok()
    }

    /// The example of the specification's libraries.
    #[test]
    fn signatures_known_message_has_known_value() {
        let secrets = secrets("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", None);
        let header =
            signatures(&secrets, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, br#"{"test": 2432232314}"#);
        assert_eq!(header.as_deref(), Ok("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    #[test]
    fn signatures_during_rotation_verify_with_both_secrets() {
        let [old, new, other] = std::array::from_fn(|_| new_secret().expect("randomness"));
        let now = chrono::Utc::now().timestamp();
        let secrets = Secrets { current: Some(new.clone()), previous: Some(old.clone()) };
        let header = signatures(&secrets, "message", now, BODY).expect("secrets");
        assert_eq!(header.split(' ').count(), 2);
        assert!(verifies(&new, BODY, "message", now, &header));
        assert!(verifies(&old, BODY, "message", now, &header));
        assert!(!verifies(&other, BODY, "message", now, &header));
        assert!(!verifies(&new, br#"{"type":"activity.event"}"#, "message", now, &header));
        assert!(!verifies(&new, BODY, "message2", now, &header));
        assert!(!verifies(&new, BODY, "message", now + 1, &header));
    }

    #[test]
    fn new_secrets_differ_and_have_32_bytes() {
        let secrets: HashSet<String> =
            (0..100).map(|_| new_secret().expect("randomness").expose_secret().to_owned()).collect();
        assert_eq!(secrets.len(), 100);
        for secret in secrets {
            let bytes = STANDARD.decode(secret.strip_prefix("whsec_").expect("a prefix")).expect("base64");
            assert_eq!(bytes.len(), 32);
        }
    }

    #[test]
    fn signatures_without_valid_secret_are_refused() {
        let good = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        for bad in [
            secrets("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", None),
            secrets("whsec_?", None),
            secrets(good, Some("x")),
        ] {
            assert_eq!(signatures(&bad, "message", 0, BODY), Err(InvalidSecret));
        }
        assert_eq!(signatures(&Secrets::default(), "message", 0, BODY), Err(InvalidSecret));
    }
}
