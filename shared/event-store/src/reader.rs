//! Reads events in time order, whatever index and however many keys answer.

use event_model::{Event, EventFilter, OrganizationState, TimeRange, Timestamp};
use futures::{StreamExt, TryStreamExt};

use crate::branch::{Branch, Span, Stride};
use crate::keys::{self, Position};
use crate::planner::{self, Order, Plan};
use crate::{Store, StoreError};

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
    /// Now: what has expired by then is not returned.
    pub now: Timestamp,
}

/// How much a reader asks DynamoDB for at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadSize {
    /// About so many rows are wanted in all.
    Rows(u16),
    /// All rows are wanted: 1 MB at a time, and the next while the last is handed on.
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
}

/// Reads of one reader that are under way at once.
const READS_AT_ONCE: usize = 16;
/// Rows that a read never goes below: they fit 4 KB, so that fewer would cost the same half read unit.
const ROWS_MIN: u32 = 5;

/// Merges the branches of a plan.
///
/// Every matching event lies in exactly one branch and each branch comes in order, so the merge returns
/// each once, in order, as long as no branch is passed over whose next row is not known yet.
pub struct EventReader<'a> {
    store: &'a Store,
    filter: EventFilter,
    now: Timestamp,
    span: Span,
    branches: Vec<Branch>,
    stride: Stride,
    position: Option<Position>,
    rows_read: u32,
}

impl<'a> EventReader<'a> {
    /// Plans the reading; nothing is read yet.
    pub fn new(store: &'a Store, request: ReadRequest<'_>) -> Self {
        let ReadRequest { state, filter, order, after, size, now } = request;
        // TTL deletes late, and a retention that was shortened holds at once.
        let kept = filter.range.since(now.minus(state.settings.retention_days.duration()));
        let Plan { index, keys, residual } =
            planner::plan(&state.organization.id, &filter, state.organization.write_shards);
        let (lower, upper) = bounds(kept, order, after.as_ref());
        let span = Span { index, order, lower, upper };
        let keys = if kept.is_none() || span.lower > span.upper { Vec::new() } else { keys };
        let stride = match size {
            ReadSize::Bulk => Stride { limit: bulk_limit(keys.len()), ahead: true },
            ReadSize::Rows(rows) => {
                Stride { limit: Some(first_limit(rows, keys.len(), residual)), ahead: false }
            }
        };
        let branches = keys.into_iter().map(Branch::new).collect();
        Self { store, filter, now, span, branches, stride, position: after, rows_read: 0 }
    }

    /// Goes one row further.
    pub async fn step(&mut self) -> Result<Step, StoreError> {
        if self.is_hungry() {
            self.feed().await?;
        }
        let next = self.branches.iter_mut().filter(|branch| branch.head().is_some());
        let next = match self.span.order {
            Order::Ascending => next.min_by(|a, b| a.head().cmp(&b.head())),
            Order::Descending => next.max_by(|a, b| a.head().cmp(&b.head())),
        };
        let Some((position, event)) = next.and_then(Branch::pop) else { return Ok(Step::End) };
        self.position = Some(position);
        let wanted = event.expires_at > self.now && self.filter.matches(&event);
        Ok(if wanted { Step::Event(Box::new(event)) } else { Step::Skipped })
    }

    /// Tells whether the next step has to read.
    pub fn is_hungry(&self) -> bool {
        self.branches.iter().any(Branch::is_hungry)
    }

    /// Tells whether there may be more.
    pub fn is_open(&self) -> bool {
        self.branches.iter().any(Branch::is_open)
    }

    /// Returns the position of the last row that was passed, matching or not.
    pub fn position(&self) -> Option<&Position> {
        self.position.as_ref()
    }

    /// Returns how many rows were read, matching or not.
    pub fn rows_read(&self) -> u32 {
        self.rows_read
    }

    /// Reads on in every branch whose next row is not known.
    async fn feed(&mut self) -> Result<(), StoreError> {
        let (store, span, stride) = (self.store, &self.span, self.stride);
        while self.branches.iter().any(Branch::is_hungry) {
            let mut reads = Vec::new();
            for branch in &mut self.branches {
                if branch.is_hungry() {
                    reads.push(branch.read(store, span, stride));
                }
            }
            let counts: Vec<u32> =
                futures::stream::iter(reads).buffer_unordered(READS_AT_ONCE).try_collect().await?;
            self.rows_read = self.rows_read.saturating_add(counts.iter().sum());
        }
        // What was not enough once may be far from enough: grow, up to DynamoDB's own 1 MB.
        if !stride.ahead {
            let limit = stride.limit.and_then(|limit| limit.checked_mul(2));
            self.stride.limit = limit.filter(|limit| *limit < 2_000);
        }
        Ok(())
    }
}

/// Rows that a bulk reader holds of all branches together, about, and as many again that are under way.
const BULK_ROWS: usize = 4_000;
/// Rows that a bulk reader never asks a branch for fewer of: the last 4 KB of each read are half empty on
/// average, which with 64 rows is a few hundredths of what they cost.
const BULK_ROWS_MIN: usize = 64;

/// Returns how many rows to ask each of `branches` for, when all are wanted: memory stays the same,
/// however many branches there are.
fn bulk_limit(branches: usize) -> Option<u32> {
    let share = (BULK_ROWS / branches.max(1)).max(BULK_ROWS_MIN);
    (branches > 1).then(|| u32::try_from(share).unwrap_or(u32::MAX))
}

/// Returns how many rows to ask each of `branches` for, when `rows` are wanted of all together.
fn first_limit(rows: u16, branches: usize, residual: bool) -> u32 {
    let share = f64::from(rows) / branches.max(1) as f64;
    // Shares vary by about their square root: a little more saves most branches a second read.
    let spare = if branches > 1 { share.sqrt() } else { 0.0 };
    let wanted = (share + spare).ceil() as u32;
    let wanted = if residual { wanted.saturating_mul(2) } else { wanted };
    if branches > 1 { wanted.max(ROWS_MIN) } else { wanted }
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
