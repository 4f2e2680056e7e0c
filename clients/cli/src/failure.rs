//! Failures: one text for people, one JSON form for programs, one exit code.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use event_model::FieldError;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::text::plain_lines;

/// Why a command ends without success. Texts say what to do, and never contain a secret.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// The command cannot do its work. Exit code 1.
    #[error("{0}")]
    Failed(String),
    /// The arguments or the environment are wrong. Exit code 2.
    #[error("{0}")]
    Usage(String),
    /// There is no credential, or it is no longer valid. Exit code 3.
    #[error("{0}")]
    NotSignedIn(String),
    /// The API refused the request. Exit code 3 for statuses 401 and 403, otherwise 1.
    #[error("{0}")]
    Refused(Box<Problem>),
    /// The monitor refused some of the events for good. Exit code 4.
    #[error("{refused} of {total} events were refused")]
    EventsRefused {
        /// Events that were refused.
        refused: u64,
        /// Events that were sent.
        total: u64,
    },
    /// The API cannot be reached, or it does not work even after retries. Exit code 5.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// Origin of the API.
        url: String,
        /// What happened at the last attempt.
        reason: String,
    },
    /// A file cannot be read or written. Exit code 1.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// Verb, such as `read`.
        action: String,
        /// The file.
        path: PathBuf,
        /// Error of the operating system.
        source: io::Error,
    },
    /// The reader of stdout went away, as `head` does. Exit code 0.
    #[error("the reader of stdout closed it")]
    PipeClosed,
}

/// The part of an API problem (RFC 9457) that people and programs need.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Problem {
    /// HTTP status.
    pub(crate) status: u16,
    /// Kind of problem, such as `plan_required`. Empty if the answer is not a problem document.
    pub(crate) code: String,
    /// What is wrong with the request.
    pub(crate) detail: String,
    /// Id of the request, for the operator of the monitor.
    pub(crate) request_id: String,
    /// The invalid fields.
    pub(crate) errors: Vec<FieldError>,
    /// Where a reader of the feed can continue, if its position has expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) oldest_cursor: Option<String>,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} (status {}", self.detail, self.status)?;
        if !self.request_id.is_empty() {
            write!(f, ", request {}", self.request_id)?;
        }
        write!(f, ")")?;
        // A single fault is the detail already.
        if self.errors.len() > 1 {
            for FieldError { pointer, message } in &self.errors {
                write!(f, "\n  {pointer} {message}")?;
            }
        }
        Ok(())
    }
}

impl Failure {
    /// Creates a failure of the file system.
    pub(crate) fn io(action: &str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::Io { action: action.to_owned(), path: path.into(), source }
    }

    /// Returns the exit code.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::PipeClosed => 0,
            Self::Failed(_) | Self::Io { .. } => 1,
            Self::Usage(_) => 2,
            Self::NotSignedIn(_) => 3,
            Self::Refused(problem) if matches!(problem.status, 401 | 403) => 3,
            Self::Refused(_) => 1,
            Self::EventsRefused { .. } => 4,
            Self::Unreachable { .. } => 5,
        }
    }

    /// Prints the failure to stderr and returns the exit code.
    pub(crate) fn report(&self, as_json: bool) -> ExitCode {
        match self {
            Self::PipeClosed => {}
            _ if as_json => eprintln!("{}", self.to_json()),
            // Texts of other machines can contain anything.
            _ => eprintln!("activity: {}", plain_lines(&self.to_string())),
        }
        ExitCode::from(self.exit_code())
    }

    fn to_json(&self) -> Value {
        let mut error =
            json!({ "kind": self.kind(), "message": self.to_string(), "exit_code": self.exit_code() });
        if let Self::Refused(problem) = self {
            error["problem"] = json!(problem);
        }
        json!({ "error": error })
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Failed(_) => "failed",
            Self::Usage(_) => "usage",
            Self::NotSignedIn(_) => "not_signed_in",
            Self::Refused(_) => "refused",
            Self::EventsRefused { .. } => "events_refused",
            Self::Unreachable { .. } => "unreachable",
            Self::Io { .. } => "io",
            Self::PipeClosed => "pipe_closed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failure_json_has_problem() {
        let problem =
            Problem { status: 403, code: "forbidden".into(), detail: "no".into(), ..Problem::default() };
        let failure = Failure::Refused(Box::new(problem));
        let error = &failure.to_json()["error"];
        assert_eq!((&error["kind"], &error["exit_code"]), (&json!("refused"), &json!(3)));
        assert_eq!(error["problem"]["code"], "forbidden");
        assert_eq!(error["message"], "no (status 403)");
    }

    #[test]
    fn problem_lists_fields_if_several() {
        let field = |pointer: &str| FieldError::new(pointer, "is missing");
        let mut problem = Problem { status: 400, detail: "/label is missing".into(), ..Problem::default() };
        problem.errors = vec![field("/label")];
        assert_eq!(problem.to_string(), "/label is missing (status 400)");
        problem.errors.push(field("/class"));
        assert_eq!(
            problem.to_string(),
            "/label is missing (status 400)\n  /label is missing\n  /class is missing"
        );
    }
}
