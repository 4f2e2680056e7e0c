//! The only code that names an AWS SDK: tables, keys, items, pages, the exports bucket.
//!
//! Everything above speaks of events and organisations; everything below is DynamoDB's, S3's and
//! Lambda's own API.

mod aws;
mod backoff;
mod branch;
mod budget;
mod control_items;
mod control_query;
mod coverage;
mod cursor;
mod error;
mod event_item;
mod events_get;
mod events_insert;
mod events_page;
mod insertion;
pub mod keys;
mod meter;
mod monitor_events;
mod organizations;
mod planner;
mod product_keys;
mod reader;
mod settings;
mod store;
mod transaction;
mod users;

pub use aws::{Aws, Endpoints};
pub use budget::ReadBudget;
pub use coverage::{CoverageChange, CoverageRecord};
pub use cursor::{Cursor, CursorScope, InvalidCursor};
pub use error::StoreError;
pub use events_page::{Page, PageRequest};
pub use insertion::{Insertion, Recording};
pub use keys::Position;
pub use meter::{Consumption, Meter};
pub use organizations::ControlSnapshot;
pub use planner::Order;
pub use product_keys::{KeyScope, ProductKey, ProductKeySecret};
pub use reader::{EventReader, ReadRequest, ReadSize, Step};
pub use store::Store;
pub use users::UserChange;
