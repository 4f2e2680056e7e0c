//! Filters by internet service provider.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{FoldedPattern, InvalidPattern, TextPattern};

/// A provider: its AS number, its name, or the beginning of its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum IspFilter {
    /// The number of an autonomous system.
    Number(u32),
    /// The name.
    Name(TextPattern),
}

impl IspFilter {
    /// Returns the form that is compared with the networks of events.
    pub fn folded(&self) -> FoldedIsp {
        match self {
            Self::Number(number) => FoldedIsp::Number(*number),
            Self::Name(name) => FoldedIsp::Name(name.folded()),
        }
    }
}

/// A provider filter with its name without case and accents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FoldedIsp {
    /// The number of an autonomous system.
    Number(u32),
    /// The name.
    Name(FoldedPattern),
}

impl FoldedIsp {
    /// Returns `true` if a network with this number and name, which is folded, is of the provider.
    pub(crate) fn matches(&self, number: Option<u32>, name: Option<&str>) -> bool {
        match self {
            Self::Number(wanted) => number == Some(*wanted),
            Self::Name(pattern) => name.is_some_and(|name| pattern.matches(name)),
        }
    }
}

impl FromStr for IspFilter {
    type Err = InvalidPattern;

    fn from_str(text: &str) -> Result<Self, InvalidPattern> {
        // Not `parse` alone: it also reads "+1".
        let digits = text.get(..2).filter(|start| start.eq_ignore_ascii_case("AS")).map(|_| &text[2..]);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        match digits.and_then(|digits| digits.parse().ok()) {
            Some(number) => Ok(Self::Number(number)),
            None => text.parse().map(Self::Name),
        }
    }
}

impl TryFrom<String> for IspFilter {
    type Error = InvalidPattern;

    fn try_from(text: String) -> Result<Self, InvalidPattern> {
        text.parse()
    }
}

impl From<IspFilter> for String {
    fn from(filter: IspFilter) -> String {
        filter.to_string()
    }
}

impl fmt::Display for IspFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => write!(f, "AS{number}"),
            Self::Name(name) => name.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn isp_filter_is_a_number_or_a_name() {
        for text in ["AS3303", "as3303", "AS03303"] {
            assert_eq!(text.parse(), Ok(IspFilter::Number(3303)), "{text}");
        }
        for text in ["AS", "AS+1", "AS3303x", "AS99999999999", "Swisscom*", "3303", "Ås", "A"] {
            let name = TextPattern::from_str(text).expect("a pattern");
            assert_eq!(text.parse(), Ok(IspFilter::Name(name)), "{text}");
        }
        assert_eq!(IspFilter::Number(3303).to_string(), "AS3303");
    }
}
