//! The row of a delivery.
//!
//! It is written two or three times for each batch. Attribute names are short, and lists of numbers have no names, so
//! that it stays below 1 KB, which is one write unit.

use event_model::{OrganizationId, StreamId, StreamState, Timestamp};
use serde::{Deserialize, Serialize};
use serde_bytes::{ByteArray, ByteBuf};

use crate::deliveries::delivery::{Batch, Delivery, DeliveryGap, HourCount, LastFailure};
use crate::deliveries::keys;
use crate::dynamodb::item::{Item, from_item, item_key, number, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::{millis, optional_millis};
use crate::{FeedPosition, FeedSequence, StoreError};

/// Name of the attribute of the version.
const VERSION: &str = "v";

/// A delivery as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredDelivery {
    /// The delivery.
    pub delivery: Delivery,
    /// Time at which the lease of its worker ends; `None` if no worker has it.
    pub lease_until: Option<Timestamp>,
    /// Time of the last write by a worker; `None` if there was none since it was created or a person changed it.
    pub claimed_at: Option<Timestamp>,
    /// A number that every write changes: the fencing token of a worker. A write is conditional on the version that the
    /// writer has read or written last.
    pub(crate) version: u64,
}

impl StoredDelivery {
    /// Returns a delivery that a person writes after the version `read`, or creates with 0. It has no lease and no time of
    /// a write by a worker, so that the schedule starts one.
    pub(crate) fn by_person(delivery: &Delivery, read: u64) -> Self {
        let version = version_after(read);
        Self { delivery: delivery.clone(), lease_until: None, claimed_at: None, version }
    }

    /// Returns `true` if a worker has the lease.
    pub fn is_leased(&self, now: Timestamp) -> bool {
        self.lease_until.is_some_and(|until| until > now)
    }

    /// Returns the item.
    pub(crate) fn to_item(&self) -> Result<Item, StoreError> {
        to_item(DeliveryItem::new(self))
    }

    /// Returns the statement that writes this delivery where the stored version is `read`.
    pub(crate) fn replace(&self, table: &str, read: u64) -> Result<Statement, StoreError> {
        Ok(Statement::replace_if(table, self.to_item()?, (VERSION, number(read))))
    }
}

/// Reads a delivery.
pub(crate) fn read_delivery(item: Item) -> Result<StoredDelivery, StoreError> {
    from_item::<DeliveryItem>(item)?.into_stored()
}

/// Returns the key of a delivery.
pub(crate) fn key_of_delivery(organization: &OrganizationId, stream: &StreamId) -> Item {
    let shard = keys::delivery_shard(organization);
    item_key(&keys::deliveries_pk(shard), &keys::delivery_sk(organization, stream))
}

/// Returns a version after `version`. The step is random, so that no two writes have the same version.
pub(crate) fn version_after(version: u64) -> u64 {
    version + fastrand::u64(1..1 << 30)
}

/// Segment and place, or segment and skipped events.
type Pair = (u64, u16);
/// Hour and number.
type Hour = (u32, u32);

/// The row of a delivery. Every write sets all attributes, so none may be left out.
#[derive(Debug, Serialize, Deserialize)]
struct DeliveryItem {
    pk: String,
    sk: String,
    #[serde(rename = "v")]
    version: u64,
    #[serde(rename = "l", with = "optional_millis")]
    lease_until: Option<Timestamp>,
    #[serde(rename = "c", with = "optional_millis")]
    claimed_at: Option<Timestamp>,
    #[serde(rename = "s")]
    state: StreamState,
    #[serde(rename = "t", with = "millis")]
    since: Timestamp,
    #[serde(rename = "p")]
    position: Pair,
    #[serde(rename = "pt", with = "millis")]
    positioned_at: Timestamp,
    #[serde(rename = "b")]
    batch: Option<BatchItem>,
    #[serde(rename = "r")]
    revision: u32,
    #[serde(rename = "d", with = "optional_millis")]
    due_at: Option<Timestamp>,
    #[serde(rename = "f")]
    failures: u32,
    #[serde(rename = "ft", with = "optional_millis")]
    failing_since: Option<Timestamp>,
    #[serde(rename = "ls", with = "optional_millis")]
    last_success_at: Option<Timestamp>,
    #[serde(rename = "lf")]
    last_failure: Option<FailureItem>,
    #[serde(rename = "g")]
    gap: Option<GapItem>,
    #[serde(rename = "rd")]
    redrive: bool,
    #[serde(rename = "dl")]
    dead_letters_hour: Hour,
    /// Hour and number of each, in 4 bytes each.
    #[serde(rename = "n")]
    delivered: ByteBuf,
    #[serde(rename = "m")]
    messages_hour: Hour,
    #[serde(rename = "vv")]
    verified_version: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct BatchItem {
    #[serde(rename = "f")]
    first: Pair,
    #[serde(rename = "l")]
    last: Pair,
    #[serde(rename = "n")]
    next: Pair,
    #[serde(rename = "e")]
    events: u32,
    #[serde(rename = "d")]
    digest: ByteArray<8>,
    #[serde(rename = "t", with = "millis")]
    made_at: Timestamp,
    #[serde(rename = "r")]
    refusals: u32,
}

#[derive(Debug, Serialize, Deserialize)]
struct FailureItem {
    #[serde(rename = "t", with = "millis")]
    at: Timestamp,
    #[serde(rename = "r")]
    reason: String,
    #[serde(rename = "s")]
    status: Option<u16>,
    #[serde(rename = "x")]
    excerpt: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct GapItem {
    #[serde(rename = "f")]
    first: Pair,
    #[serde(rename = "n")]
    next: Pair,
    #[serde(rename = "t", with = "millis")]
    found_at: Timestamp,
}

impl DeliveryItem {
    fn new(stored: &StoredDelivery) -> Self {
        let StoredDelivery { delivery, lease_until, claimed_at, version } = stored.clone();
        let Delivery {
            organization_id,
            stream_id,
            state,
            since,
            position,
            positioned_at,
            batch,
            revision,
            due_at,
            failures,
            failing_since,
            last_success_at,
            last_failure,
            gap,
            redrive,
            dead_letters_hour,
            delivered,
            messages_hour,
            verified_version,
        } = delivery;
        let delivered = delivered.iter().flat_map(|HourCount { hour, count }| {
            [hour.to_be_bytes(), count.to_be_bytes()].into_iter().flatten()
        });
        Self {
            pk: keys::deliveries_pk(keys::delivery_shard(&organization_id)),
            sk: keys::delivery_sk(&organization_id, &stream_id),
            version,
            lease_until,
            claimed_at,
            state,
            since,
            position: of_position(position),
            positioned_at,
            batch: batch.map(BatchItem::from),
            revision,
            due_at,
            failures,
            failing_since,
            last_success_at,
            last_failure: last_failure.map(FailureItem::from),
            gap: gap.map(GapItem::from),
            redrive,
            dead_letters_hour: of_hour(dead_letters_hour),
            delivered: delivered.collect::<Vec<u8>>().into(),
            messages_hour: of_hour(messages_hour),
            verified_version,
        }
    }

