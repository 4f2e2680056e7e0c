//! Filters by a part of any text of an event.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::check;
use crate::{InvalidText, fold, limits};

/// A part of a text. Case and accents do not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SearchText(String);

impl SearchText {
    /// Returns the text without case and accents.
    pub(crate) fn folded(&self) -> String {
        fold(&self.0)
    }
}

impl FromStr for SearchText {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        check(text, limits::FILTER_TEXT_BYTES)?;
        // A mark alone has an empty folded form, which would be part of every text.
        if fold(text).trim().is_empty() { Err(InvalidText::Invisible) } else { Ok(Self(text.to_owned())) }
    }
}

impl TryFrom<String> for SearchText {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, InvalidText> {
        text.parse()
    }
}

impl From<SearchText> for String {
    fn from(text: SearchText) -> String {
        text.0
    }
}

impl fmt::Display for SearchText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn search_text_without_letters_is_refused() {
        for text in ["", " ", "\u{200b}", "\u{301}", " \u{301}"] {
            assert!(text.parse::<SearchText>().is_err(), "{text:?}");
        }
        assert_eq!("Zürich".parse::<SearchText>().map(|text| text.folded()), Ok("zurich".to_owned()));
    }
}
