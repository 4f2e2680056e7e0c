//! What is asked of an insertion, and what became of it.

use event_model::{Location, Network, NewEvent, Timestamp, WriteShards};

/// An event with all that is decided about it when it is recorded.
#[derive(Debug, Clone)]
pub struct Recording {
    /// What the product sent.
    pub event: NewEvent,
    /// The network of its address.
    pub network: Network,
    /// The place of its address.
    pub location: Option<Location>,
    /// Whether its address, network and place are stored.
    pub collect: bool,
    /// Now.
    pub recorded_at: Timestamp,
    /// When it is dropped.
    pub expires_at: Timestamp,
    /// Keys that the organisation's writes are spread over.
    pub shards: WriteShards,
}

/// What became of one event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Insertion {
    /// It is stored, now, for the first time.
    Recorded,
    /// It was stored before, with the same content. Nothing was written.
    Duplicate,
    /// Its id was stored before, with other content. Nothing was written.
    Conflict,
    /// Its id is that of an event that has expired and is not deleted yet. Nothing was written.
    Expired,
    /// Whether it is stored is not known, or it is not: it has to be sent again.
    Retry,
}
