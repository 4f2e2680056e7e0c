//! How far a stream has delivered, and how it goes.

use chrono::Duration;
use event_model::{OrganizationId, StreamId, StreamState, Timestamp};

use crate::{FeedPosition, FeedSequence};

/// Time that a lease lasts after its last renewal: longer than one attempt and the wait before it. A worker that was
/// killed is replaced after this time.
pub const DELIVERY_LEASE: Duration = Duration::seconds(90);

/// How far a stream has delivered. Only the worker that holds its lease writes it, and people who change its state. Its
/// item is written for every batch: it must stay below 1 KB.
#[derive(Debug, Clone, PartialEq)]
pub struct Delivery {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The stream.
    pub stream_id: StreamId,
    /// The state.
    pub state: StreamState,
    /// Time since which it has this state.
    pub since: Timestamp,
    /// Position before the next event to look at.
    pub position: FeedPosition,
    /// Time at which the position was written. It tells a late reader from one that comes to a gap of events that expired
    /// before.
    pub positioned_at: Timestamp,
    /// The batch after the position. Its bounds are stored before its first attempt, and every attempt repeats them.
    pub batch: Option<Batch>,
    /// Part of the ids of batches. It rises if events are sent again on purpose, so that a receiver does not take them for
    /// repeats.
    pub revision: u32,
    /// Time of the next attempt; `None` if it is woken by the next segment.
    pub due_at: Option<Timestamp>,
    /// Attempts that failed since the last success.
    pub failures: u32,
    /// Time of the first of these attempts.
    pub failing_since: Option<Timestamp>,
    /// Time of the last attempt that succeeded.
    pub last_success_at: Option<Timestamp>,
    /// The last attempt that failed.
    pub last_failure: Option<LastFailure>,
    /// The last range of events that expired before they were sent.
    pub gap: Option<DeliveryGap>,
    /// Whether a person asked to send the dead letters again. The worker does so first, and then clears it.
    pub redrive: bool,
    /// Dead letters of the current hour.
    pub dead_letters_hour: HourCount,
    /// Delivered events of each of the last 24 hours that had any, oldest first.
    pub delivered: Vec<HourCount>,
    /// Messages of the current hour, for kinds that people read.
    pub messages_hour: HourCount,
    /// Version of the [`Stream`](crate::Stream) that was verified; 0 if none.
    pub verified_version: u64,
}

impl Delivery {
    /// Returns the delivery of a new stream, which must be verified before anything is sent. `positioned_at` is the time
    /// at which the position was valid.
    pub fn new(
        organization_id: OrganizationId,
        stream_id: StreamId,
        position: FeedPosition,
        positioned_at: Timestamp,
        now: Timestamp,
    ) -> Self {
        Self {
            organization_id,
            stream_id,
            state: StreamState::Verifying,
            since: now,
            position,
            positioned_at,
            batch: None,
            revision: 0,
            due_at: None,
            failures: 0,
            failing_since: None,
            last_success_at: None,
            last_failure: None,
            gap: None,
            redrive: false,
            dead_letters_hour: HourCount::default(),
            delivered: Vec::new(),
            messages_hour: HourCount::default(),
            verified_version: 0,
        }
    }

    /// Moves the position to the oldest event that is kept, over events that have expired.
    pub fn pass_gap(&mut self, oldest: FeedPosition, now: Timestamp) {
        if oldest < self.position {
            // The feed was restored to an earlier time: its numbers return with other events.
            self.revision += 1;
        }
        self.position = oldest;
        self.positioned_at = now;
        self.batch = None;
    }
}

/// Events of a batch, after the position of a [`Delivery`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// First event.
    pub first: FeedSequence,
    /// Last event.
    pub last: FeedSequence,
    /// Position after the batch.
    pub next: FeedPosition,
    /// Number of events that are sent.
    pub events: u32,
    /// Hash of what is sent. A batch whose content has changed (hidden details, expired events, other filters) must get
    /// another id.
    pub digest: [u8; 8],
    /// Time at which the bounds were stored.
    pub made_at: Timestamp,
    /// Attempts that the destination refused with 400, 413 or 422.
    pub refusals: u32,
}

/// A number in an hour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HourCount {
    /// Hours since 1970.
    pub hour: u32,
    /// The number.
    pub count: u32,
}

/// A failed attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastFailure {
    /// Its time.
    pub at: Timestamp,
    /// Why it failed, in words for people.
    pub reason: String,
    /// Status of the answer, if there was one.
    pub status: Option<u16>,
    /// First 256 bytes of the answer. Empty before the destination was verified.
    pub excerpt: String,
}

/// Events that expired before they were sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryGap {
    /// Position of the first one.
    pub first: FeedPosition,
    /// Position of the first event after them.
    pub next: FeedPosition,
    /// Time at which the gap was found.
    pub found_at: Timestamp,
}
