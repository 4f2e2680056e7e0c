//! Lists and uses of API keys.

use std::collections::HashMap;

use event_model::{KeyId, Timestamp};

use crate::control::api_key::USE_RESOLUTION;
use crate::control::keys::{self, KeyPosition};
use crate::control::list::{List, Listed};
use crate::dynamodb::item::{Item, item_key, key_of, number};
use crate::{Control, StoreError};

/// A list of API keys. Its items hold positions only.
#[derive(Debug, Clone, Copy)]
pub(crate) struct KeyList<'a> {
    pub(crate) pk: &'a str,
    /// Prefix of the sort keys, before the positions.
    pub(crate) sk_prefix: &'static str,
    /// Returns the partition of a key.
    pub(crate) key_pk: fn(&KeyId) -> String,
}

impl KeyList<'_> {
    /// Returns the item that lists the key at `position`.
    pub(crate) fn item(&self, position: &KeyPosition) -> Item {
        item_key(self.pk, &self.sk(position))
    }

    fn sk(&self, position: &KeyPosition) -> String {
        format!("{}{}", self.sk_prefix, position.sk())
    }

    fn position(&self, sk: &str) -> Result<KeyPosition, StoreError> {
        sk.strip_prefix(self.sk_prefix).and_then(KeyPosition::parse_sk).ok_or_else(|| {
            StoreError::corrupt(format!("{} {sk}", self.pk), "is not the sort key of an API key")
        })
    }
}

impl Control {
    /// Returns one page of the keys of `list`, including revoked ones, newest first.
    pub(crate) async fn api_keys_page<T>(
        &self,
        list: KeyList<'_>,
        after: Option<&KeyPosition>,
        limit: u16,
        read: impl Fn(Item) -> Result<T, StoreError>,
    ) -> Result<Listed<T, KeyPosition>, StoreError> {
        let after = after.map(|position| list.sk(position));
        let listed = List { pk: list.pk, prefix: list.sk_prefix, newest_first: true };
        let Listed { items, next } = self.list(listed, after.as_deref(), limit).await?;
        let positions = items
            .iter()
            .map(|item| list.position(key_of(item).map_or("", |(_, sk)| sk)))
            .collect::<Result<Vec<_>, _>>()?;
        let wanted = positions.iter().map(|at| item_key(&(list.key_pk)(at.id()), keys::API_KEY_SK));
        let found = self.table.batch_get(wanted.collect()).await?;
        let mut found: HashMap<String, Item> =
            found.into_iter().filter_map(|item| Some((key_of(&item)?.0.to_owned(), item))).collect();
        let key = |position: &KeyPosition| {
            let pk = (list.key_pk)(position.id());
            let item = found.remove(&pk).ok_or_else(|| StoreError::corrupt(&pk, "is listed but missing"))?;
            read(item)
        };
        let items = positions.iter().map(key).collect::<Result<_, _>>()?;
        Ok(Listed { items, next: next.map(|sk| list.position(&sk)).transpose()? })
    }

    /// Records the use of the key with this partition, at most once an hour.
    pub(crate) async fn api_key_touch(&self, key_pk: &str, now: Timestamp) -> Result<(), StoreError> {
        let update = self
            .table
            .update(item_key(key_pk, keys::API_KEY_SK))
            .update_expression("SET last_used_at = :now")
            // Without the first part this would create a key.
            .condition_expression(
                "attribute_exists(pk) AND (attribute_not_exists(last_used_at) OR last_used_at <= :due)",
            )
            .expression_attribute_values(":now", number(now.millis()))
            .expression_attribute_values(":due", number(now.minus(USE_RESOLUTION).millis()));
        self.table.update_if(update).await.map(drop)
    }
}
