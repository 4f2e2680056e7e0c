//! Filters by target.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::check;
use crate::{InvalidText, Target, fold, limits};

/// A target: `type:id`, an id, or a part of a name. In names, case and accents do not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TargetFilter(String);

impl TargetFilter {
    /// Returns the form that is compared with targets.
    pub fn folded(&self) -> FoldedTarget {
        FoldedTarget { text: self.0.clone(), folded: fold(&self.0) }
    }
}

impl FromStr for TargetFilter {
    type Err = InvalidText;

    fn from_str(text: &str) -> Result<Self, InvalidText> {
        check(text, limits::FILTER_TEXT_BYTES)?;
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for TargetFilter {
    type Error = InvalidText;

    fn try_from(text: String) -> Result<Self, InvalidText> {
        text.parse()
    }
}

impl From<TargetFilter> for String {
    fn from(filter: TargetFilter) -> String {
        filter.0
    }
}

impl fmt::Display for TargetFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A target filter with its text without case and accents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedTarget {
    text: String,
    folded: String,
}

impl FoldedTarget {
    /// Returns `true` if `target` has this id, this type and id, or a name with this part.
    pub(crate) fn matches(&self, target: &Target) -> bool {
        let Target { kind, id, name } = target;
        // A type and an id can contain colons, so the text is not split.
        let after_kind = || self.text.strip_prefix(kind.as_str())?.strip_prefix(':');
        self.text == id.as_str()
            || after_kind() == Some(id.as_str())
            // A mark alone has an empty folded form, which would be part of every name.
            || (!self.folded.is_empty()
                && name.as_ref().is_some_and(|name| fold(name.as_str()).contains(&self.folded)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Name, TargetId, TargetType};

    fn matches(filter: &str) -> bool {
        let filter: TargetFilter = filter.parse().expect("a filter");
        filter.folded().matches(&Target {
            kind: TargetType::recorded("item".to_owned()),
            id: TargetId::recorded("i:1".to_owned()),
            name: Some(Name::recorded("Données clients".to_owned())),
        })
    }

    #[test]
    fn target_filter_matches_id_and_part_of_name() {
        for text in ["i:1", "item:i:1", "donnees", "CLIENTS", "ées cl"] {
            assert!(matches(text), "{text}");
        }
        for text in ["i:", "I:1", "item", "item:", "vault:i:1", "item:i", "clients database", "\u{301}"] {
            assert!(!matches(text), "{text}");
        }
    }
}
