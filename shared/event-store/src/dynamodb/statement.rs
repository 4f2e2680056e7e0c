//! PartiQL statements. Attribute names are constants of this crate; every value is a parameter.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, BatchStatementRequest, ParameterizedStatement};

use crate::StoreError;
use crate::dynamodb::item::{Item, number};

/// A statement that writes one item. It conflicts if its condition does not hold.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Statement {
    pub(crate) text: String,
    pub(crate) parameters: Vec<AttributeValue>,
}

impl Statement {
    /// Inserts an item. Conflicts if its key exists.
    pub(crate) fn insert(table: &str, item: Item) -> Self {
        let item: BTreeMap<_, _> = item.into_iter().collect();
        let names: Vec<String> = item.keys().map(|name| format!("'{name}': ?")).collect();
        let text = format!("INSERT INTO \"{table}\" VALUE {{{}}}", names.join(", "));
        Self { text, parameters: item.into_values().collect() }
    }

    /// Sets the attributes of an existing item. Conflicts unless its version is `version`.
    pub(crate) fn update(table: &str, item: Item, version: u64) -> Self {
        Self::replace_if(table, item, ("version", number(version)))
    }

    /// Sets attributes of the item with this key. Conflicts unless its `expected` attribute has this value.
    pub(crate) fn set_if(
        table: &str,
        key: Item,
        set: BTreeMap<&str, AttributeValue>,
        expected: (&str, AttributeValue),
    ) -> Self {
        let set = set.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let (name, value) = expected;
        Self::set_where(table, key, set, Some(&format!("\"{name}\" = ?")), Some(value))
    }

    /// Sets the attributes of an existing item. Conflicts unless its `expected` attribute has this value.
    pub(crate) fn replace_if(table: &str, item: Item, expected: (&str, AttributeValue)) -> Self {
        let (key, set) = key_and_rest(item);
        let (name, value) = expected;
        Self::set_where(table, key, set, Some(&format!("\"{name}\" = ?")), Some(value))
    }

    /// Sets the attributes of an existing item. Conflicts if there is no item.
    pub(crate) fn replace(table: &str, item: Item) -> Self {
        let (key, set) = key_and_rest(item);
        Self::set_where(table, key, set, None, None)
    }

    /// Sets one attribute of the item with this key. Conflicts if there is no item.
    pub(crate) fn set(table: &str, key: Item, name: &str, value: AttributeValue) -> Self {
        Self::set_where(table, key, Item::from([(name.to_owned(), value)]), None, None)
    }

    /// Sets one attribute of the item with this key. Conflicts if there is no item or it has the attribute.
    pub(crate) fn set_once(table: &str, key: Item, name: &str, value: AttributeValue) -> Self {
        let missing = format!("\"{name}\" IS MISSING");
        Self::set_where(table, key, Item::from([(name.to_owned(), value)]), Some(&missing), None)
    }

    /// Deletes the item with this key, if it exists.
    pub(crate) fn delete(table: &str, key: Item) -> Self {
        Self::delete_where(table, key, None)
    }

    /// Deletes the item with this key. Conflicts unless its `expected` attribute has this value.
    pub(crate) fn delete_if(table: &str, key: Item, expected: (&str, AttributeValue)) -> Self {
        Self::delete_where(table, key, Some(expected))
    }

    fn delete_where(table: &str, key: Item, expected: Option<(&str, AttributeValue)>) -> Self {
        let key: BTreeMap<_, _> = key.into_iter().collect();
        let names = key.keys().map(String::as_str).chain(expected.iter().map(|(name, _)| *name));
        let conditions: Vec<String> = names.map(|name| format!("\"{name}\" = ?")).collect();
        let text = format!("DELETE FROM \"{table}\" WHERE {}", conditions.join(" AND "));
        let parameters = key.into_values().chain(expected.map(|(_, value)| value));
        Self { text, parameters: parameters.collect() }
    }

    fn set_where(
        table: &str,
        key: Item,
        set: Item,
        condition: Option<&str>,
        condition_value: Option<AttributeValue>,
    ) -> Self {
        let (key, set): (BTreeMap<_, _>, BTreeMap<_, _>) =
            (key.into_iter().collect(), set.into_iter().collect());
        let assignments: String = set.keys().map(|name| format!(" SET \"{name}\" = ?")).collect();
        let mut conditions: Vec<String> = key.keys().map(|name| format!("\"{name}\" = ?")).collect();
        conditions.extend(condition.map(str::to_owned));
        let text = format!("UPDATE \"{table}\"{assignments} WHERE {}", conditions.join(" AND "));
        let parameters = set.into_values().chain(key.into_values()).chain(condition_value);
        Self { text, parameters: parameters.collect() }
    }

    /// Returns the statement as a part of a batch.
    pub(crate) fn into_batch_part(self) -> Result<BatchStatementRequest, StoreError> {
        let request = BatchStatementRequest::builder().statement(self.text);
        let request = request.set_parameters(Some(self.parameters)).build();
        request.map_err(|error| StoreError::internal("BatchExecuteStatement", error))
    }

    /// Returns the statement as a part of a transaction.
    pub(crate) fn into_transaction_part(self) -> Result<ParameterizedStatement, StoreError> {
        let request = ParameterizedStatement::builder().statement(self.text);
        let request = request.set_parameters(Some(self.parameters)).build();
        request.map_err(|error| StoreError::internal("ExecuteTransaction", error))
    }
}

/// Divides an item into its key and its other attributes.
fn key_and_rest(item: Item) -> (Item, Item) {
    item.into_iter().partition(|(name, _)| matches!(name.as_str(), "pk" | "sk"))
}
