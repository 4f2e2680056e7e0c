//! Identifiers. Each is valid by construction.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::{has_control, is_bidi_control, is_invisible};
use crate::{limits, schema};

/// The reason why a text is not an identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidId {
    /// The text is empty.
    #[error("is empty")]
    Empty,
    /// The text is longer than the limit, in bytes.
    #[error("is longer than {0} bytes")]
    TooLong(usize),
    /// The text has a character that is not allowed.
    #[error("has a character other than {0}")]
    Character(&'static str),
    /// The text has only white space and invisible characters.
    #[error("has no visible character")]
    Invisible,
    /// The text is a segment that every URL parser removes from a path.
    #[error("cannot be \".\" or \"..\"")]
    Dots,
    /// The text does not begin with a letter.
    #[error("must begin with a letter a-z")]
    Letter,
    /// The text does not have the form of an event type.
    #[error("must be a source and one or more words, separated by dots: crm.contact.created")]
    NotType,
    /// The text is not a UUID in its hyphenated form.
    #[error("is not a UUID")]
    NotUuid,
}

fn check(
    text: &str,
    bytes: usize,
    allowed: impl Fn(char) -> bool,
    words: &'static str,
) -> Result<(), InvalidId> {
    if text.is_empty() {
        Err(InvalidId::Empty)
    } else if text.len() > bytes {
        Err(InvalidId::TooLong(bytes))
    } else if !text.chars().all(allowed) {
        Err(InvalidId::Character(words))
    } else if is_invisible(text) {
        Err(InvalidId::Invisible)
    } else {
        Ok(())
    }
}

/// Returns `true` if an id of free text may contain `c`.
fn is_printable(c: char) -> bool {
    !has_control(c) && !is_bidi_control(c)
}

fn accept(_: &str) -> Result<(), InvalidId> {
    Ok(())
}

/// Refuses ids that the path of `GET /v1/events/{source}/{id}` cannot contain.
fn refuse_dots(text: &str) -> Result<(), InvalidId> {
    if matches!(text, "." | "..") { Err(InvalidId::Dots) } else { Ok(()) }
}

/// Requires at least two words, none of them empty. The first must be a source.
fn require_words(text: &str) -> Result<(), InvalidId> {
    let Some((source, words)) = text.split_once('.') else { return Err(InvalidId::NotType) };
    check(source, limits::SOURCE_BYTES, is_word, "a-z 0-9 _")?;
    begin_with_letter(source)?;
    if words.split('.').all(|word| !word.is_empty()) { Ok(()) } else { Err(InvalidId::NotType) }
}

fn begin_with_letter(text: &str) -> Result<(), InvalidId> {
    if text.starts_with(|c: char| c.is_ascii_lowercase()) { Ok(()) } else { Err(InvalidId::Letter) }
}

/// Returns `true` if a word of an event type may contain `c`.
fn is_word(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'
}

fn is_hex_or_hyphen(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, 'a'..='f' | '-')
}

fn require_uuid(text: &str) -> Result<(), InvalidId> {
    let is_uuid = text.len() == uuid::fmt::Hyphenated::LENGTH && uuid::Uuid::try_parse(text).is_ok();
    if is_uuid { Ok(()) } else { Err(InvalidId::NotUuid) }
}

