//! Settings of the function.

use event_store::Tables;

/// Settings of the function that answers readers.
#[derive(Debug, confique::Config)]
pub struct Config {
    #[config(nested)]
    pub tables: Tables,
    /// Name of the append-only table of the feed.
    #[config(env = "FEED_TABLE")]
    pub feed: String,
    /// Rows that one answer may read, matching or not. A page that reaches it continues by cursor.
    #[config(env = "READ_BUDGET_ROWS", default = 25_000)]
    pub read_budget_rows: u32,
}
