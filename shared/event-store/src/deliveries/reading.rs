//! Reads deliveries.

use event_model::{OrganizationId, StreamId};

use crate::deliveries::delivery_row::{StoredDelivery, key_of_delivery, read_delivery};
use crate::deliveries::keys;
use crate::deliveries::summary::DeliverySummary;
use crate::dynamodb::error::error_chain;
use crate::dynamodb::item::Item;
use crate::dynamodb::table::Consistency;
use crate::{Control, StoreError};

impl Control {
    /// Returns the delivery of a stream, strongly consistent.
    pub async fn deliveries_get(
        &self,
        organization: &OrganizationId,
        stream: &StreamId,
    ) -> Result<Option<StoredDelivery>, StoreError> {
        self.table.get(key_of_delivery(organization, stream)).await?.map(read_delivery).transpose()
    }

    /// Returns the deliveries of an organization, eventually consistent. A delivery that cannot be read is logged and left
    /// out: the others must not wait for its repair.
    pub async fn deliveries_of(
        &self,
        organization: &OrganizationId,
    ) -> Result<Vec<DeliverySummary>, StoreError> {
        self.delivery_summaries(keys::delivery_shard(organization), &keys::delivery_sk_prefix(organization))
            .await
    }

    /// Returns the deliveries of all organizations of a shard, eventually consistent. Shards are numbered from 0 to
    /// [`DELIVERY_SHARDS`](crate::DELIVERY_SHARDS), exclusive. A delivery that cannot be read is logged and left out.
    pub async fn deliveries_in_shard(&self, shard: u8) -> Result<Vec<DeliverySummary>, StoreError> {
        self.delivery_summaries(shard, "").await
    }

    async fn delivery_summaries(
        &self,
        shard: u8,
        sk_prefix: &str,
    ) -> Result<Vec<DeliverySummary>, StoreError> {
        let items =
            self.table.query_all(&keys::deliveries_pk(shard), sk_prefix, Consistency::Eventual).await?;
        Ok(items.into_iter().filter_map(summary).collect())
    }
}

fn summary(item: Item) -> Option<DeliverySummary> {
    let read = read_delivery(item);
    read.inspect_err(|error| tracing::error!(error = error_chain(error), "a delivery cannot be read"))
        .map(DeliverySummary::from)
        .ok()
}
