//! Reads events in order of time, over all partitions that a plan names.
//!
//! # Order
//!
//! Pages are ordered by `occurred_at`, which the producer sets, not by `recorded_at`, which ingest stamps. An event
//! that arrives late takes its place in the past:
//!
//! - two reads of the same past range can differ by late events, so an empty range proves nothing about later reads;
//! - a cursor that has passed the place of a late event never returns it.
//!
//! Order of arrival instead would break every filter by time: a page of one day would have to read all later days. A
//! consumer that must see every event exactly once needs a stream in order of arrival.

use event_model::{Event, EventFilter, OrganizationState, Settings, TimeRange, Timestamp};
use futures::{StreamExt, TryStreamExt};

use crate::events::keys::{self, Position};
use crate::events::partition::{KeyRange, PageSize, PartitionReader};
use crate::events::planner::{self, Order, Plan};
use crate::{EventLog, ReadBudget, StoreError};

/// A request to read events.
#[derive(Debug, Clone)]
pub struct ReadRequest<'a> {
    /// The organization, with its current settings.
    pub state: &'a OrganizationState,
    /// Events to return.
    pub filter: EventFilter,
    /// Order of the events.
    pub order: Order,
    /// Position of the last row that an earlier reader passed.
    pub after: Option<Position>,
    /// Number of events to read.
    pub size: ReadSize,
    /// The current time: events that expired before are not returned.
    pub now: Timestamp,
}

/// The number of rows that a reader fetches at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadSize {
    /// About this many rows in total.
    Rows(u16),
    /// All rows: many at a time, and the next page while the rows of the last are returned.
    Bulk,
}

/// The next row of a reader.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// An event that matches.
    Event(Box<Event>),
    /// A row that does not match, or has expired.
    Skipped,
    /// No row remains.
    End,
}

/// The next event of a reader with a budget.
#[derive(Debug, PartialEq)]
pub enum BoundedStep {
    /// An event that matches.
    Event(Box<Event>),
    /// The budget is spent. A later reader continues at [`EventReader::position`].
    BudgetSpent,
    /// No event remains.
    End,
}

/// Requests of one reader in flight at once.
const REQUESTS_IN_FLIGHT: usize = 16;
/// Rows in 4 KB, which cost half a read unit even if fewer rows are read. An event of the catalog has about 580
/// bytes, so seven rows often need another 4 KB.
const ROWS_PER_4_KB: u32 = 6;

/// Merges the partitions of a plan.
///
/// Every matching event is in exactly one partition, and each partition is read in order. So the merge returns each
/// event once and in order, as long as the next row of every partition is known before one is chosen.
pub struct EventReader<'a> {
    events: &'a EventLog,
    filter: EventFilter,
    settings: Settings,
    now: Timestamp,
    range: KeyRange,
    partitions: Vec<PartitionReader>,
    page_size: PageSize,
    /// Maximum rows of the next page, if the first one is not enough.
    next_limit: Option<u32>,
    position: Option<Position>,
    rows_read: u32,
    /// Whether this reader has passed a row.
    has_advanced: bool,
}

impl<'a> EventReader<'a> {
    /// Plans the reading. Sends no request.
    pub fn new(events: &'a EventLog, request: ReadRequest<'_>) -> Self {
        let ReadRequest { state, filter, order, after, size, now } = request;
        // TTL deletes late, and a shortened retention applies at once, but not to the monitor's own events.
        let settings = state.settings;
        let kept = match filter.admits_monitor() {
            true => Some(filter.range),
            false => filter.range.since(settings.shown_since(now)),
        };
        let Plan { index, keys, residual } =
            planner::plan(&state.organization.id, &filter, state.organization.write_shards);
        let (lower, upper) = bounds(kept, order, after.as_ref());
        let range = KeyRange { index, order, lower, upper };
        let keys = if kept.is_none() || range.lower > range.upper { Vec::new() } else { keys };
        let (page_size, next_limit) = match size {
            ReadSize::Bulk => {
                let limit = Some(bulk_limit(keys.len()));
                (PageSize { limit, prefetch: true }, limit)
            }
            ReadSize::Rows(rows) => {
                let (first, next) = limits(rows, keys.len(), residual);
                (PageSize { limit: Some(first), prefetch: false }, Some(next))
            }
        };
        Self {
            events,
            filter,
            settings,
            now,
            range,
            partitions: keys.into_iter().map(PartitionReader::new).collect(),
            page_size,
            next_limit,
            position: after,
            rows_read: 0,
            has_advanced: false,
        }
    }

    /// Returns the next row.
    pub async fn next(&mut self) -> Result<Step, StoreError> {
        self.fetch(None).await?;
        Ok(self.merge())
    }

    /// Returns the next event that this reader finds before it has read more rows than `budget` allows.
    ///
    /// The first row is always read: otherwise, a cursor could stay at its position and its listing would never end.
    /// The number of partitions limits the cost: one request for each.
    pub async fn next_within(&mut self, budget: ReadBudget) -> Result<BoundedStep, StoreError> {
        loop {
            let rows_left = budget.rows.saturating_sub(self.rows_read);
            if !self.fetch(Some(rows_left)).await? {
                return Ok(BoundedStep::BudgetSpent);
            }
            match self.merge() {
                Step::Event(event) => return Ok(BoundedStep::Event(event)),
                Step::Skipped => {}
                Step::End => return Ok(BoundedStep::End),
            }
        }
    }

    /// Returns `true` if unread rows may remain.
    pub fn has_more(&self) -> bool {
        self.partitions.iter().any(PartitionReader::has_more)
    }

    /// Returns the position of the last row that this reader passed, matching or not.
    pub fn position(&self) -> Option<&Position> {
        self.position.as_ref()
    }

