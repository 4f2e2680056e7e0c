//! Options of a worker.

use std::time::Duration;

use event_model::limits;

use crate::config::WorkerConfig;

/// Minimum bytes of a part; S3 accepts a smaller one only as the last.
const PART_BYTES_MIN: usize = 5 * 1024 * 1024;

/// Options of a worker.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Time that a lease lasts after its last renewal.
    pub lease: Duration,
    /// Interval between renewals of the lease.
    pub renew_every: Duration,
    /// Interval between reports of progress.
    pub report_every: Duration,
    /// Interval between checkpoints while the rows do not fill a part.
    pub checkpoint_every: Duration,
    /// Size of a part.
    pub part_bytes: usize,
    /// Delay after the request before the rows of the minute before it are read.
    pub recent_rows_delay: Duration,
}

impl Options {
    /// Returns the options that the settings describe.
    pub fn new(config: &WorkerConfig) -> Self {
        let lease = Duration::from_secs_f64(config.lease_seconds);
        let delay = config.settle_milliseconds.unwrap_or((limits::RECORD_DEADLINE_SECONDS + 1) * 1_000);
        Self {
            lease,
            renew_every: (lease / 4).max(Duration::from_millis(25)),
            report_every: (lease / 4).min(Duration::from_secs(2)),
            checkpoint_every: Duration::from_secs_f64(config.checkpoint_seconds),
            part_bytes: config.part_mib.saturating_mul(1024 * 1024).max(PART_BYTES_MIN),
            recent_rows_delay: Duration::from_millis(delay),
        }
    }
}
