//! How much of the feed a reader has before it.

use event_model::{OrganizationId, Timestamp};

use crate::feed::position::FeedPosition;
use crate::feed::segment::Segment;
use crate::{Feed, StoreError};

/// What a reader has not read yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FeedBacklog {
    /// Number of segments. A segment that is read in part counts, too.
    pub segments: u64,
    /// Time of recording of the newest event in the first of these segments, and in those before it; `None` if there is
    /// no segment.
    pub oldest_at: Option<Timestamp>,
}

impl Feed {
    /// Returns what a reader at `position` has not read yet. `head` is the newest segment.
    pub async fn backlog(
        &self,
        organization: &OrganizationId,
        position: FeedPosition,
        head: Option<&Segment>,
    ) -> Result<FeedBacklog, StoreError> {
        let Some(head) = head.filter(|head| position.segment <= head.number) else {
            return Ok(FeedBacklog::default());
        };
        // Segments that have expired no longer wait.
        let first = self.first_from(organization, position.segment).await?;
        Ok(first.map_or_else(FeedBacklog::default, |first| FeedBacklog {
            segments: head.number.saturating_sub(first.number) + 1,
            oldest_at: Some(first.max_recorded_at),
        }))
    }
}
