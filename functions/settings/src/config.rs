//! Settings of the function.

use event_store::Tables;

/// Settings of the function that manages organizations, their settings, product keys and reader keys.
#[derive(Debug, confique::Config)]
pub struct Config {
    #[config(nested)]
    pub tables: Tables,
}
