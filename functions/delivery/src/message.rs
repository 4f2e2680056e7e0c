//! Messages to destinations.

use std::time::Duration;

use detections::Severity;
use event_model::{EventId, EventType, Source, StreamKind, Timestamp};
use event_store::{FeedSequence, Stream};
use secrecy::SecretString;
use serde_json::value::RawValue;

/// An event in the form of its stream.
#[derive(Debug, Clone)]
pub struct EncodedEvent {
    /// Its place in the feed.
    pub sequence: FeedSequence,
    /// Its source.
    pub source: Source,
    /// Its id.
    pub id: EventId,
    /// Its type; `None` for a row that could not be read.
    pub kind: Option<EventType>,
    /// Time of occurrence; `None` for a row that could not be read.
    pub occurred_at: Option<Timestamp>,
    /// Time of recording; `None` for a row that could not be read.
    pub recorded_at: Option<Timestamp>,
    /// JSON.
    pub body: Box<RawValue>,
}

/// A finding in words. It never has an address or a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingNotice {
    /// Id of the finding.
    pub finding_id: String,
    /// What happened: `opened`, `raised`, `assigned`, `closed`, `reopened`, `answered`.
    pub change: String,
    /// Title of the rule.
    pub title: String,
    /// Severity.
    pub severity: Severity,
    /// One sentence that names the person and numbers.
    pub sentence: String,
    /// Name or id of the person; `None` if it is about no person.
    pub person: Option<String>,
    /// Time of the first hit.
    pub first_at: Timestamp,
    /// Time of the last hit.
    pub last_at: Timestamp,
    /// Number of hits.
    pub hits: u64,
    /// URL of the finding in the dashboard.
    pub url: String,
}

/// What a message says.
#[derive(Debug, Clone)]
pub enum Payload {
    /// Events.
    Events(Vec<EncodedEvent>),
    /// A change of one finding: its event, and its words for people.
    Finding(EncodedEvent, Box<FindingNotice>),
    /// More findings than one hour has messages for.
    Overflow {
        /// Number of findings.
        count: u32,
        /// Time of the first one.
        since: Timestamp,
        /// URL of the findings in the dashboard.
        url: String,
    },
    /// A test that a person asked for. It has no event.
    Test,
}

/// The secrets of a destination, decrypted.
#[derive(Clone, Default)]
pub struct Secrets {
    /// Signing secret, token, key or URL; `None` for kinds without a secret.
    pub current: Option<SecretString>,
    /// The signing secret before the last rotation, for the time of overlap.
    pub previous: Option<SecretString>,
}

/// One message, and where it goes.
pub struct Outgoing<'a> {
    /// Its id: the same for every attempt.
    pub id: &'a str,
    /// The stream.
    pub stream: &'a Stream,
    /// The secrets of the stream.
    pub secrets: &'a Secrets,
    /// First event; `None` for a test.
    pub first: Option<FeedSequence>,
    /// Last event; `None` for a test.
    pub last: Option<FeedSequence>,
    /// Time at which the message was made: the same for every attempt.
    pub made_at: Timestamp,
    /// Time of the attempt.
    pub now: Timestamp,
    /// What it says.
    pub payload: &'a Payload,
}

/// How much one message holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    /// Maximum events.
    pub events: u16,
    /// Maximum bytes of the encoded events. One event alone can be larger.
    pub bytes: usize,
    /// Maximum time for which events are collected before a batch is sent although it is not full.
    pub wait: Duration,
}

/// Returns how much one message to a kind of destination holds.
pub const fn batch_limits(kind: StreamKind) -> BatchLimits {
    const AT_ONCE: Duration = Duration::ZERO;
    let (events, bytes, wait) = match kind {
        StreamKind::Webhook => (100, 256 << 10, AT_ONCE),
        // One finding each.
        StreamKind::Slack | StreamKind::Teams | StreamKind::Email => (1, 256 << 10, AT_ONCE),
        StreamKind::Splunk => (500, 1 << 20, AT_ONCE),
        // Datadog accepts 5 MB. The rest is for the other members of a log, and for the quotes of the event: it is a text.
        StreamKind::Datadog => (1_000, 3 << 20, AT_ONCE),
        StreamKind::S3 => (10_000, 32 << 20, Duration::from_secs(300)),
        // Of 1 MB for a request since 2025, and 256 KB before.
        StreamKind::EventBridge => (10, 200 << 10, AT_ONCE),
    };
    BatchLimits { events, bytes, wait }
}
