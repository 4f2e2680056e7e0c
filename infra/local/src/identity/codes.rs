//! Authorization codes: each is good once, for a minute.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::tokens::Grant;

/// How long a browser has to bring a code to the token endpoint.
const LIFE: TimeDelta = TimeDelta::seconds(60);

/// How many codes may wait at once; nobody signs in that often.
const MAX_WAITING: usize = 1_000;

/// What a code was given out for.
#[derive(Debug, Clone)]
pub(super) struct Code {
    pub(super) grant: Grant,
    pub(super) redirect_uri: String,
    /// The S256 challenge of PKCE.
    pub(super) challenge: String,
}

/// The codes that nobody has brought yet.
#[derive(Default)]
pub(super) struct Codes(Mutex<HashMap<String, (DateTime<Utc>, Code)>>);

impl Codes {
    /// Gives out a code, or nothing while the system has no randomness.
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

    /// Takes a code back: it is gone after this, whoever brought it and whether or not they could prove themselves.
    pub(super) fn take(&self, text: &str, now: DateTime<Utc>) -> Option<Code> {
        let (until, code) = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(text)?;
        (until > now).then_some(code)
    }
}

/// Says whether a text may be a verifier of PKCE (RFC 7636, 4.1), or a challenge, which has the same form.
pub(super) fn is_verifier(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&text.len()) && text.bytes().all(allowed)
}

/// Says whether this verifier belongs to this challenge.
pub(super) fn proves(verifier: &str, challenge: &str) -> bool {
    is_verifier(verifier) && BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(verifier)) == challenge
}
