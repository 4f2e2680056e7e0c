//! A request to replay a stream.

use event_model::json_object::Object;
use event_store::{FeedPosition, FeedSequence, FeedStart};
use serde::Serialize;

/// Where a stream continues.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StreamReplayRequest)]
#[schema(example = json!({"from": "2026-11-21T19:00:00Z"}))]
pub struct ReplayRequest {
    /// `beginning` (the oldest event that is kept), an RFC 3339 time of recording, or the sequence of an event, such as
    /// `1042.17`.
    pub from: String,
}

/// A parsed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ParsedReplay {
    /// From a point of the feed.
    Start(FeedStart),
    /// From an event.
    Position(FeedPosition),
}

impl ParsedReplay {
    /// Parses a request; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        request.required_with("from", |text| {
            if let Ok(sequence) = text.parse::<FeedSequence>() {
                return Ok(Self::Position(FeedPosition::at(sequence)));
            }
            match text.parse() {
                // To skip what waits is no replay.
                Ok(FeedStart::Now) | Err(_) => {
                    Err("must be beginning, an RFC 3339 time, or a sequence of the feed such as 1042.17")
                }
                Ok(start) => Ok(Self::Start(start)),
            }
        })
    }
}
