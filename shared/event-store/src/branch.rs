//! One key of one index, read page by page.

use std::collections::{HashMap, VecDeque};

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use event_model::Event;

use crate::event_item::EventItem;
use crate::keys::Position;
use crate::planner::{Index, Order};
use crate::{Store, StoreError};

/// What is read of an index, the same for every branch of a reader.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    pub(crate) index: Index,
    pub(crate) order: Order,
    /// The lowest sort key that is read.
    pub(crate) lower: String,
    /// The highest sort key that is read.
    pub(crate) upper: String,
}

/// The rows of one key that were read and not yet handed on, and where to go on.
#[derive(Debug)]
pub(crate) struct Branch {
    key: String,
    rows: VecDeque<(Position, Event)>,
    next: Next,
}

#[derive(Debug)]
enum Next {
    Start,
    After(HashMap<String, AttributeValue>),
    Nothing,
}

impl Branch {
    pub(crate) fn new(key: String) -> Self {
        Self { key, rows: VecDeque::new(), next: Next::Start }
    }

    /// Tells whether its next row is not known, though there may be one.
    pub(crate) fn is_hungry(&self) -> bool {
        self.rows.is_empty() && !matches!(self.next, Next::Nothing)
    }

    /// Tells whether there may be rows that were not handed on.
    pub(crate) fn is_open(&self) -> bool {
        !self.rows.is_empty() || !matches!(self.next, Next::Nothing)
    }

    pub(crate) fn head(&self) -> Option<&Position> {
        self.rows.front().map(|(position, _)| position)
    }

    pub(crate) fn pop(&mut self) -> Option<(Position, Event)> {
        self.rows.pop_front()
    }

    /// Reads on, at most `limit` rows (none: 1 MB), and returns how many rows there were.
    pub(crate) async fn read(
        &mut self,
        store: &Store,
        span: &Span,
        limit: Option<u32>,
    ) -> Result<u32, StoreError> {
        let start = match &self.next {
            Next::Nothing => return Ok(0),
            Next::Start => None,
            Next::After(key) => Some(key.clone()),
        };
        let response = store
            .dynamodb
            .query()
            .table_name(&*store.events_table)
            .index_name(span.index.name())
            .key_condition_expression("#key = :key AND sort_key BETWEEN :lower AND :upper")
            .expression_attribute_names("#key", span.index.key())
            .expression_attribute_values(":key", AttributeValue::S(self.key.clone()))
            .expression_attribute_values(":lower", AttributeValue::S(span.lower.clone()))
            .expression_attribute_values(":upper", AttributeValue::S(span.upper.clone()))
            .scan_index_forward(span.order == Order::Ascending)
            .set_limit(limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX)))
            .set_exclusive_start_key(start)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("Query", error))?;
        store.meter.has_read(response.consumed_capacity());
        let items = response.items.unwrap_or_default();
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        for item in items {
            let item = EventItem::read(item)?;
            let position = Position::parse(&item.sort_key)
                .ok_or_else(|| StoreError::corrupt(&item.pk, "sort_key is not a position"))?;
            self.rows.push_back((position, item.into_event()?));
        }
        // Only an absent last key says that there is no more; an empty page does not.
        self.next = match response.last_evaluated_key {
            Some(key) if !key.is_empty() => Next::After(key),
            _ => Next::Nothing,
        };
        Ok(count)
    }
}
