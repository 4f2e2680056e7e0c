//! Environment variables, as a value.

use std::collections::BTreeMap;
use std::sync::Arc;

/// A set of environment variables.
///
/// A value instead of the process's environment, so that one process can run several functions.
#[derive(Debug, Clone)]
pub struct Env(Arc<BTreeMap<String, String>>);

/// A variable is missing or invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvError {
    /// A required variable is not set.
    #[error("the environment variable {0} is not set")]
    Missing(String),
    /// The value of a variable is invalid.
    #[error("the environment variable {name} is not valid: {reason}")]
    Invalid {
        /// Name of the variable.
        name: String,
        /// What is wrong with the value.
        reason: String,
    },
}

impl Env {
    /// Returns the variables of this process that are valid UTF-8.
    pub fn process() -> Self {
        let text = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(Arc::new(std::env::vars_os().filter_map(text).collect()))
    }

    /// Returns a variable. A blank one counts as not set, as CloudFormation cannot omit a variable.
    pub fn optional(&self, name: &str) -> Option<String> {
        self.0.get(name).filter(|value| !value.trim().is_empty()).cloned()
    }

    /// Returns a required variable.
    pub fn required(&self, name: &str) -> Result<String, EnvError> {
        self.optional(name).ok_or_else(|| EnvError::Missing(name.to_owned()))
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
    fn blank_variable_is_not_set() {
        let env = Env::from_iter([("BLANK", " "), ("NAME", "a")]);
        assert_eq!(env.required("NAME"), Ok("a".to_owned()));
        assert_eq!(env.required("BLANK"), Err(EnvError::Missing("BLANK".to_owned())));
    }
}
