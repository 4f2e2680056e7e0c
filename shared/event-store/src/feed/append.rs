//! Appends records to the feed: each once, whatever is delivered again, in whichever order.

use std::collections::HashSet;

use event_model::{OrganizationId, Timestamp};
use tokio::time::Instant;

use crate::dynamodb::backoff::full_jitter;
use crate::feed::entry::FeedKey;
use crate::feed::query::SegmentQuery;
use crate::feed::record::FeedRecord;
use crate::feed::segment::{BYTES_MAX, ENTRIES_MAX, Segment};
use crate::{Feed, StoreError};

/// Segments of the first page of the duplicate check after the head. Each next page has twice as many.
const LOOK_BACK: u16 = 2;
/// Maximum segments of one page of the duplicate check.
const LOOK_BACK_MAX: u16 = 32;

/// The result of an append.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Appended {
    /// Records that are in the feed now and were not before.
    pub appended: usize,
    /// Records that the feed had already.
    pub present: usize,
    /// Segments that were written.
    pub segments: usize,
}

impl Feed {
    /// Appends the records of one organization that its feed lacks, ordered by time of recording. Events of the monitor
    /// follow the others: a segment has one retention, so mixed records would need a segment for each change.
    ///
    /// Exactly once: a segment is written only if its number is free, and a writer writes number n + 1 only after it
    /// has looked for its records in every segment up to n that can hold them. A segment can hold a record only if its
    /// `max_recorded_at` is not before the record's time of recording, and that maximum never falls from one segment to
    /// the next. So the look back ends at the first segment with a smaller maximum. A record's time of recording is
    /// the same at every delivery: order, clocks and repetition decide only how far a writer looks back.
    ///
    /// Fails with what it has appended so far in the feed. Sending the same records again completes it.
    pub async fn append(
        &self,
        organization: &OrganizationId,
        mut records: Vec<FeedRecord>,
        now: Timestamp,
        deadline: Instant,
    ) -> Result<Appended, StoreError> {
        let total = records.len();
        // Stable: records of one time stay in the order of the stream.
        records.sort_by_key(|record| (record.retention, record.recorded_at, record.occurred_at));
        let Some(first) = records.iter().map(|record| record.recorded_at).min() else {
            return Ok(Appended::default());
        };
        let mut head = self.head(organization).await?;
        let mut seen = HashSet::new();
        if let Some(head) = &head {
            self.look_back(head, first, &mut seen).await?;
        }
        records.retain(|record| seen.insert(record.key));
        let mut done = Appended::default();
        let mut attempt = 0;
        while let Some(size) = segment_size(&records) {
            if Instant::now() >= deadline {
                return Err(StoreError::internal("append", "the time of the invocation is used up"));
            }
            let segment = Segment::after(head.as_ref(), organization, &records[..size], now)?;
            if self.table.insert(segment.to_item()?).await? {
                records.drain(..size);
                head = Some(segment);
                done.appended += size;
                done.segments += 1;
                continue;
            }
            attempt += 1;
            tokio::time::sleep(full_jitter(attempt)).await;
            let newer = self.newer(organization, head.as_ref()).await?;
            // The SDK repeats a request whose response was lost. Without this, the sweep would report that nothing was
            // missing after it appended something.
            if newer.first().is_some_and(|newer| newer.is_write_of(&segment)) {
                done.appended += size;
                done.segments += 1;
            }
            let mut keys = HashSet::new();
            for segment in &newer {
                keys.extend(segment.keys()?.iter().map(|line| line.key));
            }
            records.retain(|record| !keys.contains(&record.key));
            head = newer.into_iter().next_back().or(head);
        }
        Ok(Appended { present: total - done.appended, ..done })
    }

