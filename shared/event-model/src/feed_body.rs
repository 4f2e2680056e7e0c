//! Entries of the feed on the wire.

use serde::{Deserialize, Serialize};

use crate::EventBody;

/// An entry of the feed.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = FeedEntry)]
pub enum FeedEntryBody {
    /// An event.
    Event(Box<FeedEventBody>),
    /// An event that could not be read.
    Unreadable(UnreadableEventBody),
}

/// An event of the feed: the event with its sequence.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FeedEvent)]
pub struct FeedEventBody {
    /// Place in the feed: two numbers with a dot between. Sequences rise strictly; compare them number by number.
    #[schema(example = "1042.17", pattern = "^[1-9][0-9]*[.][1-9][0-9]*$")]
    pub sequence: String,
    /// The event.
    #[serde(flatten)]
    pub event: EventBody,
}

/// A recorded event that this service could not read. It keeps its place, so that the gap is visible.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = UnreadableEvent)]
pub struct UnreadableEventBody {
    /// Place in the feed.
    #[schema(example = "1042.18", pattern = "^[1-9][0-9]*[.][1-9][0-9]*$")]
    pub sequence: String,
    /// Source of the event.
    #[schema(example = "pass")]
    pub source: String,
    /// Id of the event.
    pub id: String,
    /// Always `true`.
    pub unreadable: bool,
}
