//! The numbers of a rule, which an organization can change.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

/// A number of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// The meaning, as a sentence.
    pub description: &'static str,
    /// The unit: `minutes`, `hours`, `days`, `events`, `persons`, …
    pub unit: &'static str,
    /// The default value.
    pub default: u32,
    /// The lowest value.
    pub min: u32,
    /// The highest value.
    pub max: u32,
}

impl Parameter {
    /// Returns the number `name` with these bounds.
    pub(crate) const fn new(
        name: &'static str,
        description: &'static str,
        unit: &'static str,
        default: u32,
        bounds: RangeInclusive<u32>,
    ) -> Self {
        Self { name, description, unit, default, min: *bounds.start(), max: *bounds.end() }
    }

    /// Returns the length of a rule's window in minutes.
    pub(crate) const fn minutes(default: u32) -> Self {
        Self::new("minutes", "Length of the window.", "minutes", default, 1..=120)
    }

    /// Returns the length of a rule's window in hours.
    pub(crate) const fn hours(default: u32) -> Self {
        Self::new("hours", "Length of the window.", "hours", default, 1..=48)
    }
}

/// The values of all parameters of one rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters(BTreeMap<&'static str, u32>);

/// The reason why a parameter cannot be set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidParameter {
    /// The rule has no such parameter.
    #[error("is not a parameter of the rule")]
    Unknown,
    /// The value is out of bounds.
    #[error("must be a whole number from {min} to {max}")]
    Bounds {
        /// The lowest value.
        min: u32,
        /// The highest value.
        max: u32,
    },
}

impl Parameters {
    /// Returns the values of a rule with these `parameters`: `overrides` where they are given, else the defaults. An
    /// override that the rule does not have, or that is out of bounds, has no effect: an older version stored it.
    pub fn new(parameters: &'static [Parameter], overrides: &BTreeMap<String, u32>) -> Self {
        let value = |parameter: &Parameter| {
            let set = overrides.get(parameter.name).copied();
            let set = set.filter(|value| (parameter.min..=parameter.max).contains(value));
            (parameter.name, set.unwrap_or(parameter.default))
        };
        Self(parameters.iter().map(value).collect())
    }

    /// Checks one override.
    pub fn check(parameters: &[Parameter], name: &str, value: u32) -> Result<(), InvalidParameter> {
        let parameter = parameters.iter().find(|parameter| parameter.name == name);
        let Parameter { min, max, .. } = *parameter.ok_or(InvalidParameter::Unknown)?;
        if (min..=max).contains(&value) { Ok(()) } else { Err(InvalidParameter::Bounds { min, max }) }
    }

    /// Returns the value of the parameter `name`, which the rule must have.
    pub fn get(&self, name: &str) -> u32 {
        *self.0.get(name).expect("a test evaluates every rule with its parameters")
    }

    /// Returns a parameter as a count.
    pub fn count(&self, name: &str) -> usize {
        usize::try_from(self.get(name)).unwrap_or(usize::MAX)
    }

    /// Returns a parameter in minutes as a duration.
    pub fn minutes(&self, name: &str) -> chrono::Duration {
        chrono::Duration::minutes(self.get(name).into())
    }

    /// Returns a parameter in hours as a duration.
    pub fn hours(&self, name: &str) -> chrono::Duration {
        chrono::Duration::hours(self.get(name).into())
    }

    /// Returns a parameter in days as a duration.
    pub fn days(&self, name: &str) -> chrono::Duration {
        chrono::Duration::days(self.get(name).into())
    }

    /// Returns all values by name.
    pub fn values(&self) -> &BTreeMap<&'static str, u32> {
        &self.0
    }
}
