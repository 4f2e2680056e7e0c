//! Settings of the two functions.

use event_store::Tables;
use lambda::itself::Itself;

/// Settings of the function that appends to the feed.
#[derive(Debug, confique::Config)]
pub struct Config {
    /// Name of the append-only table of the feed.
    #[config(env = "FEED_TABLE")]
    pub feed: String,
    /// Dimension `Stack` of the business metrics. Without it, no metrics are written.
    #[config(env = "STACK_NAME")]
    pub stack_name: Option<String>,
}

/// Settings of the function that compares the feed with the events table.
#[derive(Debug, confique::Config)]
pub struct SweepConfig {
    #[config(nested)]
    pub tables: Tables,
    #[config(nested)]
    pub common: Config,
    /// Function that continues a sweep that runs out of time. By default the sweep itself.
    #[config(env = "FEED_SWEEP_FUNCTION")]
    pub function: Option<String>,
    #[config(nested)]
    pub itself: Itself,
    /// Minutes that an event may take from its recording to the feed. Newer events are not checked: they are still on
    /// their way.
    #[config(env = "FEED_SWEEP_GRACE_MINUTES", default = 15)]
    pub grace_minutes: u32,
}
