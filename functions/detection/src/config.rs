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

/// Settings of the worker of back-tests.
#[derive(Debug, confique::Config)]
pub struct BacktestConfig {
    #[config(nested)]
    pub tables: Tables,
    /// Name of the append-only table of the feed.
    #[config(env = "FEED_TABLE")]
    pub feed: String,
    /// Events that one back-test reads at most. Its result tells up to which time it counts.
    #[config(env = "BACKTEST_EVENTS_MAX", default = 5_000_000)]
    pub events_max: u64,
}
