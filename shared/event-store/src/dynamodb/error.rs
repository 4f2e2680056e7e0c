//! What can go wrong below the API.

use std::error::Error;

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// AWS refused for now: worth another try after a while.
    #[error("{operation} was throttled")]
    Throttled {
        /// The SDK operation.
        operation: &'static str,
        /// What the SDK said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// AWS could not be reached or did not answer as it should.
    #[error("{operation} failed")]
    Unavailable {
        /// The SDK operation.
        operation: &'static str,
        /// What the SDK said.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// AWS refuses the request as invalid: the same request always fails.
    #[error("{operation} was refused as invalid")]
    Invalid {
        /// The SDK operation.
        operation: &'static str,
        /// The cause, from the SDK.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A stored item cannot be read. Never skipped: a page without it would claim that it is not there.
    #[error("the stored item {key} cannot be read: {reason}")]
    Corrupt {
        /// The item's key.
        key: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Somebody else changed the item first.
    #[error("the item was changed by somebody else")]
    Conflict,
}

impl StoreError {
    /// Wraps what the SDK said of `operation`.
    pub(crate) fn sdk<E>(operation: &'static str, error: aws_sdk_dynamodb::error::SdkError<E>) -> Self
    where
        E: aws_sdk_dynamodb::error::ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        use aws_sdk_dynamodb::error::ProvideErrorMetadata;
        let throttled = error.code().is_some_and(is_throttling);
        let invalid = error.code() == Some("ValidationException");
        let source: Box<dyn Error + Send + Sync> = Box::new(error);
        if throttled {
            Self::Throttled { operation, source }
        } else if invalid {
            Self::Invalid { operation, source }
        } else {
            Self::Unavailable { operation, source }
        }
    }

    pub(crate) fn corrupt(key: impl Into<String>, reason: impl std::fmt::Display) -> Self {
        Self::Corrupt { key: key.into(), reason: reason.to_string() }
    }
}

/// Tells whether an error code of AWS means "slower, please".
pub(crate) fn is_throttling(code: &str) -> bool {
    matches!(
        code,
        "ThrottlingException"
            | "ThrottlingError"
            | "Throttling"
            | "ProvisionedThroughputExceededException"
            | "ProvisionedThroughputExceeded"
            | "RequestLimitExceeded"
            | "LimitExceededException"
            | "SlowDown"
            | "TooManyRequestsException"
    )
}
