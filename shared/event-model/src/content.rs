//! The hash by which a repeated event is told from a changed one.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{Actor, Client, NewEvent, Target};

/// A hash of everything that a producer said of an event, but for its address.
///
/// The address is left out, and compared on its own where it is stored: a hash over it would let
/// anyone who can read the table find the address of an event by trying all of them, though the
/// organization chose not to collect it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ContentHash([u8; Self::BYTES]);

impl ContentHash {
    /// Bytes of a hash. Half of SHA-256: it only has to tell two contents of one id apart.
    pub const BYTES: usize = 16;

    /// Returns the hash of `event`.
    pub fn of(event: &NewEvent) -> Self {
        // Destructured, so that a new field does not compile until it is hashed.
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
        hash.field(Some(kind.id()));
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

    /// Returns the hash's bytes, as they are stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Reads stored bytes; none when they are not a hash.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentHash({})", hex::encode(self.0))
    }
}

/// Bytes that most contents fit.
const USUAL_BYTES: usize = 1_024;

/// What is hashed: fields, each with its length before it, so that no two contents read alike.
struct Fields(Vec<u8>);

impl Fields {
    fn count(&mut self, count: usize) {
        self.0.extend((count as u64).to_be_bytes());
    }

    /// An absent field is told from an empty one by a length that no field has.
    fn field(&mut self, text: Option<&str>) {
        self.count(text.map_or(usize::MAX, str::len));
        self.0.extend_from_slice(text.unwrap_or_default().as_bytes());
    }
}
