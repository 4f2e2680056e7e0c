//! Events that a destination refused for good.

use chrono::Duration;
use event_model::{EventId, Source, StreamId, Timestamp};

use crate::FeedSequence;

/// Maximum time that a dead letter is kept. It also ends with the retention of its event.
pub const DEAD_LETTERS_KEPT: Duration = Duration::days(30);

/// An event that a destination refused three times by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// The stream.
    pub stream_id: StreamId,
    /// The place of the event in the feed, where it is read again.
    pub sequence: FeedSequence,
    /// Source of the event.
    pub source: Source,
    /// Id of the event.
    pub event_id: EventId,
    /// Time of the last refusal.
    pub refused_at: Timestamp,
    /// Status of the answer.
    pub status: Option<u16>,
    /// First 256 bytes of the answer.
    pub excerpt: String,
}
