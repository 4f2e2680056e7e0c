//! How an action went.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How an action went.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Default,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It was done.
    #[default]
    Success,
    /// It was tried and failed.
    Failure,
    /// It was begun; how it ended is not known yet.
    Attempt,
    /// A rule stopped it.
    Blocked,
}

/// The text is not an outcome.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not one of success, failure, attempt, blocked")]
pub struct UnknownOutcome;

impl Outcome {
    /// Every outcome, in the order of the catalogue's documentation.
    pub const ALL: [Self; 4] = [Self::Success, Self::Failure, Self::Attempt, Self::Blocked];

    /// Returns the outcome's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Attempt => "attempt",
            Self::Blocked => "blocked",
        }
    }
}

impl FromStr for Outcome {
    type Err = UnknownOutcome;
    fn from_str(text: &str) -> Result<Self, UnknownOutcome> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text).ok_or(UnknownOutcome)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
