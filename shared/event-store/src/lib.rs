//! The only code that names an AWS SDK: tables, keys, items, pages, the exports bucket.
//!
//! Everything above speaks of events and organisations; everything below is DynamoDB's, S3's and
//! Lambda's own API.

mod attribute;
mod aws;
mod backoff;
mod branch;
mod budget;
mod conditional_update;
mod control_items;
mod control_list;
mod control_query;
mod control_snapshot;
mod coverage;
mod cursor;
mod error;
mod event_item;
mod events_get;
mod events_insert;
mod events_page;
mod export_item;
mod export_queue;
mod export_workers;
mod exports;
mod exports_bucket;
mod exports_lease;
mod exports_read;
mod imports;
mod insertion;
mod item_statements;
pub mod keys;
mod meter;
mod monitor_events;
mod organizations;
mod phrases;
mod planner;
mod plans;
mod product_key;
mod product_keys;
mod reader;
mod settings;
mod short_id;
mod store;
mod transaction;
mod users;
mod users_search;
mod users_write;
mod wire;

pub use aws::{Aws, Endpoints};
pub use backoff::full_jitter;
pub use budget::ReadBudget;
pub use control_list::Listed;
pub use control_snapshot::ControlSnapshot;
pub use coverage::{CoverageChange, CoverageRecord};
pub use cursor::{Cursor, CursorScope, InvalidCursor};
pub use error::StoreError;
pub use events_page::PageRequest;
pub use export_queue::{ExportLimit, ExportQueue};
pub use export_workers::{ExportCall, ExportWorkers};
pub use exports::{
    Export, ExportCheckpoint, ExportFailure, ExportFiles, ExportFilters, ExportFormat, ExportLease,
    ExportProgress, ExportRequest, ExportState, ExportTail, ExportUpload, UnknownFormat, UploadedPart,
};
pub use exports_bucket::{ExportsBucket, FileKind, PARTS_MAX, UploadError};
pub use exports_lease::{ExportClaim, ExportReport};
pub use exports_read::ExportPage;
pub use insertion::{Insertion, Recording};
pub use keys::{Position, ProductKeyPosition};
pub use meter::{Consumption, Meter};
pub use organizations::OrganizationRecord;
pub use planner::Order;
pub use plans::PlanChange;
pub use product_key::{KeyScope, ProductKey, ProductKeySecret};
pub use product_keys::Revocation;
pub use reader::{EventReader, ReadRequest, ReadSize, Step};
pub use store::Store;
pub use users_search::{InvalidUserPosition, UserPosition, UsersPage};
pub use users_write::{UserChange, UserWrite};
