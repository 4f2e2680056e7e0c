//! The state of a client.

use crate::error::RequestError;

/// The state of a client at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Status {
    /// Events without a final result.
    pub queued: u64,
    /// Bytes that these events take.
    pub queued_bytes: usize,
    /// Events that this client recorded.
    pub recorded: u64,
    /// Events that the monitor had already.
    pub duplicates: u64,
    /// Events that were refused.
    pub refused: u64,
    /// Refused events that the spool keeps, of earlier runs too.
    pub refused_stored: u64,
    /// Bytes that these refused events take.
    pub refused_bytes: usize,
    /// The last attempt failed.
    pub failing: bool,
    /// The API refuses every request, for example because of the product key.
    pub denied: bool,
    /// The last failure, even if a later attempt succeeded.
    pub last_error: Option<RequestError>,
}

impl Status {
    /// Returns the number of events that the monitor has because of this client.
    pub fn sent(&self) -> u64 {
        self.recorded + self.duplicates
    }
}
