//! Errors of the store.

use std::error::Error;
use std::fmt::{Display, Formatter};

use tracing::field::DisplayValue;

/// An error of a request to the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// AWS refused for now: retry after a backoff.
    #[error("{operation} was throttled")]
    Throttled {
        /// The SDK operation.
        operation: &'static str,
        /// The cause, from the SDK.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// AWS could not be reached, or failed.
    #[error("{operation} failed")]
    Unavailable {
        /// The SDK operation.
        operation: &'static str,
        /// The cause, from the SDK.
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
    /// A stored item cannot be read. Readers never skip it: a page without it would mean that it does not exist.
    #[error("the stored item {key} cannot be read: {reason}")]
    Corrupt {
        /// The item's key.
        key: String,
        /// The attribute that cannot be read, and the reason.
        reason: String,
    },
    /// A request could not be built, or its response is not a valid one.
    #[error("{operation} failed internally")]
    Internal {
        /// The SDK operation, or the value that could not be built.
        operation: &'static str,
        /// The cause.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// Another request changed the item first.
    #[error("another request changed the item first")]
    Conflict,
}

impl StoreError {
    /// Returns the error of an SDK operation.
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

    /// Returns the error of a stored item that cannot be read.
    pub(crate) fn corrupt(key: impl Into<String>, reason: impl std::fmt::Display) -> Self {
        Self::Corrupt { key: key.into(), reason: reason.to_string() }
    }

    /// Returns the error of a request that could not be built, or of an invalid response.
    pub(crate) fn internal(operation: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Internal { operation, source: source.into() }
    }
}

/// Returns `true` if an error code of AWS asks for fewer requests.
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

/// Returns an error and its sources as text for the log. The JSON format of `tracing` omits the sources of an error.
pub fn error_chain<'a>(error: &'a (dyn Error + 'static)) -> DisplayValue<impl Display + 'a> {
    let chain = move |f: &mut Formatter<'_>| {
        write!(f, "{error}")?;
        std::iter::successors(error.source(), |&source| source.source())
            .try_for_each(|source| write!(f, ": {source}"))
    };
    tracing::field::display(std::fmt::from_fn(chain))
}
