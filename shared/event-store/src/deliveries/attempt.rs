//! Attempts at a batch.

use chrono::Duration;
use event_model::{OrganizationId, StreamId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::deliveries::keys;
use crate::dynamodb::item::{Item, from_item, to_item};
use crate::dynamodb::stored::seconds;
use crate::dynamodb::table::{Consistency, PrefixQuery};
use crate::{Control, FeedSequence, StoreError};

/// Attempts of a stream that are listed.
pub const ATTEMPTS_LISTED: u16 = 100;
/// Time that an attempt is kept.
pub const ATTEMPTS_KEPT: Duration = Duration::days(7);

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

/// The row of an attempt.
#[derive(Debug, Serialize, Deserialize)]
struct AttemptItem {
    pk: String,
    sk: String,
    message_id: String,
    last_segment: u64,
    last_place: u16,
    events: u32,
    duration_ms: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    excerpt: String,
    #[serde(with = "seconds")]
    expires_at: Timestamp,
}

impl AttemptItem {
    fn new(organization: &OrganizationId, attempt: &Attempt) -> Self {
        let Attempt { stream_id, at, message_id, first, last, events, duration_ms, status, failure, excerpt } =
            attempt.clone();
        Self {
            pk: keys::delivered_pk(organization),
            sk: keys::attempt_sk(&stream_id, at, first),
            message_id,
            last_segment: last.segment,
            last_place: last.place,
            events,
            duration_ms,
            status,
            failure,
            excerpt,
            expires_at: at.plus(ATTEMPTS_KEPT),
        }
    }

    fn into_attempt(self) -> Result<Attempt, StoreError> {
        let Self {
            pk,
            sk,
            message_id,
            last_segment,
            last_place,
            events,
            duration_ms,
            status,
            failure,
            excerpt,
            expires_at: _,
        } = self;
        let (stream_id, at, first) = keys::parse_attempt_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not an attempt's")
        })?;
        let last = FeedSequence { segment: last_segment, place: last_place };
        Ok(Attempt { stream_id, at, message_id, first, last, events, duration_ms, status, failure, excerpt })
    }
}

fn read_attempt(item: Item) -> Result<Attempt, StoreError> {
    from_item::<AttemptItem>(item)?.into_attempt()
}

impl Control {
    /// Stores an attempt for [`ATTEMPTS_KEPT`]. Does nothing if it is stored.
    pub async fn attempts_record(
        &self,
        organization: &OrganizationId,
        attempt: &Attempt,
    ) -> Result<(), StoreError> {
        self.table.insert(to_item(AttemptItem::new(organization, attempt))?).await.map(drop)
    }

    /// Returns the last attempts of a stream, newest first: at most [`ATTEMPTS_LISTED`]. Strongly consistent.
    pub async fn attempts_list(
        &self,
        organization: &OrganizationId,
        stream: &StreamId,
    ) -> Result<Vec<Attempt>, StoreError> {
        let query = PrefixQuery {
            pk: &keys::delivered_pk(organization),
            sk_prefix: &keys::attempt_sk_prefix(stream),
            newest_first: true,
            start: None,
            limit: Some(ATTEMPTS_LISTED.into()),
            consistency: Consistency::Strong,
        };
        self.table.query_prefix(query).await?.items.into_iter().map(read_attempt).collect()
    }
}

#[cfg(test)]
mod tests;
