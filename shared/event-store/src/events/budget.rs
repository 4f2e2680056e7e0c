//! How much one answer may read.

/// The most that one reader may read before it stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadBudget {
    /// Rows read, matching or not. A request counts as one row at least, and as one for each
    /// `ROW_BYTES` of its response.
    pub rows: u32,
}

/// Bytes of a response, in DynamoDB's JSON, that count as one row: a row of the catalog has about 850.
/// Without it, rows of 17 KB would cost twenty times what the budget is for.
pub(crate) const ROW_BYTES: usize = 1_024;

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