    fn into_stored(self) -> Result<StoredDelivery, StoreError> {
        let Self {
            pk,
            sk,
            version,
            lease_until,
            claimed_at,
            state,
            since,
            position,
            positioned_at,
            batch,
            revision,
            due_at,
            failures,
            failing_since,
            last_success_at,
            last_failure,
            gap,
            redrive,
            dead_letters_hour,
            delivered,
            messages_hour,
            verified_version,
        } = self;
        let corrupt = |reason| StoreError::corrupt(format!("{pk} {sk}"), reason);
        let (organization_id, stream_id) =
            keys::parse_delivery_sk(&sk).ok_or_else(|| corrupt("has a sort key that is not a delivery's"))?;
        let (delivered, rest) = delivered.as_chunks::<4>();
        let numbers: Vec<u32> = delivered.iter().copied().map(u32::from_be_bytes).collect();
        let (delivered, odd) = numbers.as_chunks::<2>();
        if !rest.is_empty() || !odd.is_empty() {
            return Err(corrupt("its n is not pairs of numbers"));
        }
        let delivery = Delivery {
            organization_id,
            stream_id,
            state,
            since,
            position: to_position(position),
            positioned_at,
            batch: batch.map(Batch::from),
            revision,
            due_at,
            failures,
            failing_since,
            last_success_at,
            last_failure: last_failure.map(LastFailure::from),
            gap: gap.map(DeliveryGap::from),
            redrive,
            dead_letters_hour: to_hour(dead_letters_hour),
            delivered: delivered.iter().map(|[hour, count]| to_hour((*hour, *count))).collect(),
            messages_hour: to_hour(messages_hour),
            verified_version,
        };
        Ok(StoredDelivery { delivery, lease_until, claimed_at, version })
    }
}

impl From<Batch> for BatchItem {
    fn from(batch: Batch) -> Self {
        let Batch { first, last, next, events, digest, made_at, refusals } = batch;
        let (first, last) = (of_sequence(first), of_sequence(last));
        Self { first, last, next: of_position(next), events, digest: digest.into(), made_at, refusals }
    }
}

impl From<BatchItem> for Batch {
    fn from(item: BatchItem) -> Self {
        let BatchItem { first, last, next, events, digest, made_at, refusals } = item;
        let (first, last) = (to_sequence(first), to_sequence(last));
        let digest = digest.into_array();
        Self { first, last, next: to_position(next), events, digest, made_at, refusals }
    }
}

impl From<LastFailure> for FailureItem {
    fn from(failure: LastFailure) -> Self {
        let LastFailure { at, reason, status, excerpt } = failure;
        Self { at, reason, status, excerpt }
    }
}

impl From<FailureItem> for LastFailure {
    fn from(item: FailureItem) -> Self {
        let FailureItem { at, reason, status, excerpt } = item;
        Self { at, reason, status, excerpt }
    }
}

impl From<DeliveryGap> for GapItem {
    fn from(gap: DeliveryGap) -> Self {
        let DeliveryGap { first, next, found_at } = gap;
        Self { first: of_position(first), next: of_position(next), found_at }
    }
}

impl From<GapItem> for DeliveryGap {
    fn from(item: GapItem) -> Self {
        let GapItem { first, next, found_at } = item;
        Self { first: to_position(first), next: to_position(next), found_at }
    }
}

fn of_position(FeedPosition { segment, skip }: FeedPosition) -> Pair {
    (segment, skip)
}

fn to_position((segment, skip): Pair) -> FeedPosition {
    FeedPosition { segment, skip }
}

fn of_sequence(FeedSequence { segment, place }: FeedSequence) -> Pair {
    (segment, place)
}

fn to_sequence((segment, place): Pair) -> FeedSequence {
    FeedSequence { segment, place }
}

fn of_hour(HourCount { hour, count }: HourCount) -> Hour {
    (hour, count)
}

fn to_hour((hour, count): Hour) -> HourCount {
    HourCount { hour, count }
}

#[cfg(test)]
mod tests;
