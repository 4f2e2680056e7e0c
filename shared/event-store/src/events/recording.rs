//! A recording, and the result of inserting it.

use event_model::{Location, Network, NewEvent, Timestamp, WriteShards};

/// An event with everything that ingest decides about it.
#[derive(Debug, Clone)]
pub struct Recording {
    /// The event that the product sent.
    pub event: NewEvent,
    /// The network of its address.
    pub network: Network,
    /// The location of its address.
    pub location: Option<Location>,
    /// Whether its details are stored.
    pub collect: bool,
    /// The current time.
    pub recorded_at: Timestamp,
    /// The time at which it expires.
    pub expires_at: Timestamp,
    /// The number of shards of the organization.
    pub shards: WriteShards,
}

/// The result of inserting one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insertion {
    /// It is recorded now.
    Recorded,
    /// It was recorded before, with the same content. Nothing is written.
    Duplicate,
    /// Its id was recorded before, with other content. Nothing is written.
    Conflict,
    /// Its id is that of an event that has expired and is not deleted yet. Nothing is written.
    Expired,
    /// It is not recorded, or the result is unknown: send it again.
    Retry,
}
