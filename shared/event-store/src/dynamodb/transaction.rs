//! Several writes as one: all of them happen, or none.
//!
//! PartiQL's ExecuteTransaction, not TransactWriteItems: its INSERT needs only the permission
//! `dynamodb:PartiQLInsert`, so that a function that records an event with a change still cannot
//! overwrite one.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::execute_transaction::ExecuteTransactionError;
use aws_sdk_dynamodb::types::{
    AttributeValue, CancellationReason, ParameterizedStatement, ReturnConsumedCapacity,
};

use crate::dynamodb::error::is_throttling;
use crate::dynamodb::table::Table;
use crate::events::insert::insert_text;
use crate::events::row as event_item;
use crate::{Recording, StoreError};

const OPERATION: &str = "ExecuteTransaction";

/// One write of a transaction.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    text: String,
    parameters: Vec<AttributeValue>,
}

impl Statement {
    /// Inserts an item; fails where its key exists.
    pub(crate) fn insert(table: &str, attributes: BTreeMap<String, AttributeValue>) -> Self {
        let (text, parameters) = insert_text(table, attributes);
        Self { text, parameters }
    }

    /// Inserts an event; fails where its key exists.
    pub(crate) fn insert_event(table: &str, recording: &Recording) -> Self {
        let (text, parameters) = insert_text(table, event_item::attributes(recording));
        Self { text, parameters: parameters.into_iter().map(AttributeValue::from).collect() }
    }

    /// Sets the attributes of an item of the control table; fails unless its version is `version`.
    pub(crate) fn update(table: &str, attributes: HashMap<String, AttributeValue>, version: u64) -> Self {
        let (keys, set): (BTreeMap<_, _>, BTreeMap<_, _>) =
            attributes.into_iter().partition(|(name, _)| matches!(name.as_str(), "pk" | "sk"));
        let assignments: String = set.keys().map(|name| format!(" SET \"{name}\" = ?")).collect();
        let conditions: String = keys.keys().map(|name| format!("\"{name}\" = ? AND ")).collect();
        let text = format!("UPDATE \"{table}\"{assignments} WHERE {conditions}\"version\" = ?");
        let version = AttributeValue::N(version.to_string());
        let parameters = set.into_values().chain(keys.into_values()).chain([version]).collect();
        Self { text, parameters }
    }

    /// Sets attributes of the item at `key`; fails unless the item is there and its `expected` attribute
    /// has this value.
    pub(crate) fn set_if(
        table: &str,
        key: HashMap<String, AttributeValue>,
        set: BTreeMap<&str, AttributeValue>,
        expected: (&str, AttributeValue),
    ) -> Self {
        let key: BTreeMap<_, _> = key.into_iter().collect();
        let assignments: String = set.keys().map(|name| format!(" SET \"{name}\" = ?")).collect();
        let conditions: String = key.keys().map(|name| format!("\"{name}\" = ? AND ")).collect();
        let (name, value) = expected;
        let text = format!("UPDATE \"{table}\"{assignments} WHERE {conditions}\"{name}\" = ?");
        Self { text, parameters: set.into_values().chain(key.into_values()).chain([value]).collect() }
    }

    /// Sets one attribute of the item at `key`; fails where the item is not there.
    pub(crate) fn set(
        table: &str,
        key: HashMap<String, AttributeValue>,
        name: &str,
        value: AttributeValue,
    ) -> Self {
        let key: BTreeMap<_, _> = key.into_iter().collect();
        let conditions: Vec<String> = key.keys().map(|name| format!("\"{name}\" = ?")).collect();
        let text = format!("UPDATE \"{table}\" SET \"{name}\" = ? WHERE {}", conditions.join(" AND "));
        Self { text, parameters: [value].into_iter().chain(key.into_values()).collect() }
    }

    /// Sets one attribute of the item at `key`; fails where the item is not there or has it already.
    pub(crate) fn set_once(
        table: &str,
        key: HashMap<String, AttributeValue>,
        name: &str,
        value: AttributeValue,
    ) -> Self {
        let key: BTreeMap<_, _> = key.into_iter().collect();
        let conditions: String = key.keys().map(|name| format!("\"{name}\" = ? AND ")).collect();
        let text = format!("UPDATE \"{table}\" SET \"{name}\" = ? WHERE {conditions}\"{name}\" IS MISSING");
        Self { text, parameters: [value].into_iter().chain(key.into_values()).collect() }
    }
}

impl Table {
    /// Carries out every statement or none.
    ///
    /// Returns [`StoreError::Conflict`] where a key exists that shall be inserted, a version is another
    /// one, or somebody else writes the same item at this moment. The SDK sends a token with the request
    /// and repeats it with the same one, so that an answer that was lost does not carry it out twice.
    pub(crate) async fn execute_transaction(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let statements = statements
            .into_iter()
            .map(|Statement { text, parameters }| {
                ParameterizedStatement::builder().statement(text).set_parameters(Some(parameters)).build()
            })
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| StoreError::corrupt(OPERATION, error))?;
        let response = self
            .client
            .execute_transaction()
            .set_transact_statements(Some(statements))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(cancelled)?;
        self.meter.wrote(response.consumed_capacity());
        Ok(())
    }
}

fn cancelled(error: SdkError<ExecuteTransactionError>) -> StoreError {
    let Some(ExecuteTransactionError::TransactionCanceledException(cancelled)) = error.as_service_error()
    else {
        return StoreError::sdk(OPERATION, error);
    };
    let codes: Vec<&str> =
        cancelled.cancellation_reasons().iter().filter_map(CancellationReason::code).collect();
    let lost =
        |code: &&str| matches!(*code, "ConditionalCheckFailed" | "DuplicateItem" | "TransactionConflict");
    if codes.iter().any(lost) {
        StoreError::Conflict
    } else if codes.iter().any(|code| is_throttling(code)) {
        StoreError::Throttled { operation: OPERATION, source: Box::new(error) }
    } else {
        StoreError::Unavailable { operation: OPERATION, source: Box::new(error) }
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::config::http::HttpResponse;
    use aws_sdk_dynamodb::types::error::TransactionCanceledException;

    use super::*;

    fn of_codes(codes: &[&str]) -> StoreError {
        let reasons = codes.iter().map(|code| CancellationReason::builder().code(*code).build());
        let exception =
            TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons.collect())).build();
        let response = HttpResponse::new(400.try_into().expect("a status"), "".into());
        let error = ExecuteTransactionError::TransactionCanceledException(exception);
        cancelled(SdkError::service_error(error, response))
    }

    #[test]
    fn what_another_try_can_heal_is_told_from_what_it_cannot() {
        for lost in ["ConditionalCheckFailed", "DuplicateItem", "TransactionConflict"] {
            assert!(matches!(of_codes(&["None", lost, "None"]), StoreError::Conflict), "{lost}");
        }
        assert!(matches!(of_codes(&["ThrottlingError", "None"]), StoreError::Throttled { .. }));
        assert!(matches!(of_codes(&["ProvisionedThroughputExceeded"]), StoreError::Throttled { .. }));
        assert!(matches!(of_codes(&["ValidationError", "None"]), StoreError::Unavailable { .. }));
        assert!(matches!(of_codes(&[]), StoreError::Unavailable { .. }));
    }
}
