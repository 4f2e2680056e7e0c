//! Updates on a condition.

use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnConsumedCapacity;

use crate::dynamodb::table::Table;
use crate::{StoreError, full_jitter};

/// How often an update is sent while transactions hold its item. A transaction takes milliseconds.
const TRIES: u32 = 8;

impl Table {
    /// Sends an update. Returns `false` if its condition does not hold.
    ///
    /// DynamoDB refuses an update while a transaction writes the same item, and the SDK does not repeat it.
    pub(crate) async fn update_if(&self, update: UpdateItemFluentBuilder) -> Result<bool, StoreError> {
        let update = update.return_consumed_capacity(ReturnConsumedCapacity::Total);
        let mut attempt = 0;
        loop {
            attempt += 1;
            let error = match update.clone().send().await {
                Ok(response) => {
                    self.meter.wrote(response.consumed_capacity());
                    return Ok(true);
                }
                Err(error) => error,
            };
            match error.code() {
                Some("ConditionalCheckFailedException") => return Ok(false),
                Some("TransactionConflictException") if attempt < TRIES => {
                    tokio::time::sleep(full_jitter(attempt)).await;
                }
                _ => return Err(StoreError::sdk("UpdateItem", error)),
            }
        }
    }
}
