//! A request to verify a stream.

use event_model::json_object::Object;
use serde::Serialize;

use crate::call::MailCode;

/// The code of the mail to a destination of kind `email`. Other kinds need no body.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = StreamVerificationRequest)]
#[schema(example = json!({"code": "K7QM-2XRT"}))]
pub struct VerifyRequest {
    /// The code. Without it, a mail with a new code is sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub code: Option<String>,
}

/// A parsed request.
#[derive(Debug, Default)]
pub(crate) struct ParsedVerification {
    pub(crate) code: Option<MailCode>,
}

impl ParsedVerification {
    /// Parses a request; `None` if a fault was found.
    pub(crate) fn read(request: &mut Object<'_, '_>) -> Option<Self> {
        Some(Self { code: request.optional_with("code", str::parse) })
    }
}
