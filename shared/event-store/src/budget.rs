//! How much one answer may read.

/// The most that one page may read before it is returned with what it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadBudget {
    /// Rows read, matching or not.
    pub rows: u32,
}

impl Default for ReadBudget {
    /// 25,000 rows: about 16 MB and 2,000 read units, a second or two of a function's time, far inside
    /// API Gateway's 30.
    fn default() -> Self {
        Self { rows: 25_000 }
    }
}

impl ReadBudget {
    /// No bound: for exports, which have no reader waiting.
    pub const UNBOUNDED: Self = Self { rows: u32::MAX };
}
