//! The numbers and words of a finding, from which its sentence is made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A number or a text of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged)]
pub enum Measure {
    /// A count, or a quantity in the unit that its name says.
    Number(u32),
    /// A word, for example a country.
    Text(String),
}

/// The numbers and words of a finding, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(transparent)]
pub struct Measures(BTreeMap<String, Measure>);

/// Names of measures that disclose an address or a place.
const DETAILS: [&str; 5] = ["address", "country", "other_country", "network", "kilometers"];

impl Measures {
    /// Adds a number.
    #[must_use]
    pub fn number(mut self, name: &str, value: usize) -> Self {
        self.0.insert(name.to_owned(), Measure::Number(u32::try_from(value).unwrap_or(u32::MAX)));
        self
    }

    /// Adds a text, if it is given.
    #[must_use]
    pub fn text(mut self, name: &str, value: Option<impl Into<String>>) -> Self {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), Measure::Text(value.into()));
        }
        self
    }

    /// Returns the number `name`.
    pub fn get(&self, name: &str) -> Option<u32> {
        match self.0.get(name) {
            Some(Measure::Number(number)) => Some(*number),
            Some(Measure::Text(_)) | None => None,
        }
    }

    /// Returns the text `name`.
    pub fn word(&self, name: &str) -> Option<&str> {
        match self.0.get(name) {
            Some(Measure::Text(text)) => Some(text),
            Some(Measure::Number(_)) | None => None,
        }
    }

    /// Removes what discloses an address or a place.
    #[must_use]
    pub fn without_details(mut self) -> Self {
        self.0.retain(|name, _| !DETAILS.contains(&name.as_str()));
        self
    }

    /// Merges the measures of another part of the same finding: the higher numbers, and texts that are missing.
    pub fn merge(&mut self, other: Self) {
        for (name, value) in other.0 {
            match (self.0.get_mut(&name), value) {
                (Some(Measure::Number(number)), Measure::Number(other)) => *number = (*number).max(other),
                (Some(_), _) => {}
                (None, value) => drop(self.0.insert(name, value)),
            }
        }
    }
}
