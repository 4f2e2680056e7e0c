//! The hash that distinguishes a repeated event from a changed event.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{Actor, Client, NewEvent, Target};

/// A hash of all fields that a producer sends, except the IP address.
///
/// The store compares the address separately, if it stores the address. If the hash covered the address, a
/// reader of the table could try all addresses and find the address of an event. The organization may have
/// chosen not to collect the address.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ContentHash([u8; Self::BYTES]);

impl ContentHash {
    /// Bytes of a hash: half of SHA-256. This is enough because a hash only distinguishes the contents of one
    /// id.
    pub const BYTES: usize = 16;

    /// Returns the hash of `event`.
    pub fn of(event: &NewEvent) -> Self {
        // Destructured: a new field does not compile until the hash covers it.
        let NewEvent {
            id,
            organization_id,
            kind,
            occurred_at,
            outcome,
            actor: Actor { id: actor_id, name: actor_name, email },
            targets,
            client: Client { device, app_version, user_agent },
            ip: _,
            session_id,
            metadata,
        } = event;
        let mut hash = Fields(Vec::with_capacity(USUAL_BYTES));
        hash.field(Some(organization_id.as_str()));
        hash.field(Some(kind.as_str()));
        hash.field(Some(id.as_str()));
        hash.field(Some(&occurred_at.to_string()));
        hash.field(Some(outcome.as_str()));
        hash.field(Some(actor_id.as_str()));
        hash.field(actor_name.as_ref().map(|name| name.as_str()));
        hash.field(email.as_ref().map(|email| email.as_str()));
        hash.count(targets.len());
        for Target { kind, id, name } in targets {
            hash.field(Some(kind.as_str()));
            hash.field(Some(id.as_str()));
            hash.field(name.as_ref().map(|name| name.as_str()));
        }
        hash.field(device.as_ref().map(|device| device.as_str()));
        hash.field(app_version.as_ref().map(|version| version.as_str()));
        hash.field(user_agent.as_ref().map(|agent| agent.as_str()));
        hash.field(session_id.as_ref().map(|session| session.as_str()));
        hash.count(metadata.len());
        for (key, value) in metadata {
            hash.field(Some(key.as_str()));
            hash.field(Some(value.as_str()));
        }
        let digest = Sha256::digest(&hash.0);
        let mut bytes = [0; Self::BYTES];
        bytes.copy_from_slice(&digest[..Self::BYTES]);
        Self(bytes)
    }

    /// Returns the bytes in their stored form.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads stored bytes. Returns `None` if they are not a hash.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({})", hex::encode(self.0))
    }
}

/// Initial capacity in bytes. Most contents fit in it.
const USUAL_BYTES: usize = 1_024;

/// The input of the hash. Each field has its length before it, so different contents have different inputs.
struct Fields(Vec<u8>);

impl Fields {
    fn count(&mut self, count: usize) {
        self.0.extend((count as u64).to_be_bytes());
    }

    /// Adds a field. An absent field has a length that no field can have, so it differs from an empty field.
    fn field(&mut self, text: Option<&str>) {
        self.count(text.map_or(usize::MAX, str::len));
        self.0.extend_from_slice(text.unwrap_or_default().as_bytes());
    }
}
