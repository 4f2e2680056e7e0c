//! Reads one partition of an index, page by page.

use std::collections::VecDeque;

use aws_sdk_dynamodb::types::{ConsumedCapacity, ReturnConsumedCapacity};
use event_model::Event;
use tokio::task::JoinHandle;

use crate::dynamodb::item::{Item, from_item, text};
use crate::events::budget::ROWS_PER_READ_UNIT;
use crate::events::keys::Position;
use crate::events::planner::{Index, Order};
use crate::events::row::EventItem;
use crate::{EventLog, StoreError};

/// The sort keys that a reader reads in every partition, and their order.
#[derive(Debug, Clone)]
pub(crate) struct KeyRange {
    pub(crate) index: Index,
    pub(crate) order: Order,
    /// Lowest sort key, included.
    pub(crate) lower: String,
    /// Highest sort key, included.
    pub(crate) upper: String,
}

/// The number of rows that one request reads from a partition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageSize {
    /// Maximum rows; `None` for as many as fit 1 MB.
    pub(crate) limit: Option<u32>,
    /// Whether the next page is fetched while the rows of the last are returned.
    pub(crate) prefetch: bool,
}

impl PageSize {
    /// Returns the page size with which `partitions` together read about `rows` rows at most, each at least `min`.
    pub(crate) fn within(self, rows: u32, partitions: usize, min: u32) -> Self {
        // Pages of bulk reads are small for any number of partitions.
        if self.prefetch {
            return self;
        }
        let share = (rows / u32::try_from(partitions).unwrap_or(u32::MAX).max(1)).max(min);
        Self { limit: Some(self.limit.map_or(share, |limit| limit.min(share))), ..self }
    }
}

/// Reads one partition in order.
#[derive(Debug)]
pub(crate) struct PartitionReader {
    key: String,
    /// Rows that are fetched but not returned yet.
    rows: VecDeque<(Position, Event)>,
    next: NextPage,
    prefetch: Option<Prefetch>,
}

/// Where the next page starts.
#[derive(Debug, Clone)]
enum NextPage {
    First,
    After(Item),
    /// The partition is read to its end.
    None,
}

/// One page.
#[derive(Debug)]
struct Page {
    rows: VecDeque<(Position, Event)>,
    /// Rows of the budget that the page costs.
    cost: u32,
    next: NextPage,
}

/// A request in flight. It ends with the reader.
#[derive(Debug)]
struct Prefetch(JoinHandle<Result<Page, StoreError>>);

impl Drop for Prefetch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl PartitionReader {
    pub(crate) fn new(key: String) -> Self {
        Self { key, rows: VecDeque::new(), next: NextPage::First, prefetch: None }
    }

    /// Returns `true` if the next row is unknown and may exist.
    pub(crate) fn needs_fetch(&self) -> bool {
        self.rows.is_empty() && !matches!(self.next, NextPage::None)
    }

    /// Returns `true` if unread rows may remain.
    pub(crate) fn has_more(&self) -> bool {
        !self.rows.is_empty() || !matches!(self.next, NextPage::None)
    }

    /// Returns the position of the next row, if it is fetched.
    pub(crate) fn peek(&self) -> Option<&Position> {
        self.rows.front().map(|(position, _)| position)
    }

    /// Returns the next row, if it is fetched.
    pub(crate) fn next(&mut self) -> Option<(Position, Event)> {
        self.rows.pop_front()
    }

    /// Fetches the next page. Returns how many rows of the budget it costs.
    pub(crate) async fn fetch(
        &mut self,
        events: &EventLog,
        range: &KeyRange,
        size: PageSize,
    ) -> Result<u32, StoreError> {
        let page = match self.prefetch.take() {
            Some(mut prefetch) => {
                (&mut prefetch.0).await.map_err(|error| StoreError::internal("Query", error))?
            }
            None => query(events, range, &self.key, &self.next, size.limit).await,
        };
        let Page { rows, cost, next } = page?;
        self.rows.extend(rows);
        self.next = next;
        if size.prefetch && matches!(self.next, NextPage::After(_)) {
            let (events, range, key, next) =
                (events.clone(), range.clone(), self.key.clone(), self.next.clone());
            let page = async move { query(&events, &range, &key, &next, size.limit).await };
            self.prefetch = Some(Prefetch(tokio::spawn(page)));
        }
        Ok(cost)
    }
}

async fn query(
    events: &EventLog,
    range: &KeyRange,
    key: &str,
    next: &NextPage,
    limit: Option<u32>,
) -> Result<Page, StoreError> {
    let start = match next {
        NextPage::None => return Ok(Page { rows: VecDeque::new(), cost: 0, next: NextPage::None }),
        NextPage::First => None,
        NextPage::After(key) => Some(key.clone()),
    };
    let request = events
        .table
        .client
        .query()
        .table_name(&*events.table.name)
        .index_name(range.index.name())
        .key_condition_expression("#key = :key AND sort_key BETWEEN :lower AND :upper")
        .expression_attribute_names("#key", range.index.key())
        .expression_attribute_values(":key", text(key))
        .expression_attribute_values(":lower", text(&range.lower))
        .expression_attribute_values(":upper", text(&range.upper))
        .scan_index_forward(range.order == Order::Ascending)
        .set_limit(limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX)))
        .set_exclusive_start_key(start)
        // For the read budget.
        .return_consumed_capacity(ReturnConsumedCapacity::Total);
    let response = request.send().await.map_err(|error| StoreError::sdk("Query", error))?;
    let units = response.consumed_capacity().and_then(ConsumedCapacity::capacity_units).unwrap_or_default();
    // Required: a malformed response must be an error, not an empty page.
    let items = response.items.ok_or_else(|| StoreError::internal("Query", "the response has no items"))?;
    let rows = items.into_iter().map(|item| from_item::<EventItem>(item)?.into_event());
    let rows = rows.collect::<Result<VecDeque<_>, _>>()?;
    let cost = rows.len().max((units * ROWS_PER_READ_UNIT) as usize).max(1);
    // Only an absent last key ends the partition. An empty page does not.
    let next = match response.last_evaluated_key {
        Some(key) if !key.is_empty() => NextPage::After(key),
        _ => NextPage::None,
    };
    Ok(Page { rows, cost: u32::try_from(cost).unwrap_or(u32::MAX), next })
}
