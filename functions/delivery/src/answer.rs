//! The result of an attempt.

use std::time::Duration;

/// Bytes of an answer that are kept.
pub const EXCERPT_BYTES: usize = 256;

/// What the answer of a destination means for the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The destination has the batch.
    Delivered,
    /// Send the batch again later.
    Retry,
    /// Send the batch again later, and say at once that the stream fails: a person must change something.
    RetryLoudly,
    /// The destination does not want the batch: send it in halves. One event alone becomes a dead letter.
    Refused,
    /// The destination is gone: disable the stream.
    Gone,
}

/// The result of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it means.
    pub verdict: Verdict,
    /// Status, if there was an answer.
    pub status: Option<u16>,
    /// Why it failed, in words for people; `None` for a success. It never has an address that was refused, or anything
    /// of the answer.
    pub reason: Option<String>,
    /// First [`EXCERPT_BYTES`] bytes of the answer, as text without control characters.
    pub excerpt: String,
    /// Time for which the destination asked to wait, at most one hour.
    pub retry_after: Option<Duration>,
}

impl Answer {
    /// Returns the result of a batch that the destination has.
    pub fn delivered(status: Option<u16>) -> Self {
        Self { verdict: Verdict::Delivered, status, reason: None, excerpt: String::new(), retry_after: None }
    }

    /// Returns the result of an attempt that failed without an answer.
    pub fn failed(verdict: Verdict, reason: impl Into<String>) -> Self {
        let reason = Some(reason.into());
        Self { verdict, status: None, reason, excerpt: String::new(), retry_after: None }
    }
}
