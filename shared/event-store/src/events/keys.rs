//! Keys of the events table and its indexes. Only this module writes and parses their text.
//!
//! `#` separates the words of a key. An organization id never contains one, and a word that may contain one (a user id)
//! is always last, so that every key reads back unambiguously.

use std::net::IpAddr;

use event_model::{EventId, EventType, NewEvent, OrganizationId, Timestamp, UserId, WriteShards};
use sha2::{Digest, Sha256};

/// Characters of a sort key's time: `2026-11-21T19:23:11.123Z`.
const TIME_WIDTH: usize = 24;
/// Hex digits of a sort key's hash. 80 bits: two events of one millisecond never share a sort key.
const HASH_WIDTH: usize = 20;

/// The position of an event in its organization's order of time: its time, then a hash of its source and id.
///
/// Both parts have a fixed width, so positions sort as their texts do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position(String);

impl Position {
    /// Bytes of the binary form.
    pub const BYTES: usize = 8 + HASH_WIDTH / 2;

    /// Returns the position of the event `(source, id)` that occurred at `time`.
    pub fn of(time: Timestamp, source: &str, id: &EventId) -> Self {
        Self::with_hash(time, &name_hash(source, id))
    }

    fn with_hash(time: Timestamp, hash: &[u8; 32]) -> Self {
        Self::with_prefix(time, &hash[..HASH_WIDTH / 2])
    }

    fn with_prefix(time: Timestamp, hash: &[u8]) -> Self {
        Self([&time.to_string(), "#", &hex::encode(hash)].concat())
    }

    /// Returns a position after every event that occurred before `time`, and before every other event.
    pub fn before(time: Timestamp) -> Self {
        // All ones: sorts after every event of the millisecond before.
        Self::with_prefix(time.minus(chrono::Duration::milliseconds(1)), &[0xff; HASH_WIDTH / 2])
    }

    /// Reads a sort key.
    pub fn parse(sort_key: impl Into<String>) -> Option<Self> {
        let sort_key = sort_key.into();
        let (time, hash) = sort_key.split_once('#')?;
        let valid = Timestamp::parse_own(time).is_some()
            && hash.len() == HASH_WIDTH
            && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        valid.then_some(Self(sort_key))
    }

    /// Returns the sort key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the time of the event.
    pub fn time(&self) -> Timestamp {
        Timestamp::parse_own(&self.0[..TIME_WIDTH]).expect("a position begins with a time by construction")
    }

    /// Returns the binary form: milliseconds since 1970, big endian, then the hash.
    pub fn to_bytes(&self) -> [u8; Self::BYTES] {
        let mut bytes = [0; Self::BYTES];
        bytes[..8].copy_from_slice(&self.time().millis().to_be_bytes());
        hex::decode_to_slice(&self.0[TIME_WIDTH + 1..], &mut bytes[8..])
            .expect("a position ends in a hash by construction");
        bytes
    }

    /// Reads the binary form.
    pub fn from_bytes(bytes: [u8; Self::BYTES]) -> Option<Self> {
        let (millis, hash) = bytes.split_at(8);
        let time = Timestamp::from_millis(i64::from_be_bytes(millis.try_into().ok()?))?;
        Some(Self::with_prefix(time, hash))
    }

    /// Returns a text that sorts after this position and before every later one.
    pub(crate) fn just_after(&self) -> String {
        format!("{}~", self.0)
    }

    /// Returns a text that sorts before this position and not before any earlier one.
    pub(crate) fn just_before(&self) -> String {
        // A hash is 80 bits, so it fits 128.
        let hash = u128::from_str_radix(&self.0[TIME_WIDTH + 1..], 16).unwrap_or_default();
        match hash.checked_sub(1) {
            Some(less) => format!("{}#{less:0HASH_WIDTH$x}", &self.0[..TIME_WIDTH]),
            None => self.0[..TIME_WIDTH].to_owned(),
        }
    }
}

impl From<Position> for String {
    fn from(position: Position) -> String {
        position.0
    }
}

