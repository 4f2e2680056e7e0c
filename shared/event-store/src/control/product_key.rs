//! A product key: its secret, and the events that it may send.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event_model::{KeyId, Name, OrganizationId, Source, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// Prefix of every secret, for scanners of leaked secrets.
const PREFIX: &str = "am_";
/// Random bytes of a secret. 256 bits need no slow hash.
const SECRET_BYTES: usize = 32;

/// The secret of a product key: `am_<key id>_<random>`.
#[derive(Debug)]
pub struct ProductKeySecret {
    id: KeyId,
    secret: SecretString,
}

impl ProductKeySecret {
    /// Creates a secret from the randomness of the system.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let (mut id, mut secret) = ([0; 8], [0; SECRET_BYTES]);
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut secret)?;
        let id = hex::encode(id).parse().expect("16 hex digits are a key id");
        Ok(Self { id, secret: SecretString::from(URL_SAFE_NO_PAD.encode(secret)) })
    }

    /// Parses the text of a secret; `None` if it is not one.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let bytes = URL_SAFE_NO_PAD.decode(secret).ok()?;
        let id: KeyId = id.parse().ok()?;
        (id.as_str().len() == 16 && bytes.len() == SECRET_BYTES)
            .then(|| Self { id, secret: SecretString::from(secret.to_owned()) })
    }

    /// Returns the id of the key, which is public.
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// Returns the text of the secret. It is never stored.
    pub fn expose(&self) -> String {
        format!("{PREFIX}{}_{}", self.id, self.secret.expose_secret())
    }

    /// Returns the hash that is stored.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.secret.expose_secret()).into()
    }
}

/// The sources or organizations of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyScope<T: Ord> {
    /// All, including future ones.
    All,
    /// Only these.
    Only(BTreeSet<T>),
}

impl<T: Ord> KeyScope<T> {
    /// Returns `true` if the scope contains `one`.
    pub fn contains(&self, one: &T) -> bool {
        match self {
            Self::All => true,
            Self::Only(some) => some.contains(one),
        }
    }

    pub(crate) fn from_list(list: Option<BTreeSet<T>>) -> Self {
        list.map_or(Self::All, Self::Only)
    }

    pub(crate) fn to_list(&self) -> Option<BTreeSet<T>>
    where
        T: Clone,
    {
        match self {
            Self::All => None,
            Self::Only(some) => Some(some.clone()),
        }
    }
}

/// A product key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductKey {
    /// The id, which is public.
    pub id: KeyId,
    /// The name that an operator gave it.
    pub name: Name,
    /// The sources whose events it may send.
    pub sources: KeyScope<Source>,
    /// The organizations whose events it may send.
    pub organizations: KeyScope<OrganizationId>,
    /// Whether it may send events from before the monitor was first turned on.
    pub backfill: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
}

impl ProductKey {
    /// Resolution of [`last_used_at`](Self::last_used_at). A write per use would cost more than the use.
    pub(crate) const USE_RESOLUTION: chrono::Duration = chrono::Duration::hours(1);

    /// Returns `true` if a use at `now` must be recorded.
    pub fn touch_is_due(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|last| last <= now.minus(Self::USE_RESOLUTION))
    }
}
