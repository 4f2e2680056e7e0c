//! Lambda's event source mappings: the records of DynamoDB streams go to functions in batches.
//!
//! Each mapping reads each shard of its stream in one task: poll, filter, collect a batch, invoke, move the checkpoint.
//! Delivery is at least once and, without [`StreamFaults`], in order.

mod checkpoint;
mod delivery;
mod failure;
mod faults;
mod reader;
mod record;
mod shard;

use std::sync::Arc;

use dynoxide::Database;
use tokio::task::JoinSet;

use crate::data_dir::{DataDir, DataDirError};
use crate::lambda::Lambda;
use crate::template::StreamMapping;

pub use faults::StreamFaults;

/// The running mappings. Dropping them stops them; [`Streams::stop`] also waits until they have stopped.
pub(crate) struct Streams {
    tasks: JoinSet<()>,
}

/// An error that prevents the start of the mappings.
#[derive(Debug, thiserror::Error)]
pub enum StreamError {
    /// The data folder cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// The function of a mapping does not exist.
    #[error("the stream {name} has no function: {cause}")]
    Function {
        /// The name of the mapping.
        name: String,
        /// The cause.
        cause: String,
    },
    /// The database does not give the records.
    #[error("the stream of {table} cannot be read: {cause}")]
    Read {
        /// The table.
        table: String,
        /// The cause.
        cause: String,
    },
}

impl Streams {
    /// Starts every mapping from its checkpoints in the data folder.
    pub(crate) fn start(
        mappings: &[StreamMapping],
        database: &Database,
        lambda: &Lambda,
        data_dir: &Arc<DataDir>,
        faults: &StreamFaults,
    ) -> Result<Self, StreamError> {
        data_dir.create_subdir(checkpoint::FOLDER)?;
        data_dir.create_subdir(failure::FOLDER)?;
        let mut tasks = JoinSet::new();
        let mappings = mappings.iter().filter(|mapping| !faults.stopped.contains(&mapping.function));
        for mapping in mappings {
            lambda.find(&mapping.function).map_err(|error| StreamError::Function {
                name: mapping.name.clone(),
                cause: error.to_string(),
            })?;
            let mapping = Arc::new(faults.shorten_window(mapping));
            for part in faults.parts() {
                let shard = shard::Shard::open(
                    Arc::clone(&mapping),
                    part,
                    database.clone(),
                    lambda.clone(),
                    Arc::clone(data_dir),
                    faults,
                )?;
                tasks.spawn(shard.run());
            }
        }
        Ok(Self { tasks })
    }

    /// Stops reading and returns when every task has ended and no longer uses the data folder. A batch whose function
    /// still runs is delivered again at the next start.
    pub(crate) async fn stop(&mut self) {
        self.tasks.shutdown().await;
    }
}

#[cfg(test)]
mod tests;
