//! Invokes Lambda functions asynchronously.

use std::sync::Arc;

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use serde::Serialize;

use crate::{Aws, StoreError};

/// A handle to a function.
#[derive(Clone)]
pub struct FunctionInvoker {
    lambda: aws_sdk_lambda::Client,
    function: Arc<str>,
}

impl FunctionInvoker {
    /// Opens the function with this name or ARN. Sends no request.
    pub fn new(aws: &Aws, function: &str) -> Self {
        Self { lambda: aws.lambda(), function: function.into() }
    }

    /// Invokes the function with an event. Returns when Lambda has accepted the invocation.
    pub async fn call(&self, event: &impl Serialize) -> Result<(), StoreError> {
        const OPERATION: &str = "Invoke";
        let payload = serde_json::to_vec(event).map_err(|error| StoreError::internal(OPERATION, error))?;
        self.lambda
            .invoke()
            .function_name(&*self.function)
            .invocation_type(InvocationType::Event)
            .payload(Blob::new(payload))
            .send()
            .await
            .map_err(|error| StoreError::sdk(OPERATION, error))?;
        Ok(())
    }
}