macro_rules! id {
    ($(#[doc = $doc:literal])* $name:ident, $bytes:expr, $allowed:expr, $words:literal, $pattern:expr) => {
        id!($(#[doc = $doc])* $name, $bytes, $allowed, $words, $pattern, accept);
    };
    ($(#[doc = $doc:literal])* $name:ident, $bytes:expr, $allowed:expr, $words:literal, $pattern:expr, $check:path) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
        #[serde(try_from = "String")]
        pub struct $name(String);

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                schema::text(concat!($($doc, "\n"),*), $bytes, $pattern)
            }
        }

        impl utoipa::ToSchema for $name {}

        // Not derived through `String`: that would copy each text of each event again.
        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl $name {
            /// Returns the text of the identifier.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Creates the id from a recorded text without a check: a newer version with other limits may have recorded it.
            pub fn recorded(text: String) -> Self {
                Self(text)
            }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidId;
            fn try_from(text: String) -> Result<Self, InvalidId> {
                check(&text, $bytes, $allowed, $words)?;
                $check(&text)?;
                Ok(Self(text))
            }
        }
        impl std::str::FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Self::try_from(text.to_owned())
            }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// The producer's own id of an event, unique for its source within an organization.
    EventId, limits::EVENT_ID_BYTES,
    |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | ':' | '-'),
    "A-Z a-z 0-9 . _ : -", r"^(\.{3,}|\.*[A-Za-z0-9_:-][A-Za-z0-9._:-]*)$", refuse_dots
}
id! {
    /// An event type: a source, then one or more words, separated by dots. The catalog decides whether it exists.
    EventType, limits::EVENT_TYPE_BYTES, |c| is_word(c) || c == '.', "a-z 0-9 _ .",
    r"^[a-z][a-z0-9_]{0,31}(\.[a-z0-9_]+)+$", require_words
}
id! {
    /// A source: the product that sends an event, and the first word of its event type.
    Source, limits::SOURCE_BYTES, is_word, "a-z 0-9 _", "^[a-z][a-z0-9_]*$", begin_with_letter
}
id! {
    /// An organization. Never contains `#`, which separates the parts of a key.
    OrganizationId, limits::ORGANIZATION_ID_BYTES,
    |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'),
    "A-Z a-z 0-9 _ -", "^[A-Za-z0-9_-]+$"
}
id! {
    /// A person or a service account of an organization, as its identity provider names it.
    ///
    /// It may contain `#`, because it is always the last part of a key.
    UserId, limits::USER_ID_BYTES, is_printable, "printable characters", schema::visible()
}
id! {
    /// A session of an actor in a product.
    SessionId, limits::SESSION_ID_BYTES, is_printable, "printable characters", schema::visible()
}
id! {
    /// The thing that an action was done to, as its product names it.
    TargetId, limits::TARGET_ID_BYTES, is_printable, "printable characters", schema::visible()
}
id! {
    /// The public part of a product key or reader key.
    KeyId, 16, |c| c.is_ascii_digit() || matches!(c, 'a'..='f'), "0-9 a-f", "^[0-9a-f]+$"
}
id! {
    /// An export: a UUID of version 7, so that exports sort by the time of their request.
    ExportId, 36, is_hex_or_hyphen, "0-9 a-f -", "^[0-9a-f-]+$", require_uuid
}
id! {
    /// A mute of a detection: a UUID of version 7, so that mutes sort by the time of their creation.
    MuteId, 36, is_hex_or_hyphen, "0-9 a-f -", "^[0-9a-f-]+$", require_uuid
}
id! {
    /// A saved view: a UUID of version 7, so that views sort by the time of their creation.
    ViewId, 36, is_hex_or_hyphen, "0-9 a-f -", "^[0-9a-f-]+$", require_uuid
}
id! {
    /// A back-test of a detection: a UUID of version 7, so that back-tests sort by the time of their request.
    BacktestId, 36, is_hex_or_hyphen, "0-9 a-f -", "^[0-9a-f-]+$", require_uuid
}
id! {
    /// A stream: a UUID of version 7, so that streams sort by the time of their creation.
    StreamId, 36, is_hex_or_hyphen, "0-9 a-f -", "^[0-9a-f-]+$", require_uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_id_of_dots_is_refused() {
        for text in [".", ".."] {
            assert_eq!(text.parse::<EventId>(), Err(InvalidId::Dots));
        }
        assert!("...".parse::<EventId>().is_ok() && ".".parse::<UserId>().is_ok());
    }

    #[test]
    fn export_id_not_uuid_is_refused() {
        assert!("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse::<ExportId>().is_ok());
        for text in ["abc", "0199f2c47d1e7c3a9a556f0f6a2b7c11", "------------------------------------"] {
            assert_eq!(text.parse::<ExportId>(), Err(InvalidId::NotUuid), "{text}");
        }
    }

    #[test]
    fn user_id_invisible_text_is_refused() {
        for text in [" ", "\u{200b}", "\u{feff}\u{a0}"] {
            assert_eq!(text.parse::<UserId>(), Err(InvalidId::Invisible), "{}", text.escape_unicode());
        }
        assert!(matches!("u\u{202e}".parse::<UserId>(), Err(InvalidId::Character(_))));
    }
}
