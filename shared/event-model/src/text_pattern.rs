//! Filters by a text or its beginning.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::check;
use crate::{InvalidText, fold, limits};

/// The reason why a text is not a pattern.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPattern {
    /// It cannot be part of an event.
    #[error(transparent)]
    Text(#[from] InvalidText),
    /// It is only a wildcard.
    #[error("must have a text before *")]
    NoPrefix,
}

/// A whole text, or the beginning of a text and a `*`. Case and accents do not count.
///
/// It keeps its spelling, so that people recognize it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TextPattern(String);

impl TextPattern {
    /// Returns the form that is compared with the texts of events.
    pub fn folded(&self) -> FoldedPattern {
        match self.0.strip_suffix('*') {
            Some(prefix) => FoldedPattern { text: fold(prefix), is_prefix: true },
            None => FoldedPattern { text: fold(&self.0), is_prefix: false },
        }
    }
}

impl FromStr for TextPattern {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, InvalidPattern> {
        match text.strip_suffix('*') {
            Some("") => return Err(InvalidPattern::NoPrefix),
            Some(prefix) => check(prefix, limits::FILTER_TEXT_BYTES)?,
            None => check(text, limits::FILTER_TEXT_BYTES)?,
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for TextPattern {
    type Error = InvalidPattern;

    fn try_from(text: String) -> Result<Self, InvalidPattern> {
        text.parse()
    }
}

impl From<TextPattern> for String {
    fn from(pattern: TextPattern) -> String {
        pattern.0
    }
}

impl fmt::Display for TextPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A pattern without case and accents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedPattern {
    text: String,
    is_prefix: bool,
}

impl FoldedPattern {
    /// Returns `true` if `folded`, a text without case and accents, is this text or begins with it.
    pub(crate) fn matches(&self, folded: &str) -> bool {
        if self.is_prefix { folded.starts_with(&self.text) } else { folded == self.text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        let pattern: TextPattern = pattern.parse().expect("a pattern");
        pattern.folded().matches(&fold(text))
    }

    #[test]
    fn text_pattern_ignores_case_and_accents() {
        assert!(matches("zurich browser", "Zürich Browser") && matches("iOS 18*", "ios 18.2"));
        assert!(!matches("iOS 18", "iOS 18.2") && !matches("18*", "iOS 18") && !matches("iOS*", "my iOS"));
    }

    #[test]
    fn text_pattern_without_text_is_refused() {
        assert_eq!("*".parse::<TextPattern>(), Err(InvalidPattern::NoPrefix));
        for text in ["", " ", " *", "a\nb", "\u{202e}a"] {
            assert!(matches!(text.parse::<TextPattern>(), Err(InvalidPattern::Text(_))), "{text:?}");
        }
        let long = "é".repeat(limits::FILTER_TEXT_BYTES / 2);
        assert!(long.parse::<TextPattern>().is_ok() && format!("{long}*").parse::<TextPattern>().is_ok());
        assert!(format!("{long}a").parse::<TextPattern>().is_err());
    }
}
