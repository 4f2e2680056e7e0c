//! Attempts at a batch.

use event_model::{StreamId, Timestamp};

use crate::FeedSequence;

/// Attempts of a stream that are listed.
pub const ATTEMPTS_LISTED: u16 = 100;

/// One attempt at a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The stream.
    pub stream_id: StreamId,
    /// Time of the attempt.
    pub at: Timestamp,
    /// Id of the message (`webhook-id`).
    pub message_id: String,
    /// First event.
    pub first: FeedSequence,
    /// Last event.
    pub last: FeedSequence,
    /// Number of events.
    pub events: u32,
    /// Time until the answer, in milliseconds.
    pub duration_ms: u32,
    /// Status of the answer, if there was one.
    pub status: Option<u16>,
    /// Why it failed, in words for people; `None` for a success.
    pub failure: Option<String>,
    /// First 256 bytes of the answer to a failed attempt. Empty before the destination was verified.
    pub excerpt: String,
}
