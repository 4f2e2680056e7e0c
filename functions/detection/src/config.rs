//! Settings of the functions.

use event_store::Tables;
use lambda::itself::Itself;

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

/// Settings of the detector.
#[derive(Debug, confique::Config)]
pub struct DetectorConfig {
    #[config(nested)]
    pub tables: Tables,
    /// Name of the append-only table of the feed.
    #[config(env = "FEED_TABLE")]
    pub feed: String,
    /// Dimension `Stack` of the business metrics. Without it, no metrics are written.
    #[config(env = "STACK_NAME")]
    pub stack_name: Option<String>,
}

/// Settings of the nightly pass.
#[derive(Debug, confique::Config)]
pub struct SweepConfig {
    #[config(nested)]
    pub common: DetectorConfig,
    #[config(nested)]
    pub itself: Itself,
}
