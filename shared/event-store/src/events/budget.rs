//! The read budget of a reader.

/// Maximum rows that a reader reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadBudget {
    /// Rows read, matching or not. A request counts as one row at least, and as eight for each read unit.
    pub rows: u32,
}

/// Rows of 1 KB in one read unit of an index: 8 KB, eventually consistent. The budget counts by size: otherwise, rows
/// of 17 KB would cost twenty times as much as it allows.
pub(crate) const ROWS_PER_READ_UNIT: f64 = 8.0;

impl Default for ReadBudget {
    /// 25,000 rows: about 16 MB and 2,000 read units, or two seconds of a function's time, far inside API Gateway's
    /// 30 seconds.
    fn default() -> Self {
        Self { rows: 25_000 }
    }
}
