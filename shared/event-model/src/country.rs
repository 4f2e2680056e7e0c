//! Countries, as filters name them.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is not the code of a country.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be the code of a country in two capital letters, such as CH")]
pub struct InvalidCountry;

/// An ISO 3166-1 alpha-2 code. The location database decides which codes exist.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country(String);

impl FromStr for Country {
    type Err = InvalidCountry;

    fn from_str(text: &str) -> Result<Self, InvalidCountry> {
        let is_code = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        if is_code { Ok(Self(text.to_owned())) } else { Err(InvalidCountry) }
    }
}

impl TryFrom<String> for Country {
    type Error = InvalidCountry;

    fn try_from(text: String) -> Result<Self, InvalidCountry> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> String {
        country.0
    }
}

impl Borrow<str> for Country {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn country_is_two_capital_letters() {
        assert_eq!("CH".parse::<Country>().map(String::from), Ok("CH".to_owned()));
        for text in ["", "ch", "C", "CHE", "C1", "Ć"] {
            assert_eq!(text.parse::<Country>(), Err(InvalidCountry), "{text}");
        }
    }
}
