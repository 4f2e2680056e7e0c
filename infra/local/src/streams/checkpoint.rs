//! The position of a mapping in a shard, in the data folder.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::StreamError;
use super::record::{Record, Sequence};
use crate::data_dir::{DataDir, DataDirError};

/// The subfolder of the checkpoints.
pub(super) const FOLDER: &str = "streams";

/// The content of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Stored {
    /// Every record up to this number is delivered.
    delivered_to: Sequence,
}

/// The position of a mapping in a shard.
pub(super) struct Checkpoint {
    data_dir: Arc<DataDir>,
    file: String,
    saved: Option<Sequence>,
    /// The newest record that was read.
    read_to: Sequence,
    /// The records that were read and are not delivered.
    open: BTreeSet<Sequence>,
}

impl Checkpoint {
    /// Reads the stored position. Without one, a mapping begins at `first`.
    pub(super) fn open(
        data_dir: Arc<DataDir>,
        name: &str,
        first: impl FnOnce() -> Result<Sequence, StreamError>,
    ) -> Result<Self, StreamError> {
        let file = format!("{FOLDER}/{name}.json");
        let saved = data_dir.read_json(&file)?.map(|stored: Stored| stored.delivered_to);
        let read_to = saved.map_or_else(first, Ok)?;
        let mut checkpoint = Self { data_dir, file, saved, read_to, open: BTreeSet::new() };
        // A mapping that begins at the newest record must not begin later after a restart.
        checkpoint.save()?;
        Ok(checkpoint)
    }

    /// Returns the newest record that was read.
    pub(super) fn read_to(&self) -> Sequence {
        self.read_to
    }

    /// Notes records that were read; those in `open` are still to be delivered.
    pub(super) fn read(&mut self, read_to: Sequence, open: &[Record]) {
        self.read_to = read_to;
        self.open.extend(open.iter().map(|record| record.sequence));
    }

    /// Notes records that were delivered or dropped, and stores the new position.
    pub(super) fn delivered(&mut self, records: &[Record]) -> Result<(), DataDirError> {
        for record in records {
            self.open.remove(&record.sequence);
        }
        self.save()
    }

    /// Stores the position before the oldest open record: a process that is killed delivers it and all later ones
    /// again, never one less.
    fn save(&mut self) -> Result<(), DataDirError> {
        let position = self.open.first().map_or(self.read_to, |oldest| oldest.previous());
        if self.saved == Some(position) {
            return Ok(());
        }
        let stored = serde_json::json!(Stored { delivered_to: position });
        self.data_dir.replace(&self.file, stored.to_string().as_bytes())?;
        self.saved = Some(position);
        Ok(())
    }
}
