//! Settings of the functions.

use event_store::Tables;

/// Settings of the function of findings, rules, mutes and back-tests.
#[derive(Debug, confique::Config)]
pub struct Config {
    #[config(nested)]
    pub tables: Tables,
    /// Name of the append-only table of the feed.
    #[config(env = "FEED_TABLE")]
    pub feed: String,
    /// Function that runs back-tests.
    #[config(env = "BACKTEST_FUNCTION")]
    pub backtest: String,
}
