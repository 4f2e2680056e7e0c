//! Pages of events.

use std::ops::ControlFlow;

use event_model::{Event, EventFilter, OrganizationState, Timestamp};

use crate::{
    BoundedStep, EventLog, EventReader, Order, Position, ReadBudget, ReadRequest, ReadSize, StoreError,
};

/// A page to read.
#[derive(Debug, Clone)]
pub struct PageRequest<'a> {
    /// The organization, with its current settings.
    pub state: &'a OrganizationState,
    /// Which events.
    pub filter: EventFilter,
    /// In which order.
    pub order: Order,
    /// Position after which the page starts.
    pub after: Option<Position>,
    /// Maximum events of the page.
    pub limit: u16,
    /// Maximum rows to read for the page.
    pub budget: ReadBudget,
    /// The current time: events that expired before are not returned.
    pub now: Timestamp,
}

impl EventLog {
    /// Passes the events of a page to `take`, until it breaks, the page is full, the budget is spent or no event
    /// remains. Returns the position after which the next page starts.
    ///
    /// A short or empty page can have a next position. A page without one proves that no event remains.
    pub async fn page(
        &self,
        request: PageRequest<'_>,
        mut take: impl FnMut(Event) -> ControlFlow<()>,
    ) -> Result<Option<Position>, StoreError> {
        let PageRequest { state, filter, order, after, limit, budget, now } = request;
        let size = ReadSize::Rows(limit);
        let mut reader = EventReader::new(self, ReadRequest { state, filter, order, after, size, now });
        for _ in 0..limit {
            match reader.next_within(budget).await? {
                BoundedStep::Event(event) => {
                    if take(*event).is_break() {
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
