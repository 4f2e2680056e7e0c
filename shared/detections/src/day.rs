//! Days in UTC.

use std::fmt;

use chrono::Duration;
use event_model::Timestamp;
use serde::{Deserialize, Serialize};

const MILLIS: i64 = 86_400_000;

/// A day in UTC, as the number of days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(u32);

impl Day {
    /// Returns the day of a time.
    pub fn of(time: Timestamp) -> Self {
        Self(u32::try_from(time.millis() / MILLIS).unwrap_or_default())
    }

    /// Returns the number of days from `earlier` to this day; 0 if it is later.
    pub fn since(self, earlier: Self) -> u16 {
        u16::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(u16::MAX)
    }

    /// Returns the start of the day.
    pub fn start(self) -> Timestamp {
        Timestamp::MIN.plus(Duration::days(self.0.into()))
    }

    /// Returns the day `days` earlier, or 1970-01-01.
    pub fn minus(self, days: u16) -> Self {
        Self(self.0.saturating_sub(days.into()))
    }

    /// Returns the day `days` later.
    pub fn plus(self, days: u16) -> Self {
        Self(self.0.saturating_add(days.into()))
    }

    /// Returns the first day of the period of `days` days that contains this day. Periods are counted from 1970-01-01.
    pub fn period(self, days: u32) -> Self {
        Self(self.0 - self.0 % days.max(1))
    }
}

impl fmt::Display for Day {
    /// Writes `2026-11-21`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.start().to_string()[..10])
    }
}
