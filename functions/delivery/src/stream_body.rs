//! Streams on the wire.

use detections::Severity;
use event_model::{EventQuery, StreamFormat, StreamKind, StreamState, Timestamp};
use event_store::{Delivery, DeliveryGap, FeedBacklog, LastFailure, Stream};
use serde::Serialize;

use crate::destination_body::DestinationBody;

/// Hours whose delivered events are counted.
const HOURS: u32 = 24;
/// Milliseconds of an hour.
const HOUR: i64 = 3_600_000;

/// A stream: what is sent to which destination, and how it goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Stream)]
pub struct StreamBody {
    /// The id. For `s3` it is the external id of the role.
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")]
    pub id: String,
    /// The display name.
    #[schema(example = "SIEM")]
    pub name: String,
    /// The kind of its destination.
    pub kind: StreamKind,
    /// The form of the events.
    pub format: StreamFormat,
    /// The events that are sent.
    pub filters: EventQuery,
    /// Findings of a lower severity are not sent; null if all are.
    pub minimum_severity: Option<Severity>,
    /// Where the events are sent, without its secret.
    pub destination: DestinationBody,
    /// The state.
    pub state: StreamState,
    /// Time since which it has this state (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub since: String,
    /// Whether the destination has proved that it wants the events. Nothing is sent before.
    pub verified: bool,
    /// Sequence of the next event of the feed to look at.
    #[schema(example = "1042.17")]
    pub position: String,
    /// What waits to be looked at.
    pub lag: LagBody,
    /// Time of the last attempt that succeeded (UTC); null if none did.
    pub last_success_at: Option<String>,
    /// The last attempt that failed; null if none did.
    pub last_failure: Option<LastFailureBody>,
    /// Time of the next attempt (UTC); null if none is planned.
    pub next_attempt_at: Option<String>,
    /// Time since which every attempt failed (UTC); null if the last one succeeded. After 120 hours, the stream is
    /// disabled.
    pub failing_since: Option<String>,
    /// Events that were delivered in this hour and the 23 before.
    #[schema(example = 52_341)]
    pub delivered_24h: u64,
    /// Events that the destination refused for good: at most 1,000 are counted.
    pub dead_letters: u64,
    /// The last range of events that expired before they were sent; null if there is none.
    pub gap: Option<StreamGapBody>,
    /// Time until which requests have the signatures of the new and the old secret (UTC); null if the secret was not
    /// rotated in the last 24 hours.
    pub secret_rotated_until: Option<String>,
    /// Time of creation (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub created_at: String,
    /// Id of the user who created it.
    #[schema(example = "u_ada")]
    pub created_by: String,
    /// Time of the last change of its name, filters, form, destination or secret (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub changed_at: String,
}

/// A stream with its new signing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StreamWithSecret)]
pub struct StreamWithSecretBody {
    /// The secret that verifies the signatures of a webhook. Only this response contains it. Null for other kinds.
    #[schema(example = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    pub secret: Option<String>,
    /// The stream.
    #[serde(flatten)]
    pub stream: StreamBody,
}

/// The streams of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Streams)]
pub struct StreamsBody {
    /// The streams, oldest first.
    pub streams: Vec<StreamBody>,
}

/// What a stream has not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StreamLag)]
pub struct LagBody {
    /// Age of the oldest segment that waits: seconds since its newest event was recorded. 0 if none waits.
    #[schema(example = 12)]
    pub seconds: u64,
    /// Number of segments of the feed that wait: a segment has up to 500 events.
    #[schema(example = 1)]
    pub segments: u64,
}

/// An attempt that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StreamFailure)]
pub struct LastFailureBody {
    /// Its time (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub at: String,
    /// Why it failed.
    #[schema(example = "the destination answered 503")]
    pub reason: String,
    /// Status of the answer; null if there was none.
    #[schema(example = 503)]
    pub status: Option<u16>,
    /// First 256 bytes of the answer. Empty before the destination was verified.
    pub excerpt: String,
}

/// Events that expired before they were sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StreamGap)]
pub struct StreamGapBody {
    /// Sequence of the first one.
    #[schema(example = "1042.17")]
    pub first: String,
    /// Sequence of the first event after them.
    #[schema(example = "1311.1")]
    pub next: String,
    /// Time at which the gap was found (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub found_at: String,
}

impl StreamBody {
    /// Returns a stream at `now`, with what waits for it and the number of its dead letters.
    pub(crate) fn new(
        stream: &Stream,
        delivery: &Delivery,
        backlog: FeedBacklog,
        dead_letters: usize,
        now: Timestamp,
    ) -> Self {
        let Stream {
            id,
            organization_id: _,
            name,
            format,
            filters,
            users: _,
            minimum_severity,
            destination,
            secret: _,
            previous_secret,
            created_at,
            created_by,
            changed_at,
            version,
        } = stream;
        let rotated_until = previous_secret.as_ref().map(|(_, until)| *until).filter(|until| now < *until);
        let Delivery { state, since, position, last_success_at, last_failure, due_at, .. } = delivery;
        Self {
            id: id.to_string(),
            name: name.to_string(),
            kind: stream.kind(),
            format: *format,
            filters: filters.clone(),
            minimum_severity: *minimum_severity,
            destination: destination.into(),
            state: *state,
            since: since.to_string(),
            verified: delivery.verified_version == *version,
            position: position.next_sequence().to_string(),
            lag: LagBody::new(backlog, now),
            last_success_at: last_success_at.map(String::from),
            last_failure: last_failure.as_ref().map(LastFailureBody::from),
            next_attempt_at: due_at.filter(|_| state.is_sending()).map(String::from),
            failing_since: delivery.failing_since.map(String::from),
            delivered_24h: delivered(delivery, now),
            dead_letters: u64::try_from(dead_letters).unwrap_or(u64::MAX),
            gap: delivery.gap.as_ref().map(StreamGapBody::from),
            secret_rotated_until: rotated_until.map(String::from),
            created_at: created_at.to_string(),
            created_by: created_by.to_string(),
            changed_at: changed_at.to_string(),
        }
    }
}

/// Returns the events that were delivered in the hour of `now` and the 23 before.
fn delivered(delivery: &Delivery, now: Timestamp) -> u64 {
    let hour = u32::try_from(now.millis() / HOUR).unwrap_or(u32::MAX);
    let counts = delivery.delivered.iter().filter(|counted| counted.hour.saturating_add(HOURS) > hour);
    counts.map(|counted| u64::from(counted.count)).sum()
}

impl LagBody {
    fn new(backlog: FeedBacklog, now: Timestamp) -> Self {
        let FeedBacklog { segments, oldest_at } = backlog;
        let millis = oldest_at.map_or(0, |oldest| now.millis().saturating_sub(oldest.millis()));
        Self { seconds: u64::try_from(millis / 1_000).unwrap_or_default(), segments }
    }
}

impl From<&LastFailure> for LastFailureBody {
    fn from(failure: &LastFailure) -> Self {
        let LastFailure { at, reason, status, excerpt } = failure;
        Self { at: at.to_string(), reason: reason.clone(), status: *status, excerpt: excerpt.clone() }
    }
}

impl From<&DeliveryGap> for StreamGapBody {
    fn from(gap: &DeliveryGap) -> Self {
        let DeliveryGap { first, next, found_at } = gap;
        Self {
            first: first.next_sequence().to_string(),
            next: next.next_sequence().to_string(),
            found_at: found_at.to_string(),
        }
    }
}
