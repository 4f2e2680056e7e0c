//! Settings of the functions.

use event_store::Tables;

/// Settings of the function of streams and notifications.
#[derive(Debug, Clone, confique::Config)]
pub struct Config {
    #[config(nested)]
    pub tables: Tables,
    /// Name of the append-only table of the feed.
    #[config(env = "FEED_TABLE")]
    pub feed: String,
    /// Function that sends.
    #[config(env = "DELIVERER_FUNCTION")]
    pub deliverer: String,
    /// KMS key that encrypts the secrets of destinations.
    #[config(env = "SECRETS_KEY")]
    pub secrets_key: String,
    #[config(nested)]
    pub kinds: Kinds,
}

/// Which destinations the installation allows.
#[derive(Debug, Clone, confique::Config)]
pub struct Kinds {
    /// Sender of e-mail messages. Without it, no e-mail is sent.
    #[config(env = "MAIL_FROM")]
    pub mail_from: Option<String>,
    /// ARNs of the event buses that may be destinations, separated by commas. Without it, none may.
    #[config(env = "EVENT_BUSES")]
    pub event_buses: Option<String>,
    /// `true` allows destinations on the loopback interface, also over http. Only for one machine: the template does not
    /// set it.
    #[config(env = "DELIVERY_ALLOW_LOOPBACK", default = false)]
    pub allow_loopback: bool,
}

/// Settings of the worker that sends.
#[derive(Debug, Clone, confique::Config)]
pub struct DelivererConfig {
    #[config(nested)]
    pub tables: Tables,
    /// Name of the append-only table of the feed.
    #[config(env = "FEED_TABLE")]
    pub feed: String,
    #[config(nested)]
    pub kinds: Kinds,
    /// Origin of the dashboard, for links in messages.
    #[config(env = "DASHBOARD_URL")]
    pub dashboard_url: String,
    /// Seconds that the worker waits for the next attempt. A longer wait is left to the schedule.
    #[config(env = "DELIVERY_WAIT_SECONDS", default = 40)]
    pub wait_seconds: u64,
    /// Dimension `Stack` of the business metrics. Without it, no metrics are written.
    #[config(env = "STACK_NAME")]
    pub stack_name: Option<String>,
}

/// Settings of what wakes the worker.
#[derive(Debug, Clone, confique::Config)]
pub struct WakeConfig {
    /// Name of the table of organizations, settings, keys and exports.
    #[config(env = "CONTROL_TABLE")]
    pub control: String,
    /// Function that sends.
    #[config(env = "DELIVERER_FUNCTION")]
    pub deliverer: String,
}