    /// Passes the next row in order. The next row of every partition must be known.
    fn merge(&mut self) -> Step {
        let next = self.partitions.iter_mut().filter(|partition| partition.peek().is_some());
        let next = match self.range.order {
            Order::Ascending => next.min_by(|a, b| a.peek().cmp(&b.peek())),
            Order::Descending => next.max_by(|a, b| a.peek().cmp(&b.peek())),
        };
        let Some((position, event)) = next.and_then(PartitionReader::next) else { return Step::End };
        self.position = Some(position);
        self.has_advanced = true;
        let matches = self.settings.shows(&event, self.now) && self.filter.matches(&event);
        if matches { Step::Event(Box::new(event)) } else { Step::Skipped }
    }

    /// Fetches a page of every partition whose next row is unknown. Returns `false` if `rows_left` is spent before
    /// all are known.
    async fn fetch(&mut self, mut rows_left: Option<u32>) -> Result<bool, StoreError> {
        let mut has_fetched = false;
        loop {
            let waiting = self.partitions.iter().filter(|partition| partition.needs_fetch()).count();
            if waiting == 0 {
                break;
            }
            if rows_left == Some(0) && self.has_advanced {
                return Ok(false);
            }
            let (events, range) = (self.events, &self.range);
            let size = self.page_size.within(rows_left.unwrap_or(u32::MAX), waiting, ROWS_PER_4_KB);
            let partitions = self.partitions.iter_mut().filter(|partition| partition.needs_fetch());
            let pages: Vec<_> = partitions.map(|partition| partition.fetch(events, range, size)).collect();
            let costs: Vec<u32> =
                futures::stream::iter(pages).buffer_unordered(REQUESTS_IN_FLIGHT).try_collect().await?;
            let cost = costs.into_iter().fold(0, u32::saturating_add);
            self.rows_read = self.rows_read.saturating_add(cost);
            rows_left = rows_left.map(|rows| rows.saturating_sub(cost));
            has_fetched = true;
        }
        if has_fetched && !self.page_size.prefetch {
            self.page_size.limit = self.next_limit;
            // If two pages are not enough, many more may be needed: later pages grow, up to DynamoDB's limit of 1 MB.
            let next_limit = self.next_limit.and_then(|limit| limit.checked_mul(2));
            self.next_limit = next_limit.filter(|limit| *limit < 2_000);
        }
        Ok(true)
    }
}

/// Rows of a bulk read in memory, over all partitions: at most twice as many, since a page is returned while the next
/// one is fetched.
const BULK_ROWS: usize = 4_000;
/// Maximum page size of a bulk read, per partition: about half a megabyte. A page of 1 MB takes ten times its size
/// while it is decoded, and is not read any faster.
const BULK_PAGE_MAX: usize = 1_000;
/// Minimum page size of a bulk read, per partition: the last 4 KB of each page are half empty on average, a few
/// hundredths of the cost of 64 rows.
const BULK_PAGE_MIN: usize = 64;

/// Returns the page size of each of `partitions` in a bulk read. The memory of a reader does not depend on the number
/// of partitions.
fn bulk_limit(partitions: usize) -> u32 {
    let share = (BULK_ROWS / partitions.max(1)).clamp(BULK_PAGE_MIN, BULK_PAGE_MAX);
    u32::try_from(share).unwrap_or(u32::MAX)
}

/// Returns the sizes of the first and the second page of each of `partitions`, if `rows` are wanted in total.
fn limits(rows: u16, partitions: usize, residual: bool) -> (u32, u32) {
    let (first, next) = match partitions {
        0 | 1 => (u32::from(rows), u32::from(rows) * 2),
        _ => {
            let share = f64::from(rows) / partitions as f64;
            // Shares vary by about their square root: with half of it added, most partitions need no second page.
            let likely = share + share.sqrt() / 2.0;
            let nearest = (likely / f64::from(ROWS_PER_4_KB)).round() as u32 * ROWS_PER_4_KB;
            let first = if f64::from(nearest) < share { nearest + ROWS_PER_4_KB } else { nearest };
            // When a partition has no fetched row left, all but a few of the wanted rows are returned.
            (first, (share.sqrt() as u32).max(1).next_multiple_of(ROWS_PER_4_KB))
        }
    };
    // Any number of rows may not match: the second page is larger than the first.
    if residual { (first.saturating_mul(2), first.saturating_mul(4)) } else { (first, next) }
}

/// Returns the lowest and the highest sort key of the rows that remain.
fn bounds(range: Option<TimeRange>, order: Order, after: Option<&Position>) -> (String, String) {
    let range = range.unwrap_or(TimeRange::ALL);
    // No row has the bound of `to` as its sort key, so including it excludes `to`.
    let (lower, upper) = (keys::time_bound(range.from()), keys::time_bound(range.to()));
    match (after, order) {
        (None, _) => (lower, upper),
        (Some(position), Order::Ascending) => (lower.max(position.just_after()), upper),
        (Some(position), Order::Descending) => (lower, upper.min(position.just_before())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_fill_read_units() {
        assert_eq!(limits(50, 1, false), (50, 100));
        assert_eq!(limits(50, 2, false), (30, 6));
        assert_eq!(limits(50, 4, false), (18, 6));
        assert_eq!(limits(50, 6, false), (12, 6));
        assert_eq!(limits(50, 16, false), (6, 6));
        assert_eq!(limits(50, 256, false), (6, 6));
        assert_eq!(limits(1000, 4, false), (258, 18));
        assert_eq!(limits(50, 1, true), (100, 200));
        assert_eq!(limits(1, 0, false), (1, 2));
    }
}
