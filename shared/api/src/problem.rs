//! Refusals, as RFC 9457 problem details.

use std::error::Error;

use axum::response::{IntoResponse, Response};
use event_model::{Faults, FieldError};
use event_store::StoreError;
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};

use crate::Json;

/// What kind of refusal it is, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// The body is not as documented; `errors` says where.
    InvalidRequest,
    /// A query parameter is not as documented, or there is none of that name; `errors` says which.
    InvalidParameter,
    /// Nobody is known to be calling.
    Unauthenticated,
    /// The caller may not do this.
    Forbidden,
    /// The caller's organisation is not known.
    UnknownOrganization,
    /// The organisation's plan does not include the activity monitor.
    PlanRequired,
    /// The activity monitor is off, and the caller may not read while it is.
    MonitorOff,
    /// Details are hidden, so that events cannot be filtered by them.
    DetailsHidden,
    /// The e-mail addresses of a filter stand for too many people: filter by user ids.
    TooManyPeople,
    /// There is nothing of that name.
    NotFound,
    /// The path does not take this method.
    MethodNotAllowed,
    /// The request contradicts what is there.
    Conflict,
    /// Too many exports are not finished; wait for one or delete one.
    TooManyExports,
    /// Somebody else changed it since it was read.
    PreconditionFailed,
    /// The body is too large.
    PayloadTooLarge,
    /// The body is of a media type that the resource does not take.
    UnsupportedMediaType,
    /// Too much at once: try again after `Retry-After` seconds.
    TooManyRequests,
    /// Not possible at the moment: try again after `Retry-After` seconds.
    Unavailable,
    /// A fault of this service.
    Internal,
}

impl ProblemCode {
    fn status(self) -> StatusCode {
        match self {
            Self::InvalidRequest | Self::InvalidParameter | Self::TooManyPeople => StatusCode::BAD_REQUEST,
            Self::Unauthenticated => StatusCode::UNAUTHORIZED,
            Self::Forbidden
            | Self::UnknownOrganization
            | Self::PlanRequired
            | Self::MonitorOff
            | Self::DetailsHidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::Conflict => StatusCode::CONFLICT,
            Self::PreconditionFailed => StatusCode::PRECONDITION_FAILED,
            Self::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::TooManyRequests | Self::TooManyExports => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidParameter => "invalid_parameter",
            Self::Unauthenticated => "unauthenticated",
            Self::Forbidden => "forbidden",
            Self::UnknownOrganization => "unknown_organization",
            Self::PlanRequired => "plan_required",
            Self::MonitorOff => "monitor_off",
            Self::DetailsHidden => "details_hidden",
            Self::TooManyPeople => "too_many_people",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed => "method_not_allowed",
            Self::Conflict => "conflict",
            Self::PreconditionFailed => "precondition_failed",
            Self::PayloadTooLarge => "payload_too_large",
            Self::UnsupportedMediaType => "unsupported_media_type",
            Self::TooManyRequests => "too_many_requests",
            Self::TooManyExports => "too_many_exports",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }
}

/// A refusal: the public text, and apart from it the cause, which is only logged.
#[derive(Debug)]
pub struct Problem {
    code: ProblemCode,
    detail: String,
    errors: Vec<FieldError>,
    retry_after: Option<u32>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Problem {
    /// Returns a refusal of kind `code`; `detail` says what to do, in words for the caller.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        let retry_after =
            matches!(code, ProblemCode::TooManyRequests | ProblemCode::Unavailable).then_some(1);
        Self { code, detail: detail.into(), errors: Vec::new(), retry_after, cause: None }
    }

    /// Returns the refusal of one query parameter.
    pub fn parameter(name: &str, message: impl std::fmt::Display) -> Self {
        Self::new(ProblemCode::InvalidParameter, format!("the parameter {name} {message}"))
            .with_errors(vec![FieldError::new(name, message.to_string())])
    }

    /// Returns the refusal of a body with these faults: the first of them, and how many more there are.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let errors = errors.into_iter().collect::<Faults>().into_vec();
        let detail = match errors.as_slice() {
            [one] if one.pointer.is_empty() => format!("the body {}", one.message),
            [one] => format!("{} {}", one.pointer, one.message),
            _ => "several fields are at fault".to_owned(),
        };
        Self::new(ProblemCode::InvalidRequest, detail).with_errors(errors)
    }

    /// Returns the refusal of a name that nothing has.
    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemCode::NotFound, format!("there is no such {what}"))
    }

    /// Adds the fields that are at fault.
    #[must_use]
    pub fn with_errors(mut self, errors: Vec<FieldError>) -> Self {
        self.errors = errors;
        self
    }

    /// Adds the cause, for the log.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Says after how many seconds to try again.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Returns the fields that are at fault.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Returns what kind of refusal it is.
    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// Returns the response, and logs its cause: the one place where a failure is logged.
    pub(crate) fn render(&self, request_id: &str) -> Response {
        let Self { code, detail, errors, retry_after, cause } = self;
        let status = code.status();
        if let Some(cause) = cause {
            tracing::error!(
                request_id,
                code = code.as_str(),
                error = &**cause as &dyn Error,
                "request failed"
            );
        }
        let body = ProblemBody {
            kind: format!("urn:activity-monitor:problem:{}", code.as_str()),
            title: status.canonical_reason().unwrap_or_default().to_owned(),
            status: status.as_u16(),
            detail: detail.clone(),
            code: *code,
            request_id: request_id.to_owned(),
            errors: errors.clone(),
        };
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        response
    }
}

/// A refusal on the wire (RFC 9457).
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ProblemBody {
    /// A name of this kind of refusal.
    #[serde(rename = "type")]
    #[schema(example = "urn:activity-monitor:problem:invalid_parameter")]
    pub kind: String,
    /// What the status means.
    #[schema(example = "Bad Request")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What is wrong this time, in words.
    #[schema(example = "the parameter limit is not a whole number from 1 to 1000")]
    pub detail: String,
    /// What kind of refusal it is, for programs.
    pub code: ProblemCode,
    /// The id of this request, to be named when asking for help.
    #[schema(example = "JKJaXmPLvHcESHA=")]
    pub request_id: String,
    /// The fields that are at fault.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
}

impl IntoResponse for Problem {
    /// Returns a response without a body that carries the refusal; [`with_defaults`](crate::with_defaults) fills it
    /// in, since only there the request's id is known.
    fn into_response(self) -> Response {
        let mut response = self.code.status().into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Throttled { .. } => {
                Self::new(ProblemCode::Unavailable, "the service is busy; try again shortly")
                    .with_cause(error)
            }
            StoreError::Unavailable { .. } => {
                Self::new(ProblemCode::Unavailable, "the service cannot answer now; try again shortly")
                    .with_cause(error)
            }
            StoreError::Invalid { .. } => {
                Self::new(ProblemCode::Internal, "the request to the database is invalid").with_cause(error)
            }
            StoreError::Internal { .. } => {
                Self::new(ProblemCode::Internal, "the service failed to answer").with_cause(error)
            }
            StoreError::Conflict => {
                Self::new(ProblemCode::Conflict, "somebody else changed it at the same time; try again")
            }
            StoreError::Corrupt { .. } => {
                Self::new(ProblemCode::Internal, "a stored item cannot be read").with_cause(error)
            }
        }
    }
}
