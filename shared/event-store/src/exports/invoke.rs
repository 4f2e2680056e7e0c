//! Invokes export workers.

use std::sync::Arc;

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use event_model::{ExportId, OrganizationId};
use serde::{Deserialize, Serialize};

use crate::{Aws, StoreError};

/// The payload of a worker: the export to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportCall {
    /// The organization of the export.
    pub organization_id: OrganizationId,
    /// The id of the export.
    pub export_id: ExportId,
}

/// A handle to the function that writes exports.
#[derive(Clone)]
pub struct ExportWorkers {
    lambda: aws_sdk_lambda::Client,
    function: Arc<str>,
}

impl ExportWorkers {
    /// Opens the function `function`. Sends no request.
    pub fn new(aws: &Aws, function: &str) -> Self {
        Self { lambda: aws.lambda(), function: function.into() }
    }

    /// Invokes a worker asynchronously.
    pub async fn call(&self, call: &ExportCall) -> Result<(), StoreError> {
        const OPERATION: &str = "Invoke";
        let payload = serde_json::to_vec(call).map_err(|error| StoreError::internal(OPERATION, error))?;
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
