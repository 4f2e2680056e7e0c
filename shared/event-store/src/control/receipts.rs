//! Receipts: when events of a type (to the day) or of a product key (to the hour) were recorded.

use std::collections::HashMap;

use chrono::Duration;
use event_model::{EventType, KeyId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::control::api_key::{USE_RESOLUTION, is_due};
use crate::control::keys;
use crate::dynamodb::item::{from_item, item_key, number};
use crate::dynamodb::stored::millis;
use crate::dynamodb::table::Consistency;
use crate::{Control, StoreError};

/// The subject of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ReceiptSubject {
    /// Events of a type, in any organization.
    Type(EventType),
    /// Events that were sent with a product key.
    Key(KeyId),
}

/// When events of a subject were recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Time of the first recorded event.
    pub first_event_at: Timestamp,
    /// Time of the last recorded event: to the day for a type, to the hour for a key.
    pub last_event_at: Timestamp,
}

#[derive(Debug, Serialize, Deserialize)]
struct ReceiptItem {
    sk: String,
    #[serde(with = "millis")]
    first_event_at: Timestamp,
    #[serde(with = "millis")]
    last_event_at: Timestamp,
}

impl ReceiptSubject {
    fn sk(&self) -> String {
        match self {
            Self::Type(kind) => keys::type_receipt_sk(kind),
            Self::Key(key) => keys::key_receipt_sk(key),
        }
    }

    /// Returns the time for which a receipt is not written again. A catalog has a hundred types and more: at one write an
    /// hour for each, receipts would cost as much as the directory.
    fn resolution(&self) -> Duration {
        match self {
            Self::Type(_) => Duration::days(1),
            Self::Key(_) => USE_RESOLUTION,
        }
    }

    /// Returns `true` if an event at `now` must be recorded after a receipt was written at `last`.
    pub fn is_due(&self, last: Option<Timestamp>, now: Timestamp) -> bool {
        is_due(last, self.resolution(), now)
    }
}

impl Control {
    /// Records that an event of `subject` was recorded at `now`, at most once in its resolution.
    ///
    /// A call that records nothing still costs a write unit: check [`ReceiptSubject::is_due`] first.
    pub async fn receipts_put(&self, subject: &ReceiptSubject, now: Timestamp) -> Result<(), StoreError> {
        let update = self
            .table
            .update(item_key(keys::RECEIPTS_PK, &subject.sk()))
            .update_expression(
                "SET last_event_at = :now, first_event_at = if_not_exists(first_event_at, :now)",
            )
            .condition_expression("attribute_not_exists(last_event_at) OR last_event_at <= :due")
            .expression_attribute_values(":now", number(now.millis()))
            .expression_attribute_values(":due", number(now.minus(subject.resolution()).millis()));
        self.table.update_if(update).await.map(drop)
    }

    /// Returns the receipts of all event types that have recorded events.
    pub async fn receipts_of_types(&self) -> Result<HashMap<EventType, Receipt>, StoreError> {
        let prefix = keys::TYPE_RECEIPT_SK_PREFIX;
        let items = self.table.query_all(keys::RECEIPTS_PK, prefix, Consistency::Eventual).await?;
        let receipt = |item| {
            let (id, receipt) = from_item::<ReceiptItem>(item)?.into_receipt(prefix);
            Ok((EventType::recorded(id), receipt))
        };
        items.into_iter().map(receipt).collect()
    }

    /// Returns the receipt of an event type, strongly consistent.
    pub async fn receipts_of_type(&self, kind: &EventType) -> Result<Option<Receipt>, StoreError> {
        let item = self.table.get(item_key(keys::RECEIPTS_PK, &keys::type_receipt_sk(kind))).await?;
        item.map(|item| Ok(from_item::<ReceiptItem>(item)?.into_receipt("").1)).transpose()
    }

    /// Returns the receipts of those of `keys` with which events were recorded, strongly consistent.
    pub async fn receipts_of_keys(&self, keys: &[KeyId]) -> Result<HashMap<KeyId, Receipt>, StoreError> {
        let wanted = keys.iter().map(|key| item_key(keys::RECEIPTS_PK, &keys::key_receipt_sk(key)));
        let items = self.table.batch_get(wanted.collect()).await?;
        let receipt = |item| {
            let (id, receipt) = from_item::<ReceiptItem>(item)?.into_receipt(keys::KEY_RECEIPT_SK_PREFIX);
            Ok((KeyId::recorded(id), receipt))
        };
        items.into_iter().map(receipt).collect()
    }
}

impl ReceiptItem {
    /// Returns the id after `prefix`, and the receipt.
    fn into_receipt(self, prefix: &str) -> (String, Receipt) {
        let Self { sk, first_event_at, last_event_at } = self;
        let id = sk.strip_prefix(prefix).unwrap_or(&sk).to_owned();
        (id, Receipt { first_event_at, last_event_at })
    }
}
