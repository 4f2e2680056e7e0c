//! Environment variables, as a value.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

/// A set of environment variables.
///
/// A value, not the process's own, so that one process can hold several functions, each with its own.
#[derive(Debug, Clone)]
pub struct Env(Arc<BTreeMap<String, String>>);

/// A variable is missing or unreadable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvError {
    /// It has to be set.
    #[error("the environment variable {0} is not set")]
    Missing(String),
    /// Its value is not of its form.
    #[error("the environment variable {name} is not valid: {reason}")]
    Invalid {
        /// Its name.
        name: String,
        /// What is wrong with its value.
        reason: String,
    },
}

impl Env {
    /// Returns those of this process that are text.
    pub fn process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(Arc::new(std::env::vars_os().filter_map(text).collect()))
    }

    /// Returns a variable; a blank one counts as absent, as CloudFormation cannot leave one out.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.trim().is_empty()).cloned()
    }

    /// Returns a variable that has to be set.
    pub fn required(&self, name: &str) -> Result<String, EnvError> {
        self.optional(name).ok_or_else(|| EnvError::Missing(name.to_owned()))
    }

    /// Reads a variable, or returns `default` where it is absent.
    pub fn parsed<T: FromStr<Err: std::fmt::Display>>(&self, name: &str, default: T) -> Result<T, EnvError> {
        let Some(value) = self.optional(name) else { return Ok(default) };
        value
            .parse()
            .map_err(|error: T::Err| EnvError::Invalid { name: name.to_owned(), reason: error.to_string() })
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Env {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(variables: I) -> Self {
        Self(Arc::new(variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_variable() {
        let env = Env::from_iter([("BLANK", " "), ("PORT", "many"), ("NAME", "a")]);
        assert_eq!(env.required("NAME"), Ok("a".to_owned()));
        assert_eq!(env.required("BLANK"), Err(EnvError::Missing("BLANK".to_owned())));
        assert_eq!(env.parsed("ABSENT", 7_u16), Ok(7));
        let message = env.parsed("PORT", 7_u16).expect_err("not a number").to_string();
        assert_eq!(message, "the environment variable PORT is not valid: invalid digit found in string");
    }
}
