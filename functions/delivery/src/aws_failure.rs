//! Failed calls of AWS services.

use aws_sdk_kms::config::http::HttpResponse;
use aws_sdk_kms::error::{ProvideErrorMetadata, SdkError};

use crate::answer::{Answer, Verdict};
use crate::destinations::excerpt;

/// Code of a failure for which the service gave none.
const NO_CODE: &str = "Unknown";

/// A failed call of an AWS service. It has nothing of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum AwsFailure {
    /// The service did not answer, or not in time.
    NoAnswer,
    /// The SDK could not build the request, for example because a name in it is not valid.
    NoRequest,
    /// The service answered with an error.
    Refused {
        /// Status of the answer.
        status: u16,
        /// Error code, for example `AccessDenied`.
        code: String,
        /// Text of the service.
        message: String,
    },
}

impl AwsFailure {
    /// Returns the failure of a call.
    pub(crate) fn of<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> Self {
        match error {
            SdkError::ConstructionFailure(_) => Self::NoRequest,
            SdkError::ServiceError(refused) => {
                let meta = refused.err().meta();
                Self::refused(refused.raw(), meta.code(), meta.message())
            }
            // An answer that is no error of the service, for example of a proxy.
            SdkError::ResponseError(answer) => Self::refused(answer.raw(), None, None),
            // Timeouts and connections, and variants of later versions of the SDK.
            _ => Self::NoAnswer,
        }
    }

    fn refused(answer: &HttpResponse, code: Option<&str>, message: Option<&str>) -> Self {
        Self::Refused {
            status: answer.status().as_u16(),
            code: code.unwrap_or(NO_CODE).to_owned(),
            message: message.unwrap_or_default().to_owned(),
        }
    }

    /// Returns the error code of the service, if it answered.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            Self::NoAnswer | Self::NoRequest => None,
        }
    }

    /// Returns the result of an attempt whose call of `service` failed. `meaning` says what some codes mean.
    pub(crate) fn answer(
        &self,
        service: &str,
        meaning: impl Fn(&str) -> Option<(Verdict, &'static str)>,
    ) -> Answer {
        match self {
            Self::NoAnswer => Answer::failed(Verdict::Retry, format!("{service} did not answer")),
            Self::NoRequest => Answer::failed(
                Verdict::RetryLoudly,
                format!("a request to {service} cannot be built; check the destination"),
            ),
            Self::Refused { status, code, message } => {
                let (verdict, reason) = match meaning(code) {
                    Some((verdict, meaning)) => (verdict, format!("{service} answered {code}: {meaning}")),
                    None if self.is_transient() => (Verdict::Retry, format!("{service} answered {code}")),
                    None => (Verdict::RetryLoudly, format!("{service} answered {code}")),
                };
                Answer {
                    verdict,
                    status: Some(*status),
                    reason: Some(reason),
                    excerpt: excerpt(message.as_bytes(), None),
                    retry_after: None,
                }
            }
        }
    }

    /// Returns `true` if the same call can succeed later without a change by a person.
    pub(crate) fn is_transient(&self) -> bool {
        match self {
            Self::NoAnswer => true,
            Self::NoRequest => false,
            Self::Refused { status, code, .. } => {
                *status >= 500 || *status == 429 || PASSING_CODES.contains(&code.as_str())
            }
        }
    }
}

/// Codes of errors with a status of 4xx that pass by themselves.
const PASSING_CODES: [&str; 10] = [
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "LimitExceededException",
    "RequestThrottled",
    "RequestTimeout",
    "RequestTimeTooSkewed",
    "OperationAborted",
    "ConcurrentModificationException",
    // Credentials of a role end while a request is on its way.
    "ExpiredToken",
];
