//! Reads events within a budget.

use std::ops::ControlFlow;

use event_model::Event;

use crate::{BoundedStep, EventLog, EventReader, Position, ReadBudget, ReadRequest, ReadSize, StoreError};

impl EventLog {
    /// Passes the events of a page to `take`, until it breaks, the page is full, the budget is spent or no event
    /// remains. Returns the position after which the next page starts. A bulk read is one page of any length.
    ///
    /// A short or empty page can have a next position. A page without one proves that no event remains.
    pub async fn page<E: From<StoreError>>(
        &self,
        request: ReadRequest<'_>,
        budget: ReadBudget,
        mut take: impl FnMut(Event) -> Result<ControlFlow<()>, E>,
    ) -> Result<Option<Position>, E> {
        let mut left = match request.size {
            ReadSize::Rows(rows) => u64::from(rows),
            ReadSize::Bulk => u64::MAX,
        };
        let mut reader = EventReader::new(self, request);
        while left > 0 {
            match reader.next_within(budget).await? {
                BoundedStep::Event(event) => {
                    left -= 1;
                    if take(*event)?.is_break() {
                        break;
                    }
                }
                BoundedStep::BudgetSpent => break,
                BoundedStep::End => return Ok(None),
            }
        }
        Ok(if reader.has_more() { reader.position().cloned() } else { None })
    }
}
