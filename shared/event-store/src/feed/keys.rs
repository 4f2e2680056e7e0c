//! The keys of a part of the feed, to find events that it lacks.

use std::collections::HashMap;

use chrono::Duration;
use event_model::{OrganizationId, TimeRange, Timestamp, limits};

use crate::feed::entry::FeedKey;
use crate::feed::query::SegmentQuery;
use crate::{Feed, FeedStart, StoreError};

/// Segments of one request.
const SEGMENTS: u16 = 32;

/// The keys of the events of a feed that occurred in a range.
#[derive(Debug)]
pub struct FeedKeys {
    /// The range, which can end earlier than was asked for.
    pub range: TimeRange,
    keys: HashMap<FeedKey, Timestamp>,
}

impl FeedKeys {
    /// Returns `true` if the feed has this recording.
    pub fn contains(&self, key: &FeedKey) -> bool {
        self.keys.contains_key(key)
    }

    /// Halves the range until at most `max` keys are left.
    fn shrink(&mut self, max: usize) {
        while self.keys.len() > max {
            let mut times: Vec<Timestamp> = self.keys.values().copied().collect();
            let middle = times.len() / 2;
            let (_, middle, _) = times.select_nth_unstable(middle);
            // Events of one millisecond cannot be divided.
            let end = (*middle).max(self.range.from().plus(Duration::milliseconds(1)));
            let Ok(range) = TimeRange::new(self.range.from(), end) else { return };
            if range == self.range {
                return;
            }
            self.range = range;
            self.keys.retain(|_, time| range.contains(*time));
        }
    }
}

impl Feed {
    /// Returns the keys of the events that occurred in `range`. If there are more than `max`, the range is shortened, so
    /// that memory is bounded.
    pub async fn keys(
        &self,
        organization: &OrganizationId,
        range: TimeRange,
        max: usize,
    ) -> Result<FeedKeys, StoreError> {
        // Ingest refuses events that are further ahead of its clock.
        let recorded = range.from().minus(Duration::minutes(limits::CLOCK_SKEW_MINUTES));
        let start = self.start(organization, FeedStart::RecordedSince(recorded)).await?;
        let mut found = FeedKeys { range, keys: HashMap::new() };
        let mut from = start.segment;
        loop {
            let query =
                SegmentQuery { organization, from, to: u64::MAX, newest_first: false, limit: SEGMENTS };
            let page = self.segments(query).await?;
            for segment in &page.segments {
                from = segment.number + 1;
                for line in segment.keys()? {
                    let occurred_at = line.occurred_at.unwrap_or(line.recorded_at);
                    if found.range.contains(occurred_at) {
                        found.keys.insert(line.key, occurred_at);
                    }
                }
                found.shrink(max);
            }
            if !page.has_more {
                return Ok(found);
            }
        }
    }
}
