//! Consumers of the feed: their positions and leases.

use chrono::Duration;
use event_model::{OrganizationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::control::keys;
use crate::dynamodb::item::{from_item, item_key, number, to_item};
use crate::dynamodb::stored::millis;
use crate::{Control, StoreError};

/// A program that handles every segment of the feed of one organization, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consumer {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The name of the program, unique in the organization.
    pub name: String,
}

/// The result of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsumerClaim {
    /// This worker holds the lease.
    Taken(ConsumerLease),
    /// Another worker holds it until this time.
    Leased(Timestamp),
}

/// The lease of one worker. Only the worker with the highest fencing token can move the position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumerLease {
    /// The consumer.
    pub consumer: Consumer,
    /// Number of the next segment to handle.
    pub position: u64,
    fence: u64,
}

/// Time that a lease lasts after its last renewal. A worker that was killed is replaced after this time.
pub(crate) const LEASE: Duration = Duration::seconds(60);

#[derive(Debug, Serialize, Deserialize)]
struct ConsumerItem {
    pk: String,
    sk: String,
    position: u64,
    fence: u64,
    #[serde(with = "millis")]
    lease_until: Timestamp,
}

impl Control {
    /// Claims a consumer unless another worker holds its lease. A new consumer starts at the segment `start`.
    pub async fn consumers_claim(
        &self,
        consumer: &Consumer,
        start: u64,
        now: Timestamp,
    ) -> Result<ConsumerClaim, StoreError> {
        let Some(item) = self.table.get(key(consumer)).await? else {
            return self.consumers_create(consumer, start, now).await;
        };
        let ConsumerItem { position, fence, lease_until, .. } = from_item(item)?;
        if lease_until > now {
            return Ok(ConsumerClaim::Leased(lease_until));
        }
        let lease = ConsumerLease { consumer: consumer.clone(), position, fence: fence + step() };
        // The position of the lease is that of the fence: no other worker has moved it since it was read.
        match self.consumer_update(&lease, fence, position, now.plus(LEASE)).await {
            Ok(()) => Ok(ConsumerClaim::Taken(lease)),
            Err(StoreError::Conflict) => self.consumer_claimed(lease, now).await,
            Err(error) => Err(error),
        }
    }

    /// Returns the result of a claim whose condition did not hold.
    ///
    /// The SDK repeats a request whose response was lost, and then the claim itself is what the condition does not
    /// expect. Without this check, such a worker would leave, and nothing would handle the segment that woke it.
    async fn consumer_claimed(
        &self,
        lease: ConsumerLease,
        now: Timestamp,
    ) -> Result<ConsumerClaim, StoreError> {
        let item: Option<ConsumerItem> =
            self.table.get(key(&lease.consumer)).await?.map(from_item).transpose()?;
        Ok(match item {
            Some(item) if item.fence == lease.fence => ConsumerClaim::Taken(lease),
            Some(item) => ConsumerClaim::Leased(item.lease_until),
            None => ConsumerClaim::Leased(now),
        })
    }

    /// Returns the number of the next segment that a consumer handles; `None` if it has not started.
    pub async fn consumers_get(&self, consumer: &Consumer) -> Result<Option<u64>, StoreError> {
        let item = self.table.get(key(consumer)).await?;
        Ok(item.map(from_item::<ConsumerItem>).transpose()?.map(|item| item.position))
    }

    async fn consumers_create(
        &self,
        consumer: &Consumer,
        start: u64,
        now: Timestamp,
    ) -> Result<ConsumerClaim, StoreError> {
        let lease = ConsumerLease { consumer: consumer.clone(), position: start, fence: step() };
        let item = ConsumerItem {
            pk: keys::consumers_pk(&consumer.organization_id),
            sk: keys::consumer_sk(&consumer.name),
            position: start,
            fence: lease.fence,
            lease_until: now.plus(LEASE),
        };
        match self.table.insert(to_item(item)?).await? {
            true => Ok(ConsumerClaim::Taken(lease)),
            false => self.consumer_claimed(lease, now).await,
        }
    }

    /// Moves the position to the segment `next`, after the work of all earlier segments is stored, and renews the
    /// lease. Returns [`StoreError::Conflict`] if another worker has taken over.
    pub async fn consumers_advance(
        &self,
        lease: &mut ConsumerLease,
        next: u64,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.consumer_update(lease, lease.fence, next, now.plus(LEASE)).await?;
        lease.position = next;
        Ok(())
    }

    /// Moves the position to the segment `next` and ends the lease, so that the next worker does not have to wait.
    /// Returns [`StoreError::Conflict`] if another worker has taken over.
    pub async fn consumers_release(&self, lease: &ConsumerLease, next: u64) -> Result<(), StoreError> {
        self.consumer_update(lease, lease.fence, next, Timestamp::MIN).await
    }

    /// Writes position and lease if the stored fencing token is `fence`.
    async fn consumer_update(
        &self,
        lease: &ConsumerLease,
        fence: u64,
        position: u64,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let update = self
            .table
            .update(key(&lease.consumer))
            .update_expression("SET #position = :position, fence = :fence, lease_until = :until")
            .condition_expression("fence = :old")
            .expression_attribute_names("#position", "position")
            .expression_attribute_values(":position", number(position))
            .expression_attribute_values(":fence", number(lease.fence))
            .expression_attribute_values(":until", number(until.millis()))
            .expression_attribute_values(":old", number(fence));
        if self.table.update_if(update).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

/// Returns by how much the next fencing token is higher: random, so that no two claims have the same token.
fn step() -> u64 {
    fastrand::u64(1..1 << 20)
}

fn key(consumer: &Consumer) -> crate::dynamodb::item::Item {
    item_key(&keys::consumers_pk(&consumer.organization_id), &keys::consumer_sk(&consumer.name))
}
