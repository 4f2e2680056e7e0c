//! Time, as an argument.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use event_model::Timestamp;

/// Where the time comes from.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(Arc::new(Utc::now))
    }

    /// A clock that stands still.
    pub fn fixed(time: DateTime<Utc>) -> Self {
        Self(Arc::new(move || time))
    }

    /// A clock that `read` tells the time of.
    pub fn new(read: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self(Arc::new(read))
    }

    /// Returns the time.
    pub fn now(&self) -> DateTime<Utc> {
        (self.0)()
    }

    /// Returns the time, to the millisecond.
    pub fn timestamp(&self) -> Timestamp {
        Timestamp::from_datetime(self.now())
    }
}
