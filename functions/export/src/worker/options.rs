//! What can be tuned of a worker.

use std::time::Duration;

use api::env::{Env, EnvError};

/// Bytes below which S3 takes no part but the last.
const PART_BYTES_MIN: usize = 5 * 1024 * 1024;

/// How a worker works.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// `EXPORT_LEASE_SECONDS` (30): how long a worker keeps an export without a sign of life.
    pub lease: Duration,
    /// How long it goes on without a sign of life: a fraction of the lease.
    pub report_every: Duration,
    /// `EXPORT_CHECKPOINT_SECONDS` (20): how long it goes on without a checkpoint where rows are too few
    /// to fill a part.
    pub checkpoint_every: Duration,
    /// `EXPORT_PART_MIB` (8): the size of a part; later ones of very large files are larger.
    pub part_bytes: usize,
    /// `EXPORT_SETTLE_MILLISECONDS` (1000): how long after it was asked for an export is begun at the
    /// earliest, so that the indexes have what was recorded before. DynamoDB writes them a moment after
    /// the table.
    pub settle: Duration,
}

impl Options {
    /// Reads the variables that the fields name.
    pub fn load(env: &Env) -> Result<Self, EnvError> {
        let seconds = |name: &str, default: f64| -> Result<Duration, EnvError> {
            let seconds: f64 = env.parsed(name, default)?;
            Duration::try_from_secs_f64(seconds)
                .map_err(|error| EnvError::Invalid { name: name.to_owned(), reason: error.to_string() })
        };
        let lease = seconds("EXPORT_LEASE_SECONDS", 30.0)?;
        let part_bytes = env.parsed("EXPORT_PART_MIB", 8_usize)?.saturating_mul(1024 * 1024);
        Ok(Self {
            lease,
            // Often enough for progress that is worth looking at, and for a removal to be noticed soon.
            report_every: (lease / 4).min(Duration::from_secs(2)),
            checkpoint_every: seconds("EXPORT_CHECKPOINT_SECONDS", 20.0)?,
            part_bytes: part_bytes.max(PART_BYTES_MIN),
            settle: Duration::from_millis(env.parsed("EXPORT_SETTLE_MILLISECONDS", 1_000)?),
        })
    }
}
