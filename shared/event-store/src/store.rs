//! The handle to both tables.

use std::sync::Arc;

use crate::{Aws, Meter};

/// Both tables of the activity monitor: `events`, append-only, and `control`.
#[derive(Clone)]
pub struct Store {
    pub(crate) dynamodb: aws_sdk_dynamodb::Client,
    pub(crate) events_table: Arc<str>,
    pub(crate) control_table: Arc<str>,
    pub(crate) meter: Arc<Meter>,
}

impl Store {
    /// Opens the tables of these names.
    pub fn new(aws: &Aws, events_table: &str, control_table: &str) -> Self {
        Self {
            dynamodb: aws.dynamodb(),
            events_table: events_table.into(),
            control_table: control_table.into(),
            meter: Arc::default(),
        }
    }

    /// Returns what this handle and its clones have consumed.
    pub fn meter(&self) -> &Meter {
        &self.meter
    }
}
