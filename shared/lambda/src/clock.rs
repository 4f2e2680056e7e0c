//! Time, as an argument.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use event_model::Timestamp;

/// A source of the current time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// Returns the clock of the machine.
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// Returns a clock that always shows `time`.
    pub fn fixed(time: DateTime<Utc>) -> Self {
        Self(Arc::new(move || time))
    }

    /// Returns a clock that reads the time from `read`.
    pub fn new(read: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// Returns the current time.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }

    /// Returns the current time in milliseconds.
    pub fn timestamp(&self) -> Timestamp {
        Timestamp::from_datetime(self.now())
    }
}
