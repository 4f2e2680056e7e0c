//! One table, and the requests that every table shares.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, ReturnConsumedCapacity};

use crate::dynamodb::meter::Meter;
use crate::{Aws, StoreError, full_jitter};

/// A handle to one table.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) client: Client,
    pub(crate) name: Arc<str>,
    pub(crate) meter: Arc<Meter>,
}

impl Table {
    pub(crate) fn new(aws: &Aws, name: &str) -> Self {
        Self { client: aws.dynamodb(), name: name.into(), meter: Arc::default() }
    }

    /// Reads every item of `request`, asking again for what DynamoDB left out.
    pub(crate) async fn batch_get(
        &self,
        request: KeysAndAttributes,
    ) -> Result<Vec<HashMap<String, AttributeValue>>, StoreError> {
        /// Rounds with nothing new in them before it counts as throttled.
        const ROUNDS: u32 = 8;
        let mut items = Vec::with_capacity(request.keys().len());
        let mut pending = Some(request);
        let mut attempt = 0;
        while let Some(request) = pending.take() {
            let response = self
                .client
                .batch_get_item()
                .request_items(&*self.name, request)
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| StoreError::sdk("BatchGetItem", error))?;
            self.meter.has_read(response.consumed_capacity());
            items.extend(response.responses.unwrap_or_default().remove(&*self.name).unwrap_or_default());
            pending = response.unprocessed_keys.unwrap_or_default().remove(&*self.name);
            if pending.is_some() {
                attempt += 1;
                if attempt > ROUNDS {
                    return Err(StoreError::Throttled {
                        operation: "BatchGetItem",
                        source: "keys were left unprocessed".into(),
                    });
                }
                tokio::time::sleep(full_jitter(attempt)).await;
            }
        }
        Ok(items)
    }
}
