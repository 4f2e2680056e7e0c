//! Spans of time.

use crate::Timestamp;

/// The range ends before it begins.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not later than from")]
pub struct InvalidTimeRange;

/// A span of time: `from` belongs to it, `to` does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    from: Timestamp,
    to: Timestamp,
}

impl TimeRange {
    /// All of time.
    pub const ALL: Self = Self { from: Timestamp::MIN, to: Timestamp::MAX };

    /// Returns the span from `from` to before `to`.
    pub fn new(from: Timestamp, to: Timestamp) -> Result<Self, InvalidTimeRange> {
        if from < to { Ok(Self { from, to }) } else { Err(InvalidTimeRange) }
    }

    /// Returns the first moment of the span.
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// Returns the first moment after the span.
    pub fn to(self) -> Timestamp {
        self.to
    }

    /// Tells whether `time` lies in the span.
    pub fn contains(self, time: Timestamp) -> bool {
        self.from <= time && time < self.to
    }

    /// Returns the part of the span from `from` on; empty spans are none.
    pub fn since(self, from: Timestamp) -> Option<Self> {
        Self::new(self.from.max(from), self.to).ok()
    }
}
