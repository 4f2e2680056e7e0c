//! Settings of the two functions.

use event_store::Tables;

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
    /// Name or ARN of the function itself, with its alias. A sweep that runs out of time continues by invoking it.
    #[config(env = "FEED_SWEEP_FUNCTION")]
    pub function: Option<String>,
    /// Minutes that an event may take from its recording to the feed. Newer events are not checked: they are still on
    /// their way.
    #[config(env = "FEED_SWEEP_GRACE_MINUTES", default = 15)]
    pub grace_minutes: u32,
}
