//! Handles to the tables.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::Aws;
use crate::control::catalog_cache::CatalogCache;
use crate::dynamodb::table::Table;

/// Maximum insert batches in flight at once, over all requests: twice the number that one request sends. Lambda gives
/// an instance one request at a time. If requests share a process, a batch waits here. Otherwise it would wait for a
/// busy emulator, time out and be sent again.
const INSERT_BATCHES_IN_FLIGHT: usize = 16;

/// The names of the tables.
#[derive(Debug, Clone, confique::Config)]
pub struct Tables {
    /// Name of the append-only table of events.
    #[config(env = "EVENTS_TABLE")]
    pub events: String,
    /// Name of the table of organizations, settings, keys and exports.
    #[config(env = "CONTROL_TABLE")]
    pub control: String,
}

/// The tables of the activity monitor. Methods on this type write to both in one transaction.
#[derive(Clone)]
pub struct Store {
    /// The append-only table of events.
    pub events: EventLog,
    /// The table of small, mutable items.
    pub control: Control,
    /// The catalog of event types, which the control table stores.
    pub catalog: CatalogCache,
}

/// The append-only table of events and its indexes.
#[derive(Clone)]
pub struct EventLog {
    pub(crate) table: Table,
    pub(crate) insert_permits: Arc<Semaphore>,
}

/// The append-only table of the feed: numbered segments of events for each organization.
#[derive(Clone)]
pub struct Feed {
    pub(crate) table: Table,
}

/// The table of organizations, settings, coverage, users, product keys, reader keys and exports.
#[derive(Clone)]
pub struct Control {
    pub(crate) table: Table,
}

impl Store {
    /// Opens the tables. Sends no request.
    pub fn open(aws: &Aws, tables: &Tables) -> Self {
        let Tables { events, control } = tables;
        let control = Control::open(aws, control);
        let catalog = CatalogCache::new(control.clone());
        Self { events: EventLog::open(aws, events), control, catalog }
    }
}

impl EventLog {
    /// Opens the table of events. Sends no request.
    pub fn open(aws: &Aws, table: &str) -> Self {
        let insert_permits = Arc::new(Semaphore::new(INSERT_BATCHES_IN_FLIGHT));
        Self { table: Table::new(aws, table), insert_permits }
    }
}

impl Feed {
    /// Opens the table of the feed. Sends no request.
    pub fn open(aws: &Aws, table: &str) -> Self {
        Self { table: Table::new(aws, table) }
    }
}

impl Control {
    /// Opens the control table. Sends no request.
    pub fn open(aws: &Aws, table: &str) -> Self {
        Self { table: Table::new(aws, table) }
    }
}
