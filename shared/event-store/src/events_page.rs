//! Pages of events.

use event_model::{Event, EventFilter, OrganizationState, Timestamp};

use crate::{EventReader, Order, Position, ReadBudget, ReadRequest, ReadSize, Step, Store, StoreError};

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

/// A page of events.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// The events, in the order that was asked for.
    pub events: Vec<Event>,
    /// Where to go on; none when there is nothing more.
    ///
    /// It may be there although the page is not full, when the read budget ran out: never the other way
    /// round, so that a short page without it is a proof that there is nothing more.
    pub next: Option<Position>,
}

impl Store {
    /// Returns the events that `request` asks for, until the page is full, the budget is spent or there
    /// is nothing more.
    pub async fn events_page(&self, request: PageRequest<'_>) -> Result<Page, StoreError> {
        let PageRequest { state, filter, order, after, limit, budget, now } = request;
        let size = ReadSize::Rows(limit);
        let mut reader = EventReader::new(self, ReadRequest { state, filter, order, after, size, now });
        let mut events = Vec::with_capacity(limit.into());
        while events.len() < usize::from(limit) {
            // The first read always happens, so that every page gets at least one row further.
            if reader.rows_read() >= budget.rows && reader.is_hungry() {
                break;
            }
            match reader.step().await? {
                Step::Event(event) => events.push(*event),
                Step::Skipped => {}
                Step::End => return Ok(Page { events, next: None }),
            }
        }
        let next = if reader.is_open() { reader.position().cloned() } else { None };
        Ok(Page { events, next })
    }
}
