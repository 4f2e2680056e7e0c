//! Conditions of rules: which records a rule is for.

use std::collections::BTreeMap;

use regex::Regex;
use serde::Deserialize;

use super::record::Record;

/// Conditions over fields. All of them must be met. Without any, each record meets them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Conditions {
    /// Fields with the exact text that they must have, or with a list of such texts.
    when: BTreeMap<String, Texts>,
    /// Fields with the exact texts that they must not have.
    except: BTreeMap<String, Texts>,
    /// Fields with a regular expression that they must match. Named groups become fields.
    pattern: BTreeMap<String, Pattern>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "expected a text, or a list of texts")]
enum Texts {
    One(String),
    Many(Vec<String>),
}

impl Texts {
    fn contains(&self, text: &str) -> bool {
        match self {
            Self::One(one) => one == text,
            Self::Many(many) => many.iter().any(|one| one == text),
        }
    }
}

/// A regular expression in the syntax of the crate `regex`.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Pattern(Regex);

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Self, regex::Error> {
        Regex::new(&text).map(Self)
    }
}

impl Pattern {
    /// Returns the named groups that took part in the match, or `None` if `text` does not match.
    pub(super) fn captures(&self, text: &str) -> Option<Vec<(&str, String)>> {
        let found = self.0.captures(text)?;
        let names = self.0.capture_names().flatten();
        Some(names.filter_map(|name| Some((name, found.name(name)?.as_str().to_owned()))).collect())
    }
}

impl Conditions {
    /// Returns `true` if each record meets the conditions.
    pub(super) fn is_empty(&self) -> bool {
        self.when.is_empty() && self.except.is_empty() && self.pattern.is_empty()
    }

    /// Returns the record with the named groups as fields, or `None` if the record does not meet the conditions.
    pub(super) fn apply(&self, record: &Record) -> Option<Record> {
        let has = |field: &str, texts: &Texts| record.field(field).is_some_and(|text| texts.contains(&text));
        if !self.when.iter().all(|(field, texts)| has(field, texts))
            || self.except.iter().any(|(field, texts)| has(field, texts))
        {
            return None;
        }
        let mut found = Vec::new();
        for (field, pattern) in &self.pattern {
            found.extend(pattern.captures(&record.field(field)?)?);
        }
        let mut record = record.clone();
        for (name, value) in found {
            record.capture(name, value);
        }
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn conditions(text: &str) -> Conditions {
        toml::from_str(text).expect("conditions")
    }

    #[test]
    fn conditions_all_must_be_met() {
        let rule = conditions(
            "when = { a = 'x', b = ['1', '2'] }\nexcept = { c = 'no' }\npattern = { t = '^u (?<user>\\w+)' }",
        );
        let met = json!({"a": "x", "b": 2, "t": "u ada 7"});
        let record = rule.apply(&Record::json(met.clone())).expect("met");
        assert_eq!(record.field("user").as_deref(), Some("ada"));
        for (member, other) in [("a", "X"), ("b", "3"), ("c", "no"), ("t", "v ada"), ("t", "")] {
            let mut record = met.clone();
            record[member] = json!(other);
            assert!(rule.apply(&Record::json(record)).is_none(), "{member} = {other}");
        }
    }

    #[test]
    fn conditions_none_meet_each_record() {
        assert!(conditions("").is_empty());
        assert!(conditions("").apply(&Record::line(String::new())).is_some());
    }
}