    /// Adds the keys of every segment up to `head` that can hold a record which was recorded at `first` or later.
    async fn look_back(
        &self,
        head: &Segment,
        first: Timestamp,
        seen: &mut HashSet<FeedKey>,
    ) -> Result<(), StoreError> {
        let mut limit = LOOK_BACK;
        let mut page = vec![head.clone()];
        loop {
            for segment in &page {
                if segment.max_recorded_at < first {
                    return Ok(());
                }
                seen.extend(segment.keys()?.iter().map(|line| line.key));
            }
            let Some(to) = page.last().map(|segment| segment.number - 1).filter(|to| *to > 0) else {
                return Ok(());
            };
            let organization = &head.organization_id;
            let query = SegmentQuery { organization, from: 1, to, newest_first: true, limit };
            page = self.segments(query).await?.segments;
            limit = (limit * 2).min(LOOK_BACK_MAX);
        }
    }

    /// Returns the segments after `head` in order.
    async fn newer(
        &self,
        organization: &OrganizationId,
        head: Option<&Segment>,
    ) -> Result<Vec<Segment>, StoreError> {
        let mut segments: Vec<Segment> = Vec::new();
        loop {
            let last = segments.last().or(head).map_or(0, |segment| segment.number);
            let query = SegmentQuery {
                organization,
                from: last + 1,
                to: u64::MAX,
                newest_first: false,
                limit: LOOK_BACK_MAX,
            };
            let page = self.segments(query).await?;
            let is_empty = page.segments.is_empty();
            segments.extend(page.segments);
            if is_empty || !page.has_more {
                return Ok(segments);
            }
        }
    }
}

/// Returns how many of the first records fit one segment; `None` if there are none.
fn segment_size(records: &[FeedRecord]) -> Option<usize> {
    let class = records.first()?.retention;
    let mut bytes = 0;
    let fits = |record: &&FeedRecord| {
        bytes += record.line.len();
        record.retention == class && bytes <= BYTES_MAX
    };
    // The first record always fits: an event has much less than the maximum.
    Some(records.iter().take(ENTRIES_MAX).take_while(fits).count().max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::feed::record::RetentionClass;

    fn record(retention: RetentionClass, bytes: usize) -> FeedRecord {
        FeedRecord {
            key: FeedKey::of_row("org_a#pass#e", Timestamp::MIN),
            recorded_at: Timestamp::MIN,
            occurred_at: Timestamp::MIN,
            expires_at: Timestamp::MIN,
            retention,
            line: vec![b'x'; bytes],
        }
    }

    fn sizes(mut records: &[FeedRecord]) -> Vec<usize> {
        let mut sizes = Vec::new();
        while let Some(size) = segment_size(records) {
            sizes.push(size);
            records = &records[size..];
        }
        sizes
    }

    #[test]
    fn segment_size_is_bounded_by_entries() {
        let records = vec![record(RetentionClass::Product, 100); 1_201];
        assert_eq!(sizes(&records), [500, 500, 201]);
        assert_eq!(sizes(&records[..500]), [500]);
        assert_eq!(sizes(&[]), [0; 0]);
    }

    #[test]
    fn segment_size_is_bounded_by_bytes() {
        let exact = vec![record(RetentionClass::Product, BYTES_MAX / 3); 7];
        assert_eq!(sizes(&exact), [3, 3, 1]);
        let larger = vec![record(RetentionClass::Product, BYTES_MAX / 3 + 1); 5];
        assert_eq!(sizes(&larger), [2, 2, 1]);
        // A record that is too large alone must not stop the feed.
        assert_eq!(sizes(&vec![record(RetentionClass::Product, BYTES_MAX + 1); 2]), [1, 1]);
    }

    #[test]
    fn segment_size_ends_where_the_retention_changes() {
        let (product, monitor) = (record(RetentionClass::Product, 9), record(RetentionClass::Monitor, 9));
        let records = [vec![product.clone(); 3], vec![monitor; 2], vec![product]].concat();
        assert_eq!(sizes(&records), [3, 2, 1]);
        assert!(RetentionClass::Product < RetentionClass::Monitor, "an append sorts by it");
    }
}
