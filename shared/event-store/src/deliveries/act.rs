//! Changes of deliveries by people.

use event_model::{NewEvent, OrganizationState};

use crate::deliveries::delivery::Delivery;
use crate::deliveries::delivery_row::StoredDelivery;
use crate::dynamodb::statement::Statement;
use crate::{Store, StoreError};

/// A change of a delivery by a person.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeliveryChange<'a> {
    /// The delivery as it was read.
    pub read: &'a StoredDelivery,
    /// The delivery as it is wanted.
    pub wanted: &'a Delivery,
}

impl Store {
    /// Changes a delivery and records the audit events `events`, in one transaction. A worker loses its lease.
    ///
    /// Returns [`StoreError::Conflict`] if a worker or another request has written the delivery since it was read. A
    /// worker writes several times a second, so read the delivery again, decide again, and repeat the act with a
    /// [`ConflictRetry`](crate::ConflictRetry).
    pub async fn deliveries_act(
        &self,
        state: &OrganizationState,
        change: &DeliveryChange<'_>,
        events: &[NewEvent],
    ) -> Result<(), StoreError> {
        let mut statements = vec![self.delivery_act_statement(change)?];
        for event in events {
            let at = event.occurred_at;
            statements.push(self.events.monitor_event_statement(event, state, &state.settings, at)?);
        }
        self.control.table.execute_transaction(statements).await
    }

    /// Returns the statement that writes a change by a person.
    pub(crate) fn delivery_act_statement(
        &self,
        change: &DeliveryChange<'_>,
    ) -> Result<Statement, StoreError> {
        let DeliveryChange { read, wanted } = change;
        let next = StoredDelivery::by_person(wanted, read.version);
        next.replace(&self.control.table.name, read.version)
    }
}
