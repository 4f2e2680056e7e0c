//! Entries of the feed, and the keys that identify them.

use event_model::{
    Event, EventBody, EventId, FeedEntryBody, FeedEventBody, OrganizationId, Timestamp, UnreadableEventBody,
};
use sha2::{Digest, Sha256};

use crate::{FeedSequence, keys};

/// One entry of the feed.
#[derive(Debug, Clone, PartialEq)]
pub enum FeedEntry {
    /// A recorded event.
    Event(Box<Event>),
    /// A row of the events table that could not be read when it was appended. It keeps its place, so that the gap is
    /// visible.
    Unreadable {
        /// The source of the event.
        source: String,
        /// The id of the event.
        id: EventId,
    },
}

impl FeedEntry {
    /// Returns the entry on the wire, without the details of its event unless `show_details`.
    pub fn into_body(self, sequence: FeedSequence, show_details: bool) -> FeedEntryBody {
        let sequence = sequence.to_string();
        match self {
            Self::Event(event) => {
                let event = EventBody::new(*event, show_details);
                FeedEntryBody::Event(Box::new(FeedEventBody { sequence, event }))
            }
            Self::Unreadable { source, id } => {
                let id = id.into();
                FeedEntryBody::Unreadable(UnreadableEventBody { sequence, source, id, unreadable: true })
            }
        }
    }
}

/// The identity of a recording: a hash of its table key and its time of recording.
///
/// Every delivery of a stream record has the same key. An id that is recorded again after its event was deleted is
/// another recording.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FeedKey([u8; 16]);

impl FeedKey {
    /// Returns the key of an event.
    pub fn of(event: &Event) -> Self {
        Self::new(&event.organization_id, event.source(), event.id.as_str(), event.recorded_at)
    }

    pub(crate) fn new(organization: &OrganizationId, source: &str, id: &str, recorded_at: Timestamp) -> Self {
        let id = EventId::recorded(id.to_owned());
        Self::of_row(&keys::event_key(organization, source, &id), recorded_at)
    }

    /// Returns the key of the row with this table key.
    pub(crate) fn of_row(pk: &str, recorded_at: Timestamp) -> Self {
        let mut hash = Sha256::new();
        hash.update(recorded_at.millis().to_be_bytes());
        hash.update(pk);
        let digest: [u8; 32] = hash.finalize().into();
        Self(digest[..16].try_into().expect("a hash has more than 16 bytes"))
    }
}
