//! Invokes Lambda functions.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_lambda::config::StalledStreamProtectionConfig;
use aws_sdk_lambda::config::retry::RetryConfig;
use aws_sdk_lambda::operation::invoke::builders::InvokeFluentBuilder;
use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::dynamodb::client::timeouts;
use crate::{Aws, StoreError};

const OPERATION: &str = "Invoke";

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
        let request = self.request(event)?.invocation_type(InvocationType::Event);
        request.send().await.map_err(|error| StoreError::sdk(OPERATION, error))?;
        Ok(())
    }

    /// Invokes the function with an event and returns its answer, or an error after `timeout`. It is tried once: a
    /// function that did not answer in time may have done its work.
    pub async fn call_and_wait<Answer: DeserializeOwned>(
        &self,
        event: &impl Serialize,
        timeout: Duration,
    ) -> Result<Answer, CallError> {
        let config = aws_sdk_lambda::config::Builder::new()
            .timeout_config(timeouts(timeout))
            .retry_config(RetryConfig::disabled())
            // Nothing arrives until the function has answered.
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled());
        let request = self.request(event)?.invocation_type(InvocationType::RequestResponse);
        let sent = request.customize().config_override(config).send().await;
        let answer = sent.map_err(|error| StoreError::sdk(OPERATION, error))?;
        let payload = answer.payload().map(Blob::as_ref).unwrap_or_default();
        if answer.function_error().is_some() {
            return Err(CallError::of_function(payload));
        }
        let answer = serde_json::from_slice(payload);
        Ok(answer.map_err(|error| StoreError::internal("the answer of the function", error))?)
    }

    fn request(&self, event: &impl Serialize) -> Result<InvokeFluentBuilder, StoreError> {
        let payload = serde_json::to_vec(event).map_err(|error| StoreError::internal(OPERATION, error))?;
        Ok(self.lambda.invoke().function_name(&*self.function).payload(Blob::new(payload)))
    }
}

/// An error of a synchronous invocation.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The function was not invoked, or its answer did not arrive.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The function was invoked and failed: its own error, or one of Lambda, such as a timeout.
    #[error("the function failed: {message}")]
    Function {
        /// The message.
        message: String,
    },
}

/// The payload of a function that failed.
#[derive(Deserialize)]
struct Failure {
    #[serde(rename = "errorMessage")]
    message: String,
}

impl CallError {
    fn of_function(payload: &[u8]) -> Self {
        let message = match serde_json::from_slice::<Failure>(payload) {
            Ok(failure) => failure.message,
            Err(_) => String::from_utf8_lossy(payload).into_owned(),
        };
        Self::Function { message }
    }
}
