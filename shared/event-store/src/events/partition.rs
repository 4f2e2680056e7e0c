//! One key of one index, read page by page.

use std::collections::{HashMap, VecDeque};

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use event_model::Event;
use tokio::task::JoinHandle;

use crate::dynamodb::wire::{AnswerBody, RowsAnswer, read_answer};
use crate::events::budget::ROW_BYTES;
use crate::events::keys::Position;
use crate::events::planner::{Index, Order};
use crate::events::row::Row;
use crate::{EventLog, StoreError};

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
    ahead: Option<Ahead>,
}

/// What one request returned.
#[derive(Debug)]
struct Rows {
    rows: VecDeque<(Position, Event)>,
    /// Rows of the budget that it took.
    cost: u32,
    next: Next,
}

/// How a branch is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stride {
    /// The most rows of one request; none: 1 MB.
    pub(crate) limit: Option<u32>,
    /// Whether the next request is sent while the rows of the last are handed on.
    pub(crate) ahead: bool,
}

impl Stride {
    /// Returns the stride with which `branches` together read about `rows` rows at most, each `least` or more.
    pub(crate) fn within(self, rows: u32, branches: usize, least: u32) -> Self {
        // Bulk reads are small already, whatever the number of branches.
        if self.ahead {
            return self;
        }
        let share = (rows / u32::try_from(branches).unwrap_or(u32::MAX).max(1)).max(least);
        Self { limit: Some(self.limit.map_or(share, |limit| limit.min(share))), ..self }
    }
}

/// A request that is under way. It ends with the reader: nobody would take its rows.
#[derive(Debug)]
struct Ahead(JoinHandle<Result<Rows, StoreError>>);

impl Drop for Ahead {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[derive(Debug, Clone)]
enum Next {
    Start,
    After(HashMap<String, AttributeValue>),
    Nothing,
}

impl Branch {
    pub(crate) fn new(key: String) -> Self {
        Self { key, rows: VecDeque::new(), next: Next::Start, ahead: None }
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

    /// Reads on, and returns how many rows of the budget it took.
    pub(crate) async fn read(
        &mut self,
        events: &EventLog,
        span: &Span,
        stride: Stride,
    ) -> Result<u32, StoreError> {
        let read = match self.ahead.take() {
            Some(mut ahead) => (&mut ahead.0)
                .await
                .map_err(|error| StoreError::Unavailable { operation: "Query", source: Box::new(error) })?,
            None => query(events, span, &self.key, &self.next, stride.limit).await,
        };
        let Rows { rows, cost, next } = read?;
        self.rows.extend(rows);
        self.next = next;
        if let (true, Next::After(_)) = (stride.ahead, &self.next) {
            let (events, span, key, next) =
                (events.clone(), span.clone(), self.key.clone(), self.next.clone());
            let read = async move { query(&events, &span, &key, &next, stride.limit).await };
            self.ahead = Some(Ahead(tokio::spawn(read)));
        }
        Ok(cost)
    }
}

/// Reads what comes next of one key.
async fn query(
    events: &EventLog,
    span: &Span,
    key: &str,
    next: &Next,
    limit: Option<u32>,
) -> Result<Rows, StoreError> {
    let start = match next {
        Next::Nothing => return Ok(Rows { rows: VecDeque::new(), cost: 0, next: Next::Nothing }),
        Next::Start => None,
        Next::After(key) => Some(key.clone()),
    };
    let body = AnswerBody::default();
    events
        .table
        .client
        .query()
        .table_name(&*events.table.name)
        .index_name(span.index.name())
        .key_condition_expression("#key = :key AND sort_key BETWEEN :lower AND :upper")
        .expression_attribute_names("#key", span.index.key())
        .expression_attribute_values(":key", AttributeValue::S(key.to_owned()))
        .expression_attribute_values(":lower", AttributeValue::S(span.lower.clone()))
        .expression_attribute_values(":upper", AttributeValue::S(span.upper.clone()))
        .scan_index_forward(span.order == Order::Ascending)
        .set_limit(limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX)))
        .set_exclusive_start_key(start)
        .return_consumed_capacity(ReturnConsumedCapacity::Total)
        .customize()
        .interceptor(body.clone())
        .send()
        .await
        .map_err(|error| StoreError::sdk("Query", error))?;
    let body = body.take();
    let answer: RowsAnswer<'_> = read_answer("Query", &body)?;
    events.table.meter.has_read_units(answer.consumed_capacity.capacity_units);
    let rows = answer.items.into_iter().map(Row::into_event).collect::<Result<VecDeque<_>, _>>()?;
    let cost = rows.len().max(body.len() / ROW_BYTES).max(1);
    // Only an absent last key says that there is no more; an empty page does not.
    let next = match answer.last_evaluated_key {
        Some(key) if !key.0.is_empty() => Next::After(key.into()),
        _ => Next::Nothing,
    };
    Ok(Rows { rows, cost: u32::try_from(cost).unwrap_or(u32::MAX), next })
}
