//! Authorization codes: valid once, for one minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::tokens::Grant;

/// Lifetime of a code.
const LIFE: TimeDelta = TimeDelta::seconds(60);

/// Maximum number of open codes.
const MAX_WAITING: usize = 1_000;

/// The sign-in of a code.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) grant: Grant,
    pub(super) redirect_uri: String,
    /// The PKCE challenge (S256).
    pub(super) challenge: String,
}

/// The open codes.
#[derive(Default)]
pub(super) struct Codes(Mutex<HashMap<String, (DateTime<Utc>, Code)>>);

impl Codes {
    /// Creates a code, or returns `None` if the system has no random numbers.
    pub(super) fn give(&self, code: Code, now: DateTime<Utc>) -> Option<String> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).ok()?;
        let text = BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|_, (until, _)| *until > now);
        if waiting.len() >= MAX_WAITING {
            return None;
        }
        waiting.insert(text.clone(), (now + LIFE, code));
        Some(text)
    }

    /// Removes a code and returns its sign-in. A code is used up even if the client cannot authenticate.
    pub(super) fn take(&self, text: &str, now: DateTime<Utc>) -> Option<Code> {
        let (until, code) = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(text)?;
        (until > now).then_some(code)
    }
}

/// Returns `true` if a text is a valid PKCE verifier or challenge (RFC 7636, 4.1).
pub(super) fn is_verifier(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(allowed)
}

/// Returns `true` if the verifier matches the challenge.
pub(super) fn proves(verifier: &str, challenge: &str) -> bool {
    is_verifier(verifier) && BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge
}
