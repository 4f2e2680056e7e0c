//! Passes over many events, to count them.

use std::ops::ControlFlow;

use api::Problem;
use event_model::{Event, EventFilter, OrganizationState, Timestamp};
use event_store::{Order, ReadBudget, ReadRequest, ReadSize};

use crate::State;

/// Read budget of a pass, as a multiple of the budget of a page: clients request far fewer counts than pages, and
/// 100,000 rows are counted in a few seconds.
const BUDGET_FACTOR: u32 = 4;

impl State {
    /// Passes the events that match to `take`, the newest first, until it breaks or the budget is spent. Returns where the
    /// pass stopped: earlier events were not passed. `None` if no event remains.
    pub(crate) async fn pass_events(
        &self,
        organization: &OrganizationState,
        filter: EventFilter,
        now: Timestamp,
        mut take: impl FnMut(&Event) -> ControlFlow<()>,
    ) -> Result<Option<Timestamp>, Problem> {
        let request = ReadRequest {
            state: organization,
            filter,
            order: Order::Descending,
            after: None,
            size: ReadSize::Bulk,
            now,
        };
        let budget = ReadBudget { rows: self.budget.rows.saturating_mul(BUDGET_FACTOR) };
        let rest = self.store.events.page(request, budget, |event| Ok::<_, Problem>(take(&event)));
        Ok(rest.await?.map(|position| position.time()))
    }
}
