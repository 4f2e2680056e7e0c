//! Calling the export worker.

use std::sync::Arc;

use aws_sdk_lambda::primitives::Blob;
use aws_sdk_lambda::types::InvocationType;
use event_model::{ExportId, OrganizationId};
use serde::{Deserialize, Serialize};

use crate::{Aws, StoreError};

/// What a worker is called with: which export to write, or to go on with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportCall {
    /// The organisation whose export it is.
    pub organization_id: OrganizationId,
    /// The export.
    pub export_id: ExportId,
}

/// The function that writes exports.
#[derive(Clone)]
pub struct ExportWorkers {
    lambda: aws_sdk_lambda::Client,
    function: Arc<str>,
}

impl ExportWorkers {
    /// Opens the function of this name.
    pub fn new(aws: &Aws, function: &str) -> Self {
        Self { lambda: aws.lambda(), function: function.into() }
    }

    /// Calls a worker and does not wait for what it does.
    pub async fn call(&self, call: &ExportCall) -> Result<(), StoreError> {
        const OPERATION: &str = "Invoke";
        let payload = serde_json::to_vec(call).map_err(|error| StoreError::corrupt(OPERATION, error))?;
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
