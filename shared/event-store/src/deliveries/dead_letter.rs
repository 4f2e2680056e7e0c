//! Events that a destination refused for good.

use chrono::Duration;
use event_model::{EventId, OrganizationId, Source, StreamId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::control::list::List;
use crate::deliveries::keys;
use crate::dynamodb::item::{Item, from_item, item_key, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::{millis, seconds};
use crate::dynamodb::table::{Consistency, PrefixQuery};
use crate::{Control, FeedSequence, Listed, StoreError};

/// Maximum time that a dead letter is kept. It also ends with the retention of its event.
pub const DEAD_LETTERS_KEPT: Duration = Duration::days(30);
/// Maximum number of dead letters that are counted.
pub const DEAD_LETTERS_COUNTED: u16 = 1_000;

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

/// The row of a dead letter.
#[derive(Debug, Serialize, Deserialize)]
struct DeadLetterItem {
    pk: String,
    sk: String,
    source: Source,
    event_id: EventId,
    #[serde(with = "millis")]
    refused_at: Timestamp,
    status: Option<u16>,
    excerpt: String,
    #[serde(with = "seconds")]
    expires_at: Timestamp,
}

impl DeadLetterItem {
    fn new(organization: &OrganizationId, letter: &DeadLetter, event_expires_at: Timestamp) -> Self {
        let DeadLetter { stream_id, sequence, source, event_id, refused_at, status, excerpt } =
            letter.clone();
        Self {
            pk: keys::delivered_pk(organization),
            sk: keys::dead_letter_sk(&stream_id, sequence),
            source,
            event_id,
            refused_at,
            status,
            excerpt,
            expires_at: event_expires_at.min(refused_at.plus(DEAD_LETTERS_KEPT)),
        }
    }

    /// Returns the dead letter; `None` if it has expired.
    fn into_letter(self, now: Timestamp) -> Result<Option<DeadLetter>, StoreError> {
        let Self { pk, sk, source, event_id, refused_at, status, excerpt, expires_at } = self;
        let (stream_id, sequence) = keys::parse_dead_letter_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not a dead letter's")
        })?;
        let letter = DeadLetter { stream_id, sequence, source, event_id, refused_at, status, excerpt };
        Ok((expires_at > now).then_some(letter))
    }
}

/// Reads a dead letter; `None` if it has expired. DynamoDB deletes it up to two days later.
fn read_letter(item: Item, now: Timestamp) -> Result<Option<DeadLetter>, StoreError> {
    from_item::<DeadLetterItem>(item)?.into_letter(now)
}

impl Control {
    /// Stores a dead letter until its event expires, for at most [`DEAD_LETTERS_KEPT`]. Replaces an earlier one of the same
    /// event.
    pub async fn dead_letters_record(
        &self,
        organization: &OrganizationId,
        letter: &DeadLetter,
        event_expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let item = to_item(DeadLetterItem::new(organization, letter, event_expires_at))?;
        let stored = self.table.insert(item.clone()).await?
            || self.table.execute(Statement::replace(&self.table.name, item)).await?;
        // It expired between the two statements.
        if stored { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Returns a page of at most `limit` dead letters of a stream after the sequence `after`, in the order of the feed. A
    /// page with a next one can have fewer: those that have expired are left out. Strongly consistent.
    pub async fn dead_letters_page(
        &self,
        organization: &OrganizationId,
        stream: &StreamId,
        after: Option<&FeedSequence>,
        limit: u16,
        now: Timestamp,
    ) -> Result<Listed<DeadLetter, FeedSequence>, StoreError> {
        let (pk, prefix) = (keys::delivered_pk(organization), keys::dead_letter_sk_prefix(stream));
        let list = List { pk: &pk, prefix: &prefix, newest_first: false };
        let after = after.map(|sequence| keys::dead_letter_sk(stream, *sequence));
        let Listed { items, next } = self.list(list, after.as_deref(), limit).await?;
        let letters: Vec<Option<DeadLetter>> =
            items.into_iter().map(|item| read_letter(item, now)).collect::<Result<_, _>>()?;
        let next = next.and_then(|sk| Some(keys::parse_dead_letter_sk(&sk)?.1));
        Ok(Listed { items: letters.into_iter().flatten().collect(), next })
    }

    /// Returns the number of dead letters of a stream, up to [`DEAD_LETTERS_COUNTED`]. Eventually consistent.
    pub async fn dead_letters_count(
        &self,
        organization: &OrganizationId,
        stream: &StreamId,
        now: Timestamp,
    ) -> Result<usize, StoreError> {
        let query = PrefixQuery {
            pk: &keys::delivered_pk(organization),
            sk_prefix: &keys::dead_letter_sk_prefix(stream),
            newest_first: false,
            start: None,
            limit: Some(DEAD_LETTERS_COUNTED.into()),
            consistency: Consistency::Eventual,
        };
        let items = self.table.query_prefix(query).await?.items;
        let letters: Vec<Option<DeadLetter>> =
            items.into_iter().map(|item| read_letter(item, now)).collect::<Result<_, _>>()?;
        Ok(letters.into_iter().flatten().count())
    }

    /// Removes a dead letter whose event was delivered, if it exists.
    pub async fn dead_letters_remove(
        &self,
        organization: &OrganizationId,
        stream: &StreamId,
        sequence: FeedSequence,
    ) -> Result<(), StoreError> {
        let key = item_key(&keys::delivered_pk(organization), &keys::dead_letter_sk(stream, sequence));
        self.table.delete(key).await
    }
}

#[cfg(test)]
mod tests;
