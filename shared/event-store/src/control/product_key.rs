//! What a product shows to send events, and what it may send.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event_model::{KeyId, Name, OrganizationId, Source, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// How the text of every product key begins, so that scanners of leaked secrets know one.
const PREFIX: &str = "am_";
/// Random bytes of a secret: 256 bits, so that a plain hash of it is enough.
const SECRET_BYTES: usize = 32;

/// What a product shows: `am_<key id>_<secret>`.
#[derive(Debug)]
pub struct ProductKeySecret {
    id: KeyId,
    secret: SecretString,
}

impl ProductKeySecret {
    /// Makes a new key out of the system's randomness.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let (mut id, mut secret) = ([0; 8], [0; SECRET_BYTES]);
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut secret)?;
        let id = hex::encode(id).parse().expect("16 hex digits are a key id");
        Ok(Self { id, secret: SecretString::from(URL_SAFE_NO_PAD.encode(secret)) })
    }

    /// Reads a key's text; none when it is not of the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let bytes = URL_SAFE_NO_PAD.decode(secret).ok()?;
        let id: KeyId = id.parse().ok()?;
        (id.as_str().len() == 16 && bytes.len() == SECRET_BYTES)
            .then(|| Self { id, secret: SecretString::from(secret.to_owned()) })
    }

    /// Returns the key's public part.
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// Returns the text that a product shows. It is never stored.
    pub fn expose(&self) -> String {
        format!("{PREFIX}{}_{}", self.id, self.secret.expose_secret())
    }

    /// Returns what is stored of the secret.
    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.secret.expose_secret()).into()
    }
}

/// What a key may be used for: all of a kind, or some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyScope<T: Ord> {
    /// All that there are and will be.
    All,
    /// These.
    Only(BTreeSet<T>),
}

impl<T: Ord> KeyScope<T> {
    /// Tells whether `one` is among them.
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
    /// Its public part.
    pub id: KeyId,
    /// What it is for, in an operator's words.
    pub name: Name,
    /// The sources whose events it may send.
    pub sources: KeyScope<Source>,
    /// The organisations whose events it may send.
    pub organizations: KeyScope<OrganizationId>,
    /// Whether it may also send events of the time before the monitor was first turned on.
    pub backfill: bool,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
    /// When it was last used, to the hour.
    pub last_used_at: Option<Timestamp>,
}

impl ProductKey {
    /// How exact [`last_used_at`](Self::last_used_at) is: a write for each use would cost more than the
    /// use itself.
    pub(crate) const USE_RESOLUTION: chrono::Duration = chrono::Duration::hours(1);

    /// Tells whether a use now is worth noting, with [`Store::product_keys_touch`](crate::Store).
    pub fn touch_is_due(&self, now: Timestamp) -> bool {
        self.last_used_at.is_none_or(|last| last <= now.minus(Self::USE_RESOLUTION))
    }
}
