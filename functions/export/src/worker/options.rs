//! What can be tuned of a worker.

use std::time::Duration;

use event_model::limits;
use lambda::env::{Env, EnvError};

/// Bytes below which S3 takes no part but the last.
const PART_BYTES_MIN: usize = 5 * 1024 * 1024;

/// How a worker works.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// `EXPORT_LEASE_SECONDS` (10): how long a worker keeps an export after its last sign of life. The export
    /// of a worker that was killed is taken over after this time.
    pub lease: Duration,
    /// How often the lease is renewed: a fraction of it.
    pub renew_every: Duration,
    /// How often progress is reported.
    pub report_every: Duration,
    /// `EXPORT_CHECKPOINT_SECONDS` (20): how long it goes on without a checkpoint where rows are too few
    /// to fill a part.
    pub checkpoint_every: Duration,
    /// `EXPORT_PART_MIB` (8): the size of a part; later ones of very large files are larger.
    pub part_bytes: usize,
    /// `EXPORT_SETTLE_MILLISECONDS`: how long after the request rows of the last minute before it are read.
    /// The default is ingest's deadline for writing an event, and a second for the indexes: a file that says
    /// `complete` has every event of that minute that was stamped before the request.
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
        let lease = seconds("EXPORT_LEASE_SECONDS", 10.0)?;
        let part_bytes = env.parsed("EXPORT_PART_MIB", 8_usize)?.saturating_mul(1024 * 1024);
        let settle = (limits::RECORD_DEADLINE_SECONDS + 1) * 1_000;
        Ok(Self {
            lease,
            renew_every: (lease / 4).max(Duration::from_millis(25)),
            report_every: (lease / 4).min(Duration::from_secs(2)),
            checkpoint_every: seconds("EXPORT_CHECKPOINT_SECONDS", 20.0)?,
            part_bytes: part_bytes.max(PART_BYTES_MIN),
            settle: Duration::from_millis(env.parsed("EXPORT_SETTLE_MILLISECONDS", settle)?),
        })
    }
}
