//! Small, mutable items of the control table: organizations, settings, coverage, users, product keys, reader
//! keys.

pub(crate) mod api_key;
pub(crate) mod api_keys;
pub(crate) mod catalog;
pub(crate) mod catalog_cache;
pub(crate) mod consumers;
pub(crate) mod coverage;
pub(crate) mod imports;
pub(crate) mod keys;
pub(crate) mod list;
pub(crate) mod monitor_events;
pub(crate) mod organizations;
pub(crate) mod plans;
pub(crate) mod product_key;
pub(crate) mod product_keys;
pub(crate) mod reader_key;
pub(crate) mod reader_keys;
pub(crate) mod receipts;
pub(crate) mod settings;
pub(crate) mod snapshot;
pub(crate) mod users;
pub(crate) mod users_search;
pub(crate) mod users_write;
pub(crate) mod views;