/// Returns the text that sorts before every position at `time` or later, and after every earlier one.
pub(crate) fn time_bound(time: Timestamp) -> String {
    time.to_string()
}

fn name_hash(source: &str, id: &EventId) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(source);
    hash.update("#");
    hash.update(id.as_str());
    hash.finalize().into()
}

/// Returns the shard, of `shards`, that the event `(source, id)` is written to.
///
/// Uses other bytes of the hash than the position, so that shards do not follow the order of positions.
pub fn shard(source: &str, id: &EventId, shards: WriteShards) -> u16 {
    shard_of_hash(&name_hash(source, id), shards)
}

fn shard_of_hash(hash: &[u8; 32], shards: WriteShards) -> u16 {
    u16::from_be_bytes([hash[30], hash[31]]) % shards.count()
}

/// Returns the table key of an event.
pub fn event_key(organization: &OrganizationId, source: &str, id: &EventId) -> String {
    [organization.as_str(), "#", source, "#", id.as_str()].concat()
}

/// Reads a table key of an event that any version wrote.
pub(crate) fn parse_event_key(key: &str) -> Option<(OrganizationId, &str, EventId)> {
    let mut words = key.splitn(3, '#').filter(|word| !word.is_empty());
    let (organization, source, id) = (words.next()?, words.next()?, words.next()?);
    Some((OrganizationId::recorded(organization.to_owned()), source, EventId::recorded(id.to_owned())))
}

/// Returns the `by_time` key of a shard.
pub fn time_key(organization: &OrganizationId, shard: u16) -> String {
    [organization.as_str(), "#", &shard.to_string()].concat()
}

/// Returns the `by_user` key of an actor.
pub fn user_key(organization: &OrganizationId, user: &UserId) -> String {
    [organization.as_str(), "#", user.as_str()].concat()
}

/// Reads the actor of a `by_user` key.
pub(crate) fn parse_user_key(key: &str) -> Option<UserId> {
    let user = key.split_once('#')?.1;
    (!user.is_empty()).then(|| UserId::recorded(user.to_owned()))
}

/// Returns the `by_type` key of a type and shard.
pub fn type_key(organization: &OrganizationId, kind: &EventType, shard: u16) -> String {
    [organization.as_str(), "#", kind.as_str(), "#", &shard.to_string()].concat()
}

/// Reads the type of a `by_type` key.
pub(crate) fn parse_type_key(key: &str) -> Option<EventType> {
    EventType::parse_recorded(key.split('#').nth(1)?)
}

/// Returns the `by_ip` key of an address and shard.
pub fn ip_key(organization: &OrganizationId, ip: IpAddr, shard: u16) -> String {
    [organization.as_str(), "#", &ip.to_string(), "#", &shard.to_string()].concat()
}

/// Reads the address of a `by_ip` key.
pub(crate) fn parse_ip_key(key: &str) -> Option<IpAddr> {
    key.split('#').nth(1)?.parse().ok()
}

/// Returns every key of `event`, written over `shards`.
pub fn event_keys(event: &NewEvent, shards: WriteShards) -> EventKeys {
    let hash = name_hash(event.source(), &event.id);
    let shard = shard_of_hash(&hash, shards);
    let organization = &event.organization_id;
    EventKeys {
        pk: event_key(organization, event.source(), &event.id),
        sort_key: Position::with_hash(event.occurred_at, &hash),
        time_key: time_key(organization, shard),
        user_key: user_key(organization, &event.actor.id),
        type_key: type_key(organization, &event.kind, shard),
        ip_key: event.ip.map(|ip| ip_key(organization, ip, shard)),
    }
}

/// The keys of one event, in the table and in each index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventKeys {
    /// Partition key of the table.
    pub pk: String,
    /// Sort key of every index.
    pub sort_key: Position,
    /// Partition key of `by_time`.
    pub time_key: String,
    /// Partition key of `by_user`.
    pub user_key: String,
    /// Partition key of `by_type`.
    pub type_key: String,
    /// Partition key of `by_ip`; `None` if the address is unknown.
    pub ip_key: Option<String>,
}

#[cfg(test)]
mod tests;
