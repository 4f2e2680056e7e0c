//! The lease of a delivery.
//!
//! Each write of a worker is conditional on the one before. After a person or another worker has written the delivery,
//! no write of this worker succeeds.

use event_model::{NewEvent, OrganizationId, OrganizationState, StreamId, Timestamp};

use crate::deliveries::delivery::{DELIVERY_LEASE, Delivery};
use crate::deliveries::delivery_row::{StoredDelivery, version_after};
use crate::{Control, Store, StoreError};

/// The lease of one worker.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryLease {
    /// The delivery as it was claimed, or as this worker wrote it last.
    pub delivery: Delivery,
    claimed_at: Timestamp,
    version: u64,
}

impl DeliveryLease {
    /// Returns the delivery that the next write stores.
    fn next(&self, delivery: &Delivery, lease_until: Option<Timestamp>) -> StoredDelivery {
        let claimed_at = Some(self.claimed_at);
        let version = version_after(self.version);
        StoredDelivery { delivery: delivery.clone(), lease_until, claimed_at, version }
    }

    /// Returns the delivery that the next write stores if it renews the lease.
    fn renewed(&self, delivery: &Delivery, now: Timestamp) -> StoredDelivery {
        let next = self.next(delivery, Some(now.plus(DELIVERY_LEASE)));
        StoredDelivery { claimed_at: Some(now), ..next }
    }

    /// Takes over what was written at `now`.
    fn written(&mut self, stored: StoredDelivery, now: Timestamp) {
        let StoredDelivery { delivery, version, lease_until: _, claimed_at: _ } = stored;
        *self = Self { delivery, claimed_at: now, version };
    }
}

impl Control {
    /// Claims a delivery; `None` if it does not exist, or if another worker holds its lease. Works in every state.
    pub async fn deliveries_claim(
        &self,
        organization: &OrganizationId,
        stream: &StreamId,
        now: Timestamp,
    ) -> Result<Option<DeliveryLease>, StoreError> {
        let Some(read) = self.deliveries_get(organization, stream).await? else { return Ok(None) };
        self.deliveries_claim_as(&read, &read.delivery, now).await
    }

    /// Claims a delivery that was read, and writes it as `delivery`, with one write: a worker that has read the feed
    /// claims the delivery with the bounds of its first batch. Returns `None` if another worker holds the lease, or if the
    /// delivery was written since it was read.
    pub async fn deliveries_claim_as(
        &self,
        read: &StoredDelivery,
        delivery: &Delivery,
        now: Timestamp,
    ) -> Result<Option<DeliveryLease>, StoreError> {
        if read.is_leased(now) {
            return Ok(None);
        }
        let mut lease =
            DeliveryLease { delivery: read.delivery.clone(), claimed_at: now, version: read.version };
        match self.deliveries_save(&mut lease, delivery, now).await {
            Ok(()) => Ok(Some(lease)),
            Err(StoreError::Conflict) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Writes a delivery and renews the lease. Returns [`StoreError::Conflict`] if the lease is lost.
    pub async fn deliveries_save(
        &self,
        lease: &mut DeliveryLease,
        delivery: &Delivery,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let next = lease.renewed(delivery, now);
        self.delivery_write(&next, lease.version).await?;
        lease.written(next, now);
        Ok(())
    }

    /// Writes a delivery and ends the lease, so that the next worker does not have to wait. Returns
    /// [`StoreError::Conflict`] if the lease is lost.
    pub async fn deliveries_release(
        &self,
        lease: DeliveryLease,
        delivery: &Delivery,
    ) -> Result<(), StoreError> {
        self.delivery_write(&lease.next(delivery, None), lease.version).await
    }

    /// Writes a delivery if the stored version is `read`.
    ///
    /// The SDK repeats a request whose response was lost, and then the write itself is what the condition does not expect.
    /// Without the second look, a worker would leave a lease that it holds, and the stream would stand still until the
    /// lease ends.
    async fn delivery_write(&self, next: &StoredDelivery, read: u64) -> Result<(), StoreError> {
        if self.table.execute(next.replace(&self.table.name, read)?).await? {
            return Ok(());
        }
        let Delivery { organization_id, stream_id, .. } = &next.delivery;
        let stored = self.deliveries_get(organization_id, stream_id).await?;
        match stored.is_some_and(|stored| stored.version == next.version) {
            true => Ok(()),
            false => Err(StoreError::Conflict),
        }
    }
}

impl Store {
    /// Writes a delivery, renews the lease and records the audit events `events`, in one transaction: a worker that
    /// changes the state of a stream. Returns [`StoreError::Conflict`] if the lease is lost.
    pub async fn deliveries_change(
        &self,
        lease: &mut DeliveryLease,
        delivery: &Delivery,
        state: &OrganizationState,
        events: &[NewEvent],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let next = lease.renewed(delivery, now);
        let mut statements = vec![next.replace(&self.control.table.name, lease.version)?];
        for event in events {
            statements.push(self.events.monitor_event_statement(event, state, &state.settings, now)?);
        }
        self.control.table.execute_transaction(statements).await?;
        lease.written(next, now);
        Ok(())
    }
}
