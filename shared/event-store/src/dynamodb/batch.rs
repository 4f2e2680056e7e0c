//! Batches of statements. Each statement succeeds or fails by itself.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{BatchStatementErrorCodeEnum as Code, BatchStatementResponse};

use crate::StoreError;
use crate::dynamodb::error::error_chain;
use crate::dynamodb::item::ItemKey;
use crate::dynamodb::statement::Statement;
use crate::dynamodb::table::Table;

/// Maximum statements of one BatchExecuteStatement.
pub(crate) const STATEMENTS_PER_BATCH: usize = 25;

/// The result of one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatementResult {
    /// It was executed.
    Executed,
    /// Its condition does not hold: the key exists, or the item was changed since it was read.
    Conflict,
    /// It failed or its result is unknown. It may succeed later.
    Retryable,
    /// It is invalid: the same statement always fails.
    Invalid,
}

/// Statements by the key of their item.
///
/// DynamoDB refuses a whole batch that names one item twice. This map holds one statement per item.
#[derive(Debug, Default)]
pub(crate) struct ItemStatements(BTreeMap<ItemKey, Statement>);

impl ItemStatements {
    /// Adds a statement, unless there is one for the same item. Returns `true` if it was added.
    pub(crate) fn add(&mut self, key: ItemKey, statement: Statement) -> bool {
        let vacant = !self.0.contains_key(&key);
        if vacant {
            self.0.insert(key, statement);
        }
        vacant
    }

    #[cfg(test)]
    pub(crate) fn into_batches(self) -> Vec<Vec<(ItemKey, Statement)>> {
        let statements: Vec<_> = self.0.into_iter().collect();
        statements.chunks(STATEMENTS_PER_BATCH).map(<[_]>::to_vec).collect()
    }
}

impl Table {
    /// Executes one batch of statements. Returns their results in the same order.
    pub(crate) async fn execute_batch(
        &self,
        statements: Vec<Statement>,
    ) -> Result<Vec<StatementResult>, StoreError> {
        const OPERATION: &str = "BatchExecuteStatement";
        let statements: Vec<_> =
            statements.into_iter().map(Statement::into_batch_part).collect::<Result<_, _>>()?;
        let count = statements.len();
        let request = self.client.batch_execute_statement().set_statements(Some(statements));
        let response = request.send().await.map_err(|error| StoreError::sdk(OPERATION, error))?;
        // Responses are matched by position, so a missing one makes all of them unknown.
        if response.responses().len() != count {
            return Err(StoreError::internal(OPERATION, "the response has another number of results"));
        }
        Ok(response.responses().iter().map(statement_result).collect())
    }

    /// Executes the statements in batches. Never fails as a whole: each statement has a result.
    pub(crate) async fn execute_statements(
        &self,
        statements: ItemStatements,
    ) -> BTreeMap<ItemKey, StatementResult> {
        let (keys, statements): (Vec<_>, Vec<_>) = statements.0.into_iter().unzip();
        let mut results = Vec::with_capacity(statements.len());
        for batch in statements.chunks(STATEMENTS_PER_BATCH) {
            match self.execute_batch(batch.to_vec()).await {
                // One invalid statement can fail the batch. Alone, it fails no other statement.
                Err(StoreError::Invalid { .. }) if batch.len() > 1 => {
                    for statement in batch {
                        let result = self.execute_batch(vec![statement.clone()]).await;
                        results.extend(result.unwrap_or_else(|error| vec![failure(&error)]));
                    }
                }
                Err(error) => results.extend(vec![failure(&error); batch.len()]),
                Ok(batch_results) => results.extend(batch_results),
            }
        }
        keys.into_iter().zip(results).collect()
    }
}

fn failure(error: &StoreError) -> StatementResult {
    tracing::warn!(error = error_chain(error), "statements failed");
    match error {
        StoreError::Invalid { .. } => StatementResult::Invalid,
        _ => StatementResult::Retryable,
    }
}

fn statement_result(response: &BatchStatementResponse) -> StatementResult {
    let Some(error) = response.error() else { return StatementResult::Executed };
    // The message of an error may repeat values of the item, so only its code is logged.
    match error.code() {
        Some(Code::DuplicateItem | Code::ConditionalCheckFailed) => StatementResult::Conflict,
        Some(Code::ValidationError) => {
            tracing::error!("statement refused as invalid");
            StatementResult::Invalid
        }
        code => {
            tracing::warn!(code = code.map(Code::as_str), "statement failed");
            StatementResult::Retryable
        }
    }
}
