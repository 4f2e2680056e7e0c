//! The time of the functions, which a test sets forward.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Duration, Utc};
use lambda::clock::Clock;

#[derive(Debug, Clone)]
pub struct TestClock {
    /// Where it stands; the system's clock when it does not stand.
    start: Option<DateTime<Utc>>,
    passed: Arc<AtomicI64>,
}

impl TestClock {
    /// Creates a clock that follows the system's.
    pub fn system() -> Self {
        Self { start: None, passed: Arc::default() }
    }

    /// Creates a clock that stands still.
    pub fn stopped_at(start: DateTime<Utc>) -> Self {
        Self { start: Some(start), passed: Arc::default() }
    }

    /// Lets time pass.
    pub fn pass(&self, span: Duration) {
        self.passed.fetch_add(span.num_milliseconds(), Ordering::SeqCst);
    }

    /// Returns the clock as functions take it.
    pub fn clock(&self) -> Clock {
        let Self { start, passed } = self.clone();
        Clock::new(move || {
            start.unwrap_or_else(Utc::now) + Duration::milliseconds(passed.load(Ordering::SeqCst))
        })
    }
}
