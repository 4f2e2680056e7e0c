//! Settings of the function.

use event_store::Tables;

/// Settings of the function that records events.
#[derive(Debug, confique::Config)]
pub struct Config {
    #[config(nested)]
    pub tables: Tables,
    /// Dimension `Stack` of the business metrics. Without it, no metrics are written.
    #[config(env = "STACK_NAME")]
    pub stack_name: Option<String>,
    #[config(nested)]
    pub databases: DatabasesConfig,
}

/// Databases of IP addresses in MaxMind's format.
#[derive(Debug, confique::Config)]
pub struct DatabasesConfig {
    /// Databases of cities: paths of MMDB files, separated by commas. The first that knows an address answers.
    #[config(env = "CITY_DATABASE")]
    pub city: Option<String>,
    /// Databases of networks: paths of MMDB files, separated by commas. The first that knows an address answers.
    #[config(env = "ASN_DATABASE")]
    pub asn: Option<String>,
}
