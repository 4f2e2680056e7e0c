//! The delivery of an organization's notifications.
//!
//! It has a position, a lease and a time of the next attempt like that of a stream, but no stream: the mailboxes hold what
//! waits.

use event_model::{OrganizationId, StreamId, StreamState, Timestamp};

use crate::deliveries::delivery::Delivery;
use crate::deliveries::delivery_row::StoredDelivery;
use crate::{Control, FeedPosition, StoreError};

/// Id of the delivery of notifications, the same in every organization. No stream has it: ids of streams are random.
pub const NOTIFICATIONS_ID: &str = "00000000-0000-7000-8000-000000000001";

/// Returns [`NOTIFICATIONS_ID`] as the id of a stream.
pub fn notifications_id() -> StreamId {
    NOTIFICATIONS_ID.parse().expect("the constant is a UUID")
}

impl Control {
    /// Creates the delivery of an organization's notifications from a position of the feed on. Does nothing if it exists.
    pub async fn notifications_start(
        &self,
        organization: &OrganizationId,
        position: FeedPosition,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let new = Delivery::new(organization.clone(), notifications_id(), position, now, now);
        let delivery = Delivery { state: StreamState::Active, ..new };
        self.table.insert(StoredDelivery::by_person(&delivery, 0).to_item()?).await.map(drop)
    }
}
