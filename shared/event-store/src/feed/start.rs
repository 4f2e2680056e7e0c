//! Where a new reader of the feed starts.

use std::str::FromStr;

use event_model::{OrganizationId, Timestamp};

use crate::feed::position::FeedPosition;
use crate::feed::segment::Segment;
use crate::{Feed, StoreError};

/// Where a new reader starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedStart {
    /// At the oldest event that is kept.
    Beginning,
    /// After the newest event.
    Now,
    /// At the first event that was recorded at this time or later. Events that arrived late follow in their places, also
    /// if they were recorded earlier.
    RecordedSince(Timestamp),
}

/// The text is not a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be beginning, now, or an RFC 3339 time such as 2026-11-21T19:23:11Z")]
pub struct InvalidStart;

impl FromStr for FeedStart {
    type Err = InvalidStart;

    fn from_str(text: &str) -> Result<Self, InvalidStart> {
        match text {
            "beginning" => Ok(Self::Beginning),
            "now" => Ok(Self::Now),
            time => Timestamp::parse(time).map(Self::RecordedSince).map_err(|_| InvalidStart),
        }
    }
}

impl Feed {
    /// Returns the position of a new reader.
    pub async fn start(
        &self,
        organization: &OrganizationId,
        start: FeedStart,
    ) -> Result<FeedPosition, StoreError> {
        match start {
            FeedStart::Beginning => {
                let first = self.first_from(organization, 1).await?;
                Ok(first.map_or(FeedPosition::BEGINNING, |first| FeedPosition::before(first.number)))
            }
            FeedStart::Now => {
                let head = self.head(organization).await?;
                Ok(head.map_or(FeedPosition::BEGINNING, |head| FeedPosition::before(head.number + 1)))
            }
            FeedStart::RecordedSince(time) => self.recorded_since(organization, time).await,
        }
    }

    /// Finds the position by bisection: the maximum time of recording never falls from one segment to the next.
    async fn recorded_since(
        &self,
        organization: &OrganizationId,
        time: Timestamp,
    ) -> Result<FeedPosition, StoreError> {
        let Some(head) = self.head(organization).await? else { return Ok(FeedPosition::BEGINNING) };
        let (mut low, mut high) = (1, head.number + 1);
        let mut found: Option<Segment> = None;
        // Every existing segment before `low` is too early. `found` is the first known one that is not, if any.
        while low < high {
            let middle = low + (high - low) / 2;
            match self.first_from(organization, middle).await? {
                Some(segment) if segment.max_recorded_at < time => low = segment.number + 1,
                Some(segment) => {
                    high = middle;
                    found = Some(segment);
                }
                None => high = middle,
            }
        }
        let Some(segment) = found else { return Ok(FeedPosition::before(head.number + 1)) };
        let early = segment.keys()?.into_iter().take_while(|line| line.recorded_at < time).count();
        let skip = u16::try_from(early).unwrap_or(segment.count);
        Ok(FeedPosition { segment: segment.number, skip }.normalized(segment.count))
    }
}
