//! Ranges of time.

use crate::Timestamp;

/// A range that ends before it begins, or is empty.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not later than from")]
pub struct InvalidTimeRange;

/// A non-empty range of time: `from` is inclusive, `to` is exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeRange {
    from: Timestamp,
    to: Timestamp,
}

impl TimeRange {
    /// The range of all timestamps.
    pub const ALL: Self = Self { from: Timestamp::MIN, to: Timestamp::MAX };

    /// Creates the range from `from` (inclusive) to `to` (exclusive). Fails if it is empty.
    pub fn new(from: Timestamp, to: Timestamp) -> Result<Self, InvalidTimeRange> {
        if from < to { Ok(Self { from, to }) } else { Err(InvalidTimeRange) }
    }

    /// Returns the start, inclusive.
    pub fn from(self) -> Timestamp {
        self.from
    }

    /// Returns the end, exclusive.
    pub fn to(self) -> Timestamp {
        self.to
    }

    /// Returns `true` if `time` is in the range.
    pub fn contains(self, time: Timestamp) -> bool {
        self.from <= time && time < self.to
    }

    /// Returns the part that starts at `from` or later, or `None` if it is empty.
    pub fn since(self, from: Timestamp) -> Option<Self> {
        Self::new(self.from.max(from), self.to).ok()
    }

    /// Returns the range that ends at `to`, or this range if `to` is earlier than its end.
    #[must_use]
    pub fn until(self, to: Timestamp) -> Self {
        Self { to: self.to.max(to), ..self }
    }
}
