//! Statements on items of the control table, each of another item.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{
    BatchStatementErrorCodeEnum, BatchStatementRequest, BatchStatementResponse, ReturnConsumedCapacity,
};

use crate::StoreError;
use crate::control::items::ItemKey;
use crate::dynamodb::table::Table;
use crate::events::insert::STATEMENTS_PER_BATCH;

/// Statements by the key of their item.
///
/// DynamoDB refuses a whole batch that names one item twice, and with it the statements of everybody else. A set by key
/// cannot hold such a batch.
#[derive(Debug, Default)]
pub(crate) struct ItemStatements(BTreeMap<ItemKey, BatchStatementRequest>);

impl ItemStatements {
    /// Adds a statement, unless there is one for the same item. Returns `true` if it was added.
    pub(crate) fn add(&mut self, key: ItemKey, statement: BatchStatementRequest) -> bool {
        let vacant = !self.0.contains_key(&key);
        if vacant {
            self.0.insert(key, statement);
        }
        vacant
    }

    #[cfg(test)]
    pub(crate) fn into_batches(self) -> Vec<Vec<(ItemKey, BatchStatementRequest)>> {
        let statements: Vec<_> = self.0.into_iter().collect();
        statements.chunks(STATEMENTS_PER_BATCH).map(<[_]>::to_vec).collect()
    }
}

/// The result of one statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StatementResult {
    /// It was carried out.
    Done,
    /// Its item exists, or was changed since it was read.
    Lost,
    /// It may succeed later.
    Busy,
    /// It is invalid: the same statement always fails.
    Refused,
}

impl Table {
    /// Executes the statements in batches. Never fails as a whole: each statement has a result.
    pub(crate) async fn execute_statements(
        &self,
        statements: ItemStatements,
    ) -> BTreeMap<ItemKey, StatementResult> {
        let (keys, statements): (Vec<_>, Vec<_>) = statements.0.into_iter().unzip();
        let mut results = Vec::with_capacity(statements.len());
        for batch in statements.chunks(STATEMENTS_PER_BATCH) {
            match self.execute_batch(batch).await {
                // One invalid statement can fail the batch. On its own, it costs no other.
                Err(StoreError::Invalid { .. }) if batch.len() > 1 => {
                    for statement in batch.chunks(1) {
                        results.extend(self.execute_alone(statement).await);
                    }
                }
                Err(error) => results.extend(vec![failure(&error); batch.len()]),
                Ok(answers) => results.extend(answers),
            }
        }
        keys.into_iter().zip(results).collect()
    }

    async fn execute_alone(&self, statement: &[BatchStatementRequest]) -> Vec<StatementResult> {
        match self.execute_batch(statement).await {
            Ok(answers) => answers,
            Err(error) => vec![failure(&error)],
        }
    }

    async fn execute_batch(
        &self,
        statements: &[BatchStatementRequest],
    ) -> Result<Vec<StatementResult>, StoreError> {
        const OPERATION: &str = "BatchExecuteStatement";
        let response = self
            .client
            .batch_execute_statement()
            .set_statements(Some(statements.to_vec()))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk(OPERATION, error))?;
        self.meter.wrote(response.consumed_capacity());
        if response.responses().len() != statements.len() {
            return Err(StoreError::corrupt(OPERATION, "the answer has another number of results"));
        }
        Ok(response.responses().iter().map(result).collect())
    }
}

fn failure(error: &StoreError) -> StatementResult {
    tracing::warn!(error = error as &dyn std::error::Error, "directory statements failed");
    match error {
        StoreError::Invalid { .. } => StatementResult::Refused,
        _ => StatementResult::Busy,
    }
}

fn result(answer: &BatchStatementResponse) -> StatementResult {
    use BatchStatementErrorCodeEnum as Code;
    let Some(error) = answer.error() else { return StatementResult::Done };
    match error.code() {
        Some(Code::DuplicateItem | Code::ConditionalCheckFailed) => StatementResult::Lost,
        Some(Code::ValidationError) => {
            // The message may repeat values of the item.
            tracing::error!("directory statement refused as invalid");
            StatementResult::Refused
        }
        code => {
            tracing::warn!(code = code.map(Code::as_str), "directory statement failed");
            StatementResult::Busy
        }
    }
}
