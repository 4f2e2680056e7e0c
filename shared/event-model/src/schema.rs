//! The schemas of texts, from the limits that their checks use.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

/// Characters that no text may have: control characters, line separators and bidirectional controls. The
/// constant is the content of a character class.
const FORBIDDEN: &str = r"\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069";
/// Invisible characters. The list excludes the tags U+E0000 to U+E0FFF, since readers of patterns differ in
/// the syntax of such characters.
const INVISIBLE: &str = concat!(
    r" \u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u202f\u205f-\u206f",
    r"\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0",
);

/// Returns the pattern of a text with a visible character and without forbidden ones.
pub(crate) fn visible() -> String {
    format!("^[^{FORBIDDEN}]*[^{FORBIDDEN}{INVISIBLE}][^{FORBIDDEN}]*$")
}

/// Returns the pattern of an e-mail address.
pub(crate) fn email() -> String {
    format!("^[^{FORBIDDEN}]+@[^@{FORBIDDEN}]+$")
}

/// Returns the schema of a string of 1 to `max` bytes. A schema counts characters. A text has at most as many
/// characters as bytes.
pub(crate) fn text(description: &str, max: usize, pattern: impl Into<String>) -> RefOr<Schema> {
    let text = ObjectBuilder::new().schema_type(Type::String).description(Some(description.trim()));
    text.min_length(Some(1)).max_length(Some(max)).pattern(Some(pattern)).build().into()
}
