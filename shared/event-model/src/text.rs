//! Bounded texts of an event: visible, within their limit, and without control characters.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{limits, schema};

/// The reason why a text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    /// The text is empty.
    #[error("is empty")]
    Empty,
    /// The text is longer than the limit, in bytes.
    #[error("is longer than {0} bytes")]
    TooLong(usize),
    /// The text has a control character.
    #[error("has a control character")]
    Control,
    /// The text has only white space and invisible characters.
    #[error("has no visible character")]
    Invisible,
    /// The text has a character that reorders the text around it.
    #[error("has a bidirectional control character (U+202A to U+202E, U+2066 to U+2069)")]
    Bidirectional,
    /// The text does not have the form of an e-mail address.
    #[error("is not an e-mail address")]
    NotEmail,
}

/// Returns `true` if `c` is a control character.
///
/// Unicode line and paragraph separators also count. A log viewer or a CSV reader that breaks lines at them
/// would show one event as two.
pub(crate) fn has_control(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Returns `true` if `c` starts or ends an embedding, override or isolate of text direction (Unicode Standard Annex 9).
///
/// These characters reorder the text that follows, also beyond their field. With such a name, a row of the
/// dashboard, a log or a CSV file can look like another row.
pub(crate) fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns `true` if `text` is invisible: white space, zero-width characters, fillers and variation selectors
/// only.
pub(crate) fn is_invisible(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '\u{ad}'
                    | '\u{34f}'
                    | '\u{61c}'
                    | '\u{115f}'
                    | '\u{1160}'
                    | '\u{17b4}'
                    | '\u{17b5}'
                    | '\u{180b}'..='\u{180f}'
                    | '\u{200b}'..='\u{200f}'
                    | '\u{2060}'..='\u{206f}'
                    | '\u{2800}'
                    | '\u{3164}'
                    | '\u{fe00}'..='\u{fe0f}'
                    | '\u{feff}'
                    | '\u{ffa0}'
                    | '\u{e0000}'..='\u{e0fff}'
            )
    })
}

/// Checks the characters of `text`. Returns the first fault.
fn check_characters(text: &str) -> Result<(), InvalidText> {
    if !is_plain(text) {
        if text.chars().any(has_control) {
            return Err(InvalidText::Control);
        }
        if text.chars().any(is_bidi_control) {
            return Err(InvalidText::Bidirectional);
        }
    }
    if is_invisible(text) { Err(InvalidText::Invisible) } else { Ok(()) }
}

/// Returns `true` if `text` is printable ASCII only. Most texts are, so they need no look-up of characters.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Checks a text of at most `bytes` bytes.
pub(crate) fn check(text: &str, bytes: usize) -> Result<(), InvalidText> {
    if text.is_empty() {
        Err(InvalidText::Empty)
    } else if text.len() > bytes {
        Err(InvalidText::TooLong(bytes))
    } else {
        check_characters(text)
    }
}

fn check_email(text: &str, bytes: usize) -> Result<(), InvalidText> {
    check(text, bytes)?;
    // An event keeps the product's address, even if the address cannot receive mail.
    match text.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => Ok(()),
        _ => Err(InvalidText::NotEmail),
    }
}

macro_rules! text {
    ($(#[doc = $doc:literal])* $name:ident, $bytes:expr) => {
        text!($(#[doc = $doc])* $name, $bytes, check, schema::visible());
    };
    ($(#[doc = $doc:literal])* $name:ident, $bytes:expr, $check:path, $pattern:expr) => {
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
            /// Returns the text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Creates the text from a recorded one without a check: a newer version with other limits may have recorded it.
            pub fn recorded(text: String) -> Self {
                Self(text)
            }
        }
        impl TryFrom<String> for $name {
            type Error = InvalidText;
            fn try_from(text: String) -> Result<Self, InvalidText> {
                $check(&text, $bytes)?;
                Ok(Self(text))
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text! {
    /// The display name of a person or a target.
    Name, limits::NAME_BYTES
}
text! {
    /// An e-mail address, in the spelling that the product sent.
    Email, limits::EMAIL_BYTES, check_email, schema::email()
}
text! {
    /// A device, in the product's words.
    Device, limits::DEVICE_BYTES
}
text! {
    /// The version of the application that the actor used.
    AppVersion, limits::APP_VERSION_BYTES
}
text! {
    /// The user agent of the request that the event comes from.
    UserAgent, limits::USER_AGENT_BYTES
}
text! {
    /// The kind of a target (`vault`, `item`, …).
    TargetType, limits::TARGET_TYPE_BYTES
}
text! {
    /// A metadata key.
    MetadataKey, limits::METADATA_KEY_BYTES
}
text! {
    /// A metadata value.
    MetadataValue, limits::METADATA_VALUE_BYTES
}
text! {
    /// The action that an event of a type reports, as a sentence.
    Description, limits::DESCRIPTION_BYTES
}
text! {
    /// What a person writes about a finding, or as the reason of a mute. One line.
    Note, limits::NOTE_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<Name, InvalidText> {
        Name::try_from(text.to_owned())
    }

    #[test]
    fn text_bidi_control_is_refused() {
        for c in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
            assert_eq!(
                name(&format!("Ada{c}nimda")),
                Err(InvalidText::Bidirectional),
                "{}",
                c.escape_unicode()
            );
        }
        // Marks that reorder only an adjacent character are part of ordinary Hebrew and Arabic text.
        assert!(name("שלום\u{200f}!").is_ok() && name("Ada\u{200d}x").is_ok());
    }

    #[test]
    fn text_without_visible_character_is_refused() {
        for text in [" ", "   ", "\u{200b}", "\u{a0}\u{feff}", "\u{3164}", "\u{2800}\u{2060} "] {
            assert_eq!(name(text), Err(InvalidText::Invisible), "{}", text.escape_unicode());
        }
        assert!(name(" a ").is_ok());
    }
}
