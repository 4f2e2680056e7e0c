//! Items, and the rows that they hold.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Deserializer, Serialize};

use crate::StoreError;

/// An item: its attributes by name. Also the key of an item.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// The `pk` and `sk` of an item.
pub(crate) type ItemKey = (String, String);

/// Returns the key of the item with this `pk` and `sk`.
pub(crate) fn item_key(pk: &str, sk: &str) -> Item {
    HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))])
}

/// Returns the `pk` and `sk` of an item.
pub(crate) fn key_of(item: &Item) -> Option<(&str, &str)> {
    Some((item.get("pk")?.as_s().ok()?, item.get("sk")?.as_s().ok()?))
}

/// Returns a string attribute.
pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// Returns a number attribute.
pub(crate) fn number(value: impl Copy + ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// Reads the row of an item. The error names the key of the item and the attribute that cannot be read.
pub(crate) fn from_item<T: DeserializeOwned>(item: Item) -> Result<T, StoreError> {
    let words = ["pk", "sk"].map(|name| item.get(name).and_then(|value| value.as_s().ok()).cloned());
    let key = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let value = serde_dynamo::AttributeValue::M(serde_dynamo::Item::from(item).into());
    serde_path_to_error::deserialize(serde_dynamo::Deserializer::from_attribute_value(value))
        .map_err(|error| StoreError::corrupt(key, error))
}

/// Returns the item of a row.
pub(crate) fn to_item<T: Serialize>(row: T) -> Result<Item, StoreError> {
    serde_dynamo::to_item(row).map_err(|error| StoreError::internal("a row", error))
}

/// An optional value that a newer version may store in another form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Lenient<T> {
    /// A value of the expected form.
    Known(T),
    /// A value of another form.
    #[serde(skip_serializing)]
    Unknown(IgnoredAny),
}

impl<T> Lenient<T> {
    /// Returns the value if this version can read it.
    pub(crate) fn known(self) -> Option<T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown(_) => None,
        }
    }
}

/// Reads an optional attribute. A value of an unknown form is read as the default, so that only this attribute is
/// lost.
pub(crate) fn lenient<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Lenient::deserialize(deserializer).map(|value| value.known().unwrap_or_default())
}

/// Reads an attribute whose absence has a meaning. A NULL is an error, not an absent value.
pub(crate) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Returns the stored size of an item, by DynamoDB's rules.
#[cfg(test)]
pub(crate) fn stored_bytes(item: &Item) -> usize {
    fn of_value(value: &AttributeValue) -> usize {
        match value {
            AttributeValue::S(text) => text.len(),
            AttributeValue::N(digits) => digits.len().div_ceil(2) + 1,
            AttributeValue::B(bytes) => bytes.as_ref().len(),
            AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + of_value(value)).sum::<usize>(),
            AttributeValue::M(map) => 3 + map.len() + stored_bytes(map),
            _ => 1,
        }
    }
    item.iter().map(|(name, value)| name.len() + of_value(value)).sum()
}
