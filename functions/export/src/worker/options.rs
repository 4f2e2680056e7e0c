//! Options of a worker.

use std::time::Duration;

use event_model::limits;
use lambda::env::{Env, EnvError};

/// Minimum bytes of a part; S3 accepts a smaller one only as the last.
const PART_BYTES_MIN: usize = 5 * 1024 * 1024;

/// Options of a worker.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// `EXPORT_LEASE_SECONDS` (10): how long a lease lasts after its last renewal. The export of a worker that
    /// was killed is taken over after this time.
    pub lease: Duration,
    /// Interval between renewals of the lease.
    pub renew_every: Duration,
    /// Interval between reports of progress.
    pub report_every: Duration,
    /// `EXPORT_CHECKPOINT_SECONDS` (20): interval between checkpoints while the rows do not fill a part.
    pub checkpoint_every: Duration,
    /// `EXPORT_PART_MIB` (8): size of a part. Later parts of very large files are larger.
    pub part_bytes: usize,
    /// `EXPORT_SETTLE_MILLISECONDS`: how long after the request its recent rows are read, those of the minute before
    /// it. The default is ingest's deadline for writing an event plus one second for the indexes. A shorter time
    /// can omit events from a file that says `complete`.
    pub recent_rows_delay: Duration,
}

impl Options {
    /// Reads the variables that the fields name.
    pub fn load(env: &Env) -> Result<Self, EnvError> {
        let seconds = |name: &str, default: f64| -> Result<Duration, EnvError> {
            let seconds: f64 = env.parsed(name, default)?;
            Duration::try_from_secs_f64(seconds)
                .map_err(|error| EnvError::Invalid { name: name.to_owned(), reason: error.to_string() })
        };
        let lease = seconds("EXPORT_LEASE_SECONDS", 10.0)?;
        let part_bytes = env.parsed("EXPORT_PART_MIB", 8_usize)?.saturating_mul(1024 * 1024);
        let delay = (limits::RECORD_DEADLINE_SECONDS + 1) * 1_000;
        Ok(Self {
            lease,
            renew_every: (lease / 4).max(Duration::from_millis(25)),
            report_every: (lease / 4).min(Duration::from_secs(2)),
            checkpoint_every: seconds("EXPORT_CHECKPOINT_SECONDS", 20.0)?,
            part_bytes: part_bytes.max(PART_BYTES_MIN),
            recent_rows_delay: Duration::from_millis(env.parsed("EXPORT_SETTLE_MILLISECONDS", delay)?),
        })
    }
}
