//! Reads events in time order, whatever index and however many keys answer.
//!
//! The order is that of `occurred_at`, which producers set. An event that arrives late takes its place in
//! the past: two reads of one past range can differ by it, and a cursor that has passed its place never
//! returns it. `recorded_at` tells when an event arrived.

use event_model::{Event, EventFilter, OrganizationState, Settings, TimeRange, Timestamp};
use futures::{StreamExt, TryStreamExt};

use crate::events::keys::{self, Position};
use crate::events::partition::{Branch, Span, Stride};
use crate::events::planner::{self, Order, Plan};
use crate::{EventLog, ReadBudget, StoreError};

/// What a reader is asked for.
#[derive(Debug, Clone)]
pub struct ReadRequest<'a> {
    /// The organisation, with its settings as they are now.
    pub state: &'a OrganizationState,
    /// Which events.
    pub filter: EventFilter,
    /// In which order.
    pub order: Order,
    /// Where an earlier reader stopped.
    pub after: Option<Position>,
    /// How much to read at once.
    pub size: ReadSize,
    /// How much to read in all.
    pub budget: ReadBudget,
    /// Now: what has expired by then is not returned.
    pub now: Timestamp,
}

/// How much a reader asks DynamoDB for at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadSize {
    /// About so many rows are wanted in all.
    Rows(u16),
    /// All rows are wanted: many at a time, and the next while the last are handed on.
    Bulk,
}

/// One row further.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// An event that was asked for.
    Event(Box<Event>),
    /// A row was read that does not match, or has expired.
    Skipped,
    /// There is nothing more.
    End,
    /// The budget is spent: [`EventReader::position`] says where to go on.
    Stopped,
}

/// Reads of one reader that are under way at once.
const READS_AT_ONCE: usize = 16;
/// Rows that fit 4 KB, which cost half a read unit however few of them are read: events of the catalogue
/// have about 500 bytes, and these have 585.
const ROWS_OF_A_READ: u32 = 7;

/// Merges the branches of a plan.
///
/// Every matching event lies in exactly one branch and each branch comes in order, so the merge returns
/// each once, in order, as long as no branch is passed over whose next row is not known yet.
pub struct EventReader<'a> {
    events: &'a EventLog,
    filter: EventFilter,
    settings: Settings,
    now: Timestamp,
    span: Span,
    branches: Vec<Branch>,
    stride: Stride,
    /// How many rows to ask for when what was read is not enough.
    refill: Option<u32>,
    position: Option<Position>,
    budget: ReadBudget,
    rows_read: u32,
    /// Whether a row has been passed.
    advanced: bool,
}

impl<'a> EventReader<'a> {
    /// Plans the reading; nothing is read yet.
    pub fn new(events: &'a EventLog, request: ReadRequest<'_>) -> Self {
        let ReadRequest { state, filter, order, after, size, budget, now } = request;
        // TTL deletes late, and a retention that was shortened holds at once, but not for the monitor's own events.
        let settings = state.settings;
        let kept = match filter.admits_monitor() {
            true => Some(filter.range),
            false => filter.range.since(settings.shown_since(now)),
        };
        let Plan { index, keys, residual } =
            planner::plan(&state.organization.id, &filter, state.organization.write_shards);
        let (lower, upper) = bounds(kept, order, after.as_ref());
        let span = Span { index, order, lower, upper };
        let keys = if kept.is_none() || span.lower > span.upper { Vec::new() } else { keys };
        let (stride, refill) = match size {
            ReadSize::Bulk => {
                let limit = Some(bulk_limit(keys.len()));
                (Stride { limit, ahead: true }, limit)
            }
            ReadSize::Rows(rows) => {
                let (first, refill) = limits(rows, keys.len(), residual);
                (Stride { limit: Some(first), ahead: false }, Some(refill))
            }
        };
        let branches = keys.into_iter().map(Branch::new).collect();
        Self {
            events,
            filter,
            settings,
            now,
            span,
            branches,
            stride,
            refill,
            position: after,
            budget,
            rows_read: 0,
            advanced: false,
        }
    }

    /// Goes one row further.
    pub async fn step(&mut self) -> Result<Step, StoreError> {
        if !self.feed().await? {
            return Ok(Step::Stopped);
        }
        let next = self.branches.iter_mut().filter(|branch| branch.head().is_some());
        let next = match self.span.order {
            Order::Ascending => next.min_by(|a, b| a.head().cmp(&b.head())),
            Order::Descending => next.max_by(|a, b| a.head().cmp(&b.head())),
        };
        let Some((position, event)) = next.and_then(Branch::pop) else { return Ok(Step::End) };
        self.position = Some(position);
        self.advanced = true;
        let wanted = self.settings.shows(&event, self.now) && self.filter.matches(&event);
        Ok(if wanted { Step::Event(Box::new(event)) } else { Step::Skipped })
    }

