//! Errors of the client.

use std::path::PathBuf;
use std::time::Duration;

/// A client cannot be built.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The URL is not the URL of an API.
    #[error("the URL {url} is not valid: {reason}")]
    Url {
        /// The URL that was given.
        url: String,
        /// The fault.
        reason: String,
    },
    /// The product key cannot be sent in a header.
    #[error("the product key is empty, or has a character that a key cannot have")]
    ProductKey,
    /// A limit of bytes is lower than the size of one request.
    #[error("{option} must be at least {least} bytes")]
    Limit {
        /// The option of the builder.
        option: &'static str,
        /// The least value, in bytes.
        least: usize,
    },
    /// No tokio runtime runs on this thread.
    #[error("build the client inside a tokio runtime")]
    NoRuntime,
    /// The HTTP client cannot be created.
    #[error("the HTTP client cannot be created: {0}")]
    Http(String),
    /// The spool cannot be opened.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// The spool cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SpoolError {
    /// Another client uses the spool: only one may.
    #[error("the spool {} is in use by another process: stop it, or choose another folder", .0.display())]
    InUse(PathBuf),
    /// A newer version of this library wrote the spool.
    #[error("the spool {} was written by a newer version: update this program", .0.display())]
    Newer(PathBuf),
    /// The folder cannot be created.
    #[error("the folder {} of the spool cannot be created: {reason}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The error of the file system.
        reason: String,
    },
    /// The database of the spool has an error, such as a full disk.
    #[error("the spool {} cannot be used: {reason}", path.display())]
    Database {
        /// The folder.
        path: PathBuf,
        /// The error of the database.
        reason: String,
    },
    /// The client is closed, or has no spool.
    #[error("the client has no open spool")]
    NotOpen,
}

/// An event was not accepted. It is neither queued nor sent.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SendError {
    /// The queue is full: only from `try_send`.
    #[error("the queue is full: {limit} bytes of events wait for the API")]
    Full {
        /// Size of the queue in bytes.
        limit: usize,
    },
    /// The events are larger than the whole queue, or one event is larger than a request.
    #[error("{bytes} bytes of events are too many: at most {limit}")]
    TooLarge {
        /// Bytes of the events.
        bytes: usize,
        /// The most that is allowed, in bytes.
        limit: usize,
    },
    /// Refused events take half of the spool's size. Read them, then clear them.
    #[error("{bytes} bytes of refused events are in the spool: read and clear them, then send again")]
    TooManyRefused {
        /// Bytes of the refused events.
        bytes: usize,
    },
    /// The client is closed.
    #[error("the client is closed")]
    Closed,
    /// The spool could not store the events.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// Not every event has a final result.
#[derive(Debug, Clone, thiserror::Error)]
pub enum FlushError {
    /// The API refuses every request, for example because of the product key. Events are kept, and tried again.
    #[error("{events} events are not sent: {error}")]
    Denied {
        /// Events that wait.
        events: u64,
        /// The refusal.
        error: RequestError,
    },
    /// The time of `close` ended.
    #[error("{events} events are not sent after {} s{}", waited.as_secs(), reason(last_error.as_ref()))]
    TimedOut {
        /// Events that wait.
        events: u64,
        /// The time.
        waited: Duration,
        /// The last failure, if any.
        last_error: Option<RequestError>,
    },
}

fn reason(error: Option<&RequestError>) -> String {
    error.map(|error| format!(": {error}")).unwrap_or_default()
}

/// A request to the API failed as a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", status.map(|status| format!("the API answered {status}: ")).unwrap_or_default())]
pub struct RequestError {
    /// The HTTP status. `None` if there was no complete answer, or if the spool failed.
    pub status: Option<u16>,
    /// The reason, in words. Never contains the product key.
    pub message: String,
}
