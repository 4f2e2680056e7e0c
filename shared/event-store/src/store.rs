//! The handle to both tables.

use std::sync::Arc;

use tokio::sync::Semaphore;

use crate::{Aws, Meter};

/// Batches of events on their way at once, of all requests together: twice what one request sends. Lambda
/// gives an instance one request at a time. Where many share a process, a batch waits here, where it is
/// not timed, instead of before an emulator that is busy: there it would run out of time, be sent again,
/// and keep the emulator busy with what nobody waits for.
const BATCHES_UNDER_WAY: usize = 16;

/// Both tables of the activity monitor: `events`, append-only, and `control`.
#[derive(Clone)]
pub struct Store {
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) events_table: Arc<str>,
    pub(crate) control_table: Arc<str>,
    pub(crate) meter: Arc<Meter>,
    pub(crate) turns: Arc<Semaphore>,
}

impl Store {
    /// Opens the tables of these names.
    pub fn new(aws: &Aws, events_table: &str, control_table: &str) -> Self {
        Self {
            dynamodb: aws.dynamodb(),
            events_table: events_table.into(),
            control_table: control_table.into(),
            meter: Arc::default(),
            turns: Arc::new(Semaphore::new(BATCHES_UNDER_WAY)),
        }
    }

    /// Returns what this handle and its clones have consumed.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }
}