    /// Tells whether there may be more.
    pub fn is_open(&self) -> bool {
        self.branches.iter().any(Branch::is_open)
    }

    /// Returns the position of the last row that was passed, matching or not.
    pub fn position(&self) -> Option<&Position> {
        self.position.as_ref()
    }

    /// Reads on in every branch whose next row is not known. Returns `false` if the budget is spent before
    /// all are known.
    ///
    /// The first row is always reached, or a cursor could stay where it was and its listing never end. That
    /// costs one request for each branch, so what limits it is the number of branches.
    async fn feed(&mut self) -> Result<bool, StoreError> {
        let mut has_read = false;
        loop {
            let hungry = self.branches.iter().filter(|branch| branch.is_hungry()).count();
            if hungry == 0 {
                break;
            }
            let left = self.budget.rows.saturating_sub(self.rows_read);
            if left == 0 && self.advanced && self.budget != ReadBudget::UNBOUNDED {
                return Ok(false);
            }
            let (events, span) = (self.events, &self.span);
            let stride = self.stride.within(left, hungry, ROWS_OF_A_READ);
            let mut reads = Vec::new();
            for branch in &mut self.branches {
                if branch.is_hungry() {
                    reads.push(branch.read(events, span, stride));
                }
            }
            let costs: Vec<u32> =
                futures::stream::iter(reads).buffer_unordered(READS_AT_ONCE).try_collect().await?;
            self.rows_read = costs.into_iter().fold(self.rows_read, u32::saturating_add);
            has_read = true;
        }
        if has_read && !self.stride.ahead {
            self.stride.limit = self.refill;
            // What was not enough twice may be far from enough: grow, up to DynamoDB's own 1 MB.
            let refill = self.refill.and_then(|limit| limit.checked_mul(2));
            self.refill = refill.filter(|limit| *limit < 2_000);
        }
        Ok(true)
    }
}

/// Rows that a bulk reader asks all branches together for, about. Twice as many are there at most: those that
/// are handed on, and those that are read ahead.
const BULK_ROWS: usize = 4_000;
/// Rows that a bulk reader asks one branch for at most: about half a megabyte. A page of a whole one takes
/// ten times its size while it is decoded, and is not read any faster for it.
const BULK_ROWS_MAX: usize = 1_000;
/// Rows that a bulk reader never asks a branch for fewer of: the last 4 KB of each read are half empty on
/// average, which with 64 rows is a few hundredths of what they cost.
const BULK_ROWS_MIN: usize = 64;

/// Returns how many rows to ask each of `branches` for, when all are wanted: memory stays the same,
/// however many branches there are.
fn bulk_limit(branches: usize) -> u32 {
    let share = (BULK_ROWS / branches.max(1)).clamp(BULK_ROWS_MIN, BULK_ROWS_MAX);
    u32::try_from(share).unwrap_or(u32::MAX)
}

/// Returns how many rows to ask each of `branches` for, when `rows` are wanted of all together: at first,
/// and of those that run dry before all are there.
fn limits(rows: u16, branches: usize, residual: bool) -> (u32, u32) {
    let (first, refill) = match branches {
        0 | 1 => (u32::from(rows), u32::from(rows) * 2),
        _ => {
            let share = f64::from(rows) / branches as f64;
            // Shares vary by about their square root: half of it more saves most branches a second read.
            let likely = share + share.sqrt() / 2.0;
            let nearest = (likely / f64::from(ROWS_OF_A_READ)).round() as u32 * ROWS_OF_A_READ;
            let first = if f64::from(nearest) < share { nearest + ROWS_OF_A_READ } else { nearest };
            // All but a few of the rows are there when one branch runs dry.
            (first, (share.sqrt() as u32).max(1).next_multiple_of(ROWS_OF_A_READ))
        }
    };
    // Rows that do not match are of any number: the second read asks for more than the first.
    if residual { (first.saturating_mul(2), first.saturating_mul(4)) } else { (first, refill) }
}

/// Returns the lowest and highest sort key of what is left to read.
fn bounds(range: Option<TimeRange>, order: Order, after: Option<&Position>) -> (String, String) {
    let range = range.unwrap_or(TimeRange::ALL);
    // Nothing has the bound of `to` itself as its sort key, so including it keeps `to` out.
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
    fn reads_ask_for_what_they_cost() {
        assert_eq!(limits(50, 1, false), (50, 100));
        assert_eq!(limits(50, 2, false), (28, 7));
        assert_eq!(limits(50, 4, false), (14, 7));
        assert_eq!(limits(50, 6, false), (14, 7));
        assert_eq!(limits(50, 16, false), (7, 7));
        assert_eq!(limits(50, 256, false), (7, 7));
        assert_eq!(limits(1000, 4, false), (259, 21));
        assert_eq!(limits(50, 1, true), (100, 200));
        assert_eq!(limits(1, 0, false), (1, 2));
    }
}
