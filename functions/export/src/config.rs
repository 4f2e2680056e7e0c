//! Settings of the two functions.

use std::time::Duration;

use event_store::Tables;
use lambda::itself::Itself;

/// Settings that the two functions share.
#[derive(Debug, confique::Config)]
pub struct CommonConfig {
    #[config(nested)]
    pub tables: Tables,
    /// Name of the bucket of exported files.
    #[config(env = "EXPORTS_BUCKET")]
    pub bucket: String,
    /// Exports of one organization that are written at once, at least 1.
    #[config(env = "EXPORTS_AT_ONCE", default = 2)]
    pub at_once: usize,
}

/// Settings of the function that serves `/v1/exports`.
#[derive(Debug, confique::Config)]
pub struct Config {
    #[config(nested)]
    pub common: CommonConfig,
    /// Name or ARN of the function that writes the files.
    #[config(env = "EXPORT_WORKER_FUNCTION")]
    pub worker_function: String,
}

/// Settings of the function that writes the files.
#[derive(Debug, confique::Config)]
pub struct WorkerConfig {
    #[config(nested)]
    pub common: CommonConfig,
    /// Function that continues an export whose worker runs out of time. By default the worker itself. Without any name,
    /// the next request for an export continues it.
    #[config(env = "EXPORT_WORKER_FUNCTION")]
    pub worker_function: Option<String>,
    #[config(nested)]
    pub itself: Itself,
    /// Seconds that a lease lasts after its last renewal. The export of a worker that was killed is taken over
    /// after this time.
    #[config(env = "EXPORT_LEASE_SECONDS", default = 10.0, validate = is_duration)]
    pub lease_seconds: f64,
    /// Seconds between checkpoints while the rows do not fill a part.
    #[config(env = "EXPORT_CHECKPOINT_SECONDS", default = 20.0, validate = is_duration)]
    pub checkpoint_seconds: f64,
    /// Size of a part of a file in MiB, at least 5. Later parts of very large files are larger.
    #[config(env = "EXPORT_PART_MIB", default = 8)]
    pub part_mib: usize,
    /// Milliseconds after the request at which its recent rows are read, those of the minute before it. The
    /// default is ingest's deadline for writing an event plus one second for the indexes. A shorter time can omit
    /// events from a file that says `complete`.
    #[config(env = "EXPORT_SETTLE_MILLISECONDS")]
    pub settle_milliseconds: Option<u64>,
}

impl WorkerConfig {
    /// Returns the function that continues an export, or `None` if no function is known.
    pub(crate) fn continuation(&self) -> Option<String> {
        self.worker_function.clone().or_else(|| self.itself.qualified())
    }
}

fn is_duration(seconds: &f64) -> Result<(), String> {
    Duration::try_from_secs_f64(*seconds).map(|_| ()).map_err(|error| error.to_string())
}
