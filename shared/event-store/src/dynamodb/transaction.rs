//! Transactions: all writes succeed, or none.
//!
//! Uses PartiQL's ExecuteTransaction, not TransactWriteItems: its INSERT needs only the permission
//! `dynamodb:PartiQLInsert`. So a function that records an event with a change still cannot overwrite an event.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::execute_transaction::ExecuteTransactionError;
use aws_sdk_dynamodb::types::CancellationReason;

use crate::StoreError;
use crate::dynamodb::error::is_throttling;
use crate::dynamodb::statement::Statement;
use crate::dynamodb::table::Table;

const OPERATION: &str = "ExecuteTransaction";

impl Table {
    /// Executes every statement or none.
    ///
    /// Returns [`StoreError::Conflict`] if the condition of a statement does not hold, or if another request
    /// writes the same item at this moment. The SDK sends a token with the request and repeats it with the same
    /// one, so that a lost response does not execute it twice.
    pub(crate) async fn execute_transaction(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let statements: Vec<_> =
            statements.into_iter().map(Statement::into_transaction_part).collect::<Result<_, _>>()?;
        let request = self.client.execute_transaction().set_transact_statements(Some(statements));
        request.send().await.map(drop).map_err(transaction_error)
    }
}

fn transaction_error(error: SdkError<ExecuteTransactionError>) -> StoreError {
    let Some(ExecuteTransactionError::TransactionCanceledException(exception)) = error.as_service_error()
    else {
        return StoreError::sdk(OPERATION, error);
    };
    let codes: Vec<&str> =
        exception.cancellation_reasons().iter().filter_map(CancellationReason::code).collect();
    let conflict =
        |code: &&str| matches!(*code, "ConditionalCheckFailed" | "DuplicateItem" | "TransactionConflict");
    if codes.iter().any(conflict) {
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

    fn error_of_codes(codes: &[&str]) -> StoreError {
        let reasons = codes.iter().map(|code| CancellationReason::builder().code(*code).build());
        let exception =
            TransactionCanceledException::builder().set_cancellation_reasons(Some(reasons.collect())).build();
        let response = HttpResponse::new(400.try_into().expect("a status"), "".into());
        let error = ExecuteTransactionError::TransactionCanceledException(exception);
        transaction_error(SdkError::service_error(error, response))
    }

    #[test]
    fn transaction_errors_are_classified() {
        for code in ["ConditionalCheckFailed", "DuplicateItem", "TransactionConflict"] {
            assert!(matches!(error_of_codes(&["None", code, "None"]), StoreError::Conflict), "{code}");
        }
        assert!(matches!(error_of_codes(&["ThrottlingError", "None"]), StoreError::Throttled { .. }));
        assert!(matches!(error_of_codes(&["ProvisionedThroughputExceeded"]), StoreError::Throttled { .. }));
        assert!(matches!(error_of_codes(&["ValidationError", "None"]), StoreError::Unavailable { .. }));
        assert!(matches!(error_of_codes(&[]), StoreError::Unavailable { .. }));
    }
}
