//! Faults of the fields of a request.

use serde::{Deserialize, Serialize};

/// One fault, at one place of a JSON document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldError {
    /// JSON pointer (RFC 6901) of the field, or the name of the query parameter.
    #[schema(example = "/actor/name")]
    pub pointer: String,
    /// The fault, in words for the sender.
    #[schema(example = "is longer than 256 bytes")]
    pub message: String,
}

impl FieldError {
    /// Returns the fault `message` at `pointer`.
    pub fn new(pointer: impl Into<String>, message: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), message: message.into() }
    }

    /// Returns the entry that stands for `count` faults that are not listed.
    pub fn and_more(count: usize) -> Self {
        Self::new("", format!("and {count} more"))
    }

    /// Returns the number of faults that this entry stands for: one, unless [`Self::and_more`] creates it.
    pub fn count(&self) -> usize {
        let more = self.message.strip_prefix("and ").and_then(|rest| rest.strip_suffix(" more"));
        more.filter(|_| self.pointer.is_empty()).and_then(|count| count.parse().ok()).unwrap_or(1)
    }
}
