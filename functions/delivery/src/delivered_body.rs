//! Attempts, dead letters, and results of verifications and tests on the wire.

use event_store::{Attempt, DeadLetter};
use serde::Serialize;

use crate::call::DelivererResult;

/// An attempt to deliver a batch of events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StreamAttempt)]
pub struct AttemptBody {
    /// Its time (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub at: String,
    /// Id of the message: the same for every attempt at the batch. A webhook gets it as `webhook-id`.
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11_1042.1_1042.17")]
    pub message_id: String,
    /// Sequence of the first event.
    #[schema(example = "1042.1")]
    pub first: String,
    /// Sequence of the last event.
    #[schema(example = "1042.17")]
    pub last: String,
    /// Number of events.
    #[schema(example = 17)]
    pub events: u32,
    /// Time until the answer, in milliseconds.
    #[schema(example = 143)]
    pub duration_ms: u32,
    /// Status of the answer; null if there was none.
    #[schema(example = 200)]
    pub status: Option<u16>,
    /// Why it failed; null if it succeeded.
    pub failure: Option<String>,
    /// First 256 bytes of the answer to an attempt that failed.
    pub excerpt: String,
}

/// The last attempts of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StreamAttempts)]
pub struct AttemptsBody {
    /// The attempts, newest first: at most 100. They are kept for 7 days.
    pub attempts: Vec<AttemptBody>,
}

/// An event that the destination refused for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = DeadLetter)]
pub struct DeadLetterBody {
    /// Sequence of the event in the feed.
    #[schema(example = "1042.17")]
    pub sequence: String,
    /// Source of the event.
    #[schema(example = "pass")]
    pub source: String,
    /// Id of the event: `GET /v1/events/{source}/{id}` returns it.
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")]
    pub event_id: String,
    /// Time of the last refusal (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub refused_at: String,
    /// Status of the answer; null if there was none.
    #[schema(example = 422)]
    pub status: Option<u16>,
    /// First 256 bytes of the answer.
    pub excerpt: String,
}

/// A page of dead letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = DeadLetters)]
pub struct DeadLettersBody {
    /// The dead letters, in the order of the feed. They are kept for 30 days, and no longer than their events. A page can
    /// have fewer than `limit`, or none.
    pub dead_letters: Vec<DeadLetterBody>,
    /// Value of the parameter `cursor` for the next page; null on the last page.
    pub next_cursor: Option<String>,
}

/// The result of a verification or a test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StreamAnswer)]
pub struct ResultBody {
    /// Whether the destination accepted it.
    pub delivered: bool,
    /// Status of the answer; null if there was none.
    #[schema(example = 200)]
    pub status: Option<u16>,
    /// Why it failed; null if it succeeded.
    pub reason: Option<String>,
    /// First 256 bytes of the answer to a test that failed. Empty before the destination was verified.
    pub excerpt: String,
    /// Time until the answer, in milliseconds.
    #[schema(example = 143)]
    pub duration_ms: u32,
}

impl From<Attempt> for AttemptBody {
    fn from(attempt: Attempt) -> Self {
        let Attempt {
            stream_id: _,
            at,
            message_id,
            first,
            last,
            events,
            duration_ms,
            status,
            failure,
            excerpt,
        } = attempt;
        Self {
            at: at.to_string(),
            message_id,
            first: first.to_string(),
            last: last.to_string(),
            events,
            duration_ms,
            status,
            failure,
            excerpt,
        }
    }
}

impl From<DeadLetter> for DeadLetterBody {
    fn from(letter: DeadLetter) -> Self {
        let DeadLetter { stream_id: _, sequence, source, event_id, refused_at, status, excerpt } = letter;
        Self {
            sequence: sequence.to_string(),
            source: source.into(),
            event_id: event_id.into(),
            refused_at: refused_at.to_string(),
            status,
            excerpt,
        }
    }
}

impl From<DelivererResult> for ResultBody {
    fn from(result: DelivererResult) -> Self {
        let DelivererResult { delivered, status, reason, excerpt, duration_ms } = result;
        Self { delivered, status, reason, excerpt, duration_ms }
    }
}
