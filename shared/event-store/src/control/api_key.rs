//! API keys: their secrets, and the time of their last use. Product keys and reader keys are API keys.

use std::marker::PhantomData;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event_model::{KeyId, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Random bytes of a secret. 256 bits need no slow hash.
const SECRET_BYTES: usize = 32;

/// Resolution of the time of last use. A write per use would cost more than the use.
pub(crate) const USE_RESOLUTION: chrono::Duration = chrono::Duration::hours(1);

/// A kind of API key.
pub trait ApiKey {
    /// Prefix of every secret of this kind, for scanners of leaked secrets. No prefix begins with another one.
    const PREFIX: &'static str;
}

/// The secret of an API key: `<prefix><key id>_<random>`.
///
/// A secret of one kind cannot be parsed or verified as one of another kind.
#[derive(Debug)]
pub struct KeySecret<K> {
    id: KeyId,
    secret: SecretString,
    kind: PhantomData<fn() -> K>,
}

impl<K: ApiKey> KeySecret<K> {
    /// Prefix of every secret of this kind.
    pub const PREFIX: &'static str = K::PREFIX;

    /// Creates a secret from the randomness of the system.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let (mut id, mut secret) = ([0; 8], [0; SECRET_BYTES]);
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut secret)?;
        let id = hex::encode(id).parse().expect("16 hex digits are a key id");
        Ok(Self::new(id, URL_SAFE_NO_PAD.encode(secret)))
    }

    /// Parses the text of a secret; `None` if it is not one of this kind.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(K::PREFIX)?.split_once('_')?;
        let bytes = URL_SAFE_NO_PAD.decode(secret).ok()?;
        let id: KeyId = id.parse().ok()?;
        (id.as_str().len() == 16 && bytes.len() == SECRET_BYTES).then(|| Self::new(id, secret.to_owned()))
    }

    fn new(id: KeyId, secret: String) -> Self {
        Self { id, secret: SecretString::from(secret), kind: PhantomData }
    }

    /// Returns the id of the key, which is public.
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// Returns the text of the secret. It is never stored.
    pub fn expose(&self) -> String {
        format!("{}{}_{}", K::PREFIX, self.id, self.secret.expose_secret())
    }

    /// Returns the hash that is stored.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.secret.expose_secret()).into()
    }

    /// Returns `true` if `digest` is the hash of this secret.
    pub(crate) fn has_digest(&self, digest: &[u8]) -> bool {
        // In constant time: the duration must not show how much of a guess is right.
        digest.ct_eq(&self.digest()).into()
    }
}

/// Returns `true` if a use at `now` must be recorded.
pub(crate) fn touch_is_due(last_used_at: Option<Timestamp>, now: Timestamp) -> bool {
    is_due(last_used_at, USE_RESOLUTION, now)
}

/// Returns `true` if an event at `now` must be recorded after the one at `last`, to this resolution.
pub(crate) fn is_due(last: Option<Timestamp>, resolution: chrono::Duration, now: Timestamp) -> bool {
    last.is_none_or(|last| last <= now.minus(resolution))
}
