//! Problem details (RFC 9457).

use std::error::Error;

use axum::response::{IntoResponse, Response};
use event_model::{Faults, FieldError};
use event_store::{StoreError, error_chain};
use http::{HeaderValue, StatusCode, header};
use serde::{Deserialize, Serialize};

use crate::Json;

event_model::wire_enum! {
    /// The kind of problem, for programs.
    pub enum ProblemCode {
        /// The body is invalid; `errors` says where.
        InvalidRequest = "invalid_request",
        /// A query parameter is invalid or unknown; `errors` says which.
        InvalidParameter = "invalid_parameter",
        /// The caller is unknown.
        Unauthenticated = "unauthenticated",
        /// The caller may not do this.
        Forbidden = "forbidden",
        /// The caller's organization is unknown.
        UnknownOrganization = "unknown_organization",
        /// The organization's plan does not include the activity monitor.
        PlanRequired = "plan_required",
        /// The activity monitor is off, and the caller's role cannot read while it is.
        MonitorOff = "monitor_off",
        /// Details are hidden, so events cannot be filtered by them.
        DetailsHidden = "details_hidden",
        /// The e-mail addresses of a filter match too many people: filter by user ids.
        TooManyPeople = "too_many_people",
        /// Not found.
        NotFound = "not_found",
        /// The events at the cursor have expired: continue at `oldest_cursor`.
        CursorExpired = "cursor_expired",
        /// The resource does not support this method.
        MethodNotAllowed = "method_not_allowed",
        /// The request conflicts with the current state.
        Conflict = "conflict",
        /// Too many exports are unfinished: wait for one or delete one.
        TooManyExports = "too_many_exports",
        /// The resource changed since it was read.
        PreconditionFailed = "precondition_failed",
        /// The body is too large.
        PayloadTooLarge = "payload_too_large",
        /// The media type or encoding of the body is not supported.
        UnsupportedMediaType = "unsupported_media_type",
        /// Too many requests: try again after `Retry-After` seconds.
        TooManyRequests = "too_many_requests",
        /// Temporarily unavailable: try again after `Retry-After` seconds.
        Unavailable = "unavailable",
        /// Something went wrong in this service.
        Internal = "internal",
    }
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
            Self::CursorExpired => StatusCode::GONE,
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
}

/// A problem: the public text and, apart from it, the cause, which is only logged.
#[derive(Debug)]
pub struct Problem {
    code: ProblemCode,
    detail: String,
    errors: Vec<FieldError>,
    retry_after: Option<u32>,
    oldest_cursor: Option<String>,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Problem {
    /// Creates a problem. `detail` tells the caller what to do.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        let retry_after =
            matches!(code, ProblemCode::TooManyRequests | ProblemCode::Unavailable).then_some(1);
        Self {
            code,
            detail: detail.into(),
            errors: Vec::new(),
            retry_after,
            oldest_cursor: None,
            cause: None,
        }
    }

    /// Creates the problem of one query parameter.
    pub fn parameter(name: &str, message: impl std::fmt::Display) -> Self {
        Self::new(ProblemCode::InvalidParameter, format!("the parameter {name} {message}"))
            .with_errors(vec![FieldError::new(name, message.to_string())])
    }

    /// Creates the problem of a body with these faults. Its detail is the first fault and the number of the others.
    pub fn fields(errors: Vec<FieldError>) -> Self {
        let errors = errors.into_iter().collect::<Faults>().into_vec();
        let detail = match errors.as_slice() {
            [one] if one.pointer.is_empty() => format!("the body {}", one.message),
            [one] => format!("{} {}", one.pointer, one.message),
            _ => "several fields are invalid".to_owned(),
        };
        Self::new(ProblemCode::InvalidRequest, detail).with_errors(errors)
    }

    /// Creates the problem of an unknown `resource`, a noun.
    pub fn not_found(resource: &str) -> Self {
        Self::new(ProblemCode::NotFound, format!("{resource} not found"))
    }

    /// Adds the invalid fields.
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

    /// Sets `Retry-After`, in seconds.
    #[must_use]
    pub fn with_retry_after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }

    /// Sets the cursor at which a reader of the feed can continue.
    #[must_use]
    pub fn with_oldest_cursor(mut self, cursor: impl Into<String>) -> Self {
        self.oldest_cursor = Some(cursor.into());
        self
    }

    /// Returns the invalid fields.
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    /// Returns the kind of problem.
    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// Returns the response and logs the cause. No other place logs a failed request.
    pub(crate) fn render(&self, request_id: &str) -> Response {
        let Self { code, detail, errors, retry_after, oldest_cursor, cause } = self;
        let status = code.status();
        if let Some(cause) = cause {
            tracing::error!(
                request_id,
                code = code.as_str(),
                error = error_chain(&**cause),
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
            oldest_cursor: oldest_cursor.clone(),
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

/// Problem details (RFC 9457).
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// The kind of problem, as a URN.
    #[serde(rename = "type")]
    #[schema(example = "urn:activity-monitor:problem:invalid_parameter")]
    pub kind: String,
    /// The status, in words.
    #[schema(example = "Bad Request")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What is wrong with this request.
    #[schema(example = "the parameter limit is not a whole number from 1 to 1000")]
    pub detail: String,
    /// The kind of problem, for programs.
    pub code: ProblemCode,
    /// Id of this request, for support.
    #[schema(example = "JKJaXmPLvHcESHA=")]
    pub request_id: String,
    /// The invalid fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The cursor of the oldest event that is kept, if the one of the request has expired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest_cursor: Option<String>,
}

impl IntoResponse for Problem {
    /// Returns a response without a body that carries the problem. [`with_defaults`](crate::with_defaults) writes the
    /// body, as it knows the request's id.
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
                Self::new(ProblemCode::Unavailable, "the service is unavailable; try again shortly")
                    .with_cause(error)
            }
            StoreError::Invalid { .. } => {
                Self::new(ProblemCode::Internal, "something went wrong").with_cause(error)
            }
            StoreError::Internal { .. } => {
                Self::new(ProblemCode::Internal, "something went wrong").with_cause(error)
            }
            StoreError::Conflict => {
                Self::new(ProblemCode::Conflict, "the resource changed at the same time; try again")
            }
            StoreError::Corrupt { .. } => {
                Self::new(ProblemCode::Internal, "something went wrong").with_cause(error)
            }
        }
    }
}
