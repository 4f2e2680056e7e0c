//! Pages of events.

use std::ops::ControlFlow;

use event_model::{Event, EventFilter, OrganizationState, Timestamp};

use crate::{EventLog, EventReader, Order, Position, ReadBudget, ReadRequest, ReadSize, Step, StoreError};

/// What a page is asked for.
#[derive(Debug, Clone)]
pub struct PageRequest<'a> {
    /// The organisation, with its settings as they are now.
    pub state: &'a OrganizationState,
    /// Which events.
    pub filter: EventFilter,
    /// In which order.
    pub order: Order,
    /// Where the page before stopped.
    pub after: Option<Position>,
    /// The most events of this page.
    pub limit: u16,
    /// The most rows to read for it.
    pub budget: ReadBudget,
    /// Now: what has expired by then is not returned.
    pub now: Timestamp,
}

impl EventLog {
    /// Hands the events that `request` asks for to `take`, until it breaks, the page is full, the budget is
    /// spent or there is nothing more. Returns where to go on.
    ///
    /// A position may be returned although the page is short or empty, but never the other way round:
    /// a page without one proves that nothing is left.
    pub async fn page(
        &self,
        request: PageRequest<'_>,
        mut take: impl FnMut(Event) -> ControlFlow<()>,
    ) -> Result<Option<Position>, StoreError> {
        let PageRequest { state, filter, order, after, limit, budget, now } = request;
        let size = ReadSize::Rows(limit);
        let mut reader =
            EventReader::new(self, ReadRequest { state, filter, order, after, size, budget, now });
        let mut left = limit;
        while left > 0 {
            match reader.step().await? {
                Step::Event(event) => {
                    left -= 1;
                    if take(*event).is_break() {
                        break;
                    }
                }
                Step::Skipped => {}
                Step::Stopped => break,
                Step::End => return Ok(None),
            }
        }
        Ok(if reader.is_open() { reader.position().cloned() } else { None })
    }
}
