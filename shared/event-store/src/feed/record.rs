//! Records that are appended to the feed, from rows of the events table.

use event_model::{Event, EventBody, OrganizationId, Source, Timestamp, limits};

use crate::dynamodb::item::{Item, from_item};
use crate::events::keys;
use crate::events::row::EventItem;
use crate::feed::entry::FeedKey;
use crate::feed::line::Line;
use crate::{Position, StoreError};

/// An event, or the key of a row that could not be read, ready to be appended.
#[derive(Debug, Clone)]
pub struct FeedRecord {
    pub(crate) key: FeedKey,
    /// Time of recording. The same at every delivery of a stream record, so it decides how far the duplicate check
    /// looks back.
    pub(crate) recorded_at: Timestamp,
    /// Time of occurrence, to order records of one request.
    pub(crate) occurred_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) retention: RetentionClass,
    pub(crate) line: Vec<u8>,
}

/// Which retention applies to a record. A segment holds records of one class: an event of the monitor itself, which is
/// kept longer, would otherwise keep the product events of its segment in the table after their retention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RetentionClass {
    Product,
    Monitor,
}

impl RetentionClass {
    fn of(source: &str) -> Self {
        if source == Source::MONITOR { Self::Monitor } else { Self::Product }
    }
}

/// A stream record whose key cannot be read. It belongs to no organization, so no feed can show it.
#[derive(Debug, thiserror::Error)]
#[error("the key {key:?} of a stream record is not the key of an event")]
pub struct UnreadableRecord {
    /// The table key of the record.
    pub key: String,
}

/// A record, its organization, and the error if its row could not be read.
#[derive(Debug)]
pub struct ImageRecord {
    /// The organization of the row.
    pub organization: OrganizationId,
    /// The record.
    pub record: FeedRecord,
    /// Why the row could not be read; `None` if it could.
    pub unreadable: Option<StoreError>,
}

impl FeedRecord {
    /// Returns the record of an event.
    pub fn of(event: Event) -> Result<Self, StoreError> {
        let (key, recorded_at, occurred_at) = (FeedKey::of(&event), event.recorded_at, event.occurred_at);
        let expires_at = event.expires_at;
        let retention = RetentionClass::of(event.source());
        let body = EventBody::new(event, true);
        let geohash = body.client.location.as_ref().and_then(|location| location.geohash.clone());
        let line = Line { event: Some(body), expires_at: Some(expires_at), geohash, ..Line::default() }
            .to_bytes()?;
        Ok(Self { key, recorded_at, occurred_at, expires_at, retention, line })
    }

    /// Returns the record of an image of the events table's stream.
    ///
    /// A row that cannot be read becomes a record with its key, so that it neither blocks the stream nor disappears.
    pub fn of_image(pk: &str, image: Item) -> Result<ImageRecord, UnreadableRecord> {
        let Some((organization, source, _)) = keys::parse_event_key(pk) else {
            return Err(UnreadableRecord { key: pk.to_owned() });
        };
        let times = ImageTimes::of(&image);
        let event = from_item::<EventItem>(image).and_then(EventItem::into_event);
        let read = event.and_then(|(_, event)| Self::of(event));
        let (record, unreadable) = match read {
            Ok(record) => (record, None),
            Err(error) => (Self::unreadable(pk, RetentionClass::of(source), times), Some(error)),
        };
        Ok(ImageRecord { organization, record, unreadable })
    }

    fn unreadable(pk: &str, retention: RetentionClass, times: ImageTimes) -> Self {
        let ImageTimes { recorded_at, expires_at } = times;
        let line =
            Line { unreadable: Some(pk.to_owned()), recorded_at: Some(recorded_at), ..Line::default() };
        Self {
            key: FeedKey::of_row(pk, recorded_at),
            recorded_at,
            occurred_at: recorded_at,
            expires_at,
            retention,
            line: line.to_bytes().expect("a line of two texts is JSON"),
        }
    }
}

/// The times of an image that could not be read as a whole.
#[derive(Clone, Copy)]
struct ImageTimes {
    recorded_at: Timestamp,
    expires_at: Timestamp,
}

impl ImageTimes {
    /// Reads what can be read. The fallbacks depend only on the image, so every delivery has the same: without a time
    /// of recording, the earliest one that ingest accepts for the time of occurrence, and without either, 1970.
    fn of(image: &Item) -> Self {
        let number = |name: &str| image.get(name)?.as_n().ok()?.parse::<i64>().ok();
        let recorded_at = number("r").and_then(Timestamp::from_millis);
        let occurred_at = image.get("sort_key").and_then(|key| key.as_s().ok());
        let occurred_at = occurred_at.and_then(Position::parse).map(|position| position.time());
        let earliest = || {
            let skew = chrono::Duration::minutes(limits::CLOCK_SKEW_MINUTES);
            occurred_at.map(|time| time.minus(skew))
        };
        let expires_at =
            number("expires_at").and_then(|seconds| Timestamp::from_millis(seconds.checked_mul(1_000)?));
        Self {
            recorded_at: recorded_at.or_else(earliest).unwrap_or(Timestamp::MIN),
            expires_at: expires_at.unwrap_or(Timestamp::MIN),
        }
    }
}
