//! Sends the events of a log to the monitor.
//!
//! Events wait in a spool on the disk, together with the number of records that were read. So an import that is
//! interrupted continues where it ended, when the same command runs again.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, UNIX_EPOCH};

use activity_client::{Batch, Client, EventStatus, FlushError, SendError, SpoolError, Status};
use etcetera::BaseStrategy;
use event_model::limits;
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use url::Url;

use super::Conversions;
use super::report::{Counts, Sent};
use crate::failure::Problem;
use crate::{Failure, interrupt};

/// Bytes of events that wait for the API. Small, so that the progress of reading is that of sending.
const SPOOL_BYTES: usize = 16 << 20;

/// Refused events are counted, and removed from the spool, when there are as many.
const REFUSED_EVENTS: u64 = 1000;

/// Without a new result for this time, the import ends. The spool keeps the events.
const PATIENCE: Duration = Duration::from_secs(120);

const POLL: Duration = Duration::from_millis(250);

/// The monitor, and the place of the spool.
#[derive(Debug)]
pub(crate) struct Destination {
    /// URL of the API.
    pub(crate) url: Url,
    /// Key of the source of the events.
    pub(crate) product_key: SecretString,
    /// Folder of the spool. No other import uses it at the same time.
    pub(crate) spool: PathBuf,
    /// Name of the version of the log and of its conversion: only an import of the same version continues.
    pub(crate) version: String,
}

/// Returns the folder of a spool for imports with these texts: the URL, the organization, the source and the file.
pub(crate) fn spool_folder(identity: &[&str]) -> Result<PathBuf, Failure> {
    let strategy = etcetera::choose_base_strategy()
        .map_err(|error| Failure::Failed(format!("your home directory cannot be found: {error}")))?;
    let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
    let mut hash = Sha256::new();
    for text in identity {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    Ok(folder.join("activity").join("imports").join(hex::encode(&hash.finalize()[..8])))
}

/// Returns a text that changes when the file changes: its size and time.
pub(crate) fn file_version(path: &Path) -> Result<String, Failure> {
    let failure = |error| Failure::io("read", path, error);
    let metadata = path.metadata().map_err(failure)?;
    let modified = metadata.modified().map_err(failure)?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(format!("{} {}", metadata.len(), modified.as_nanos()))
}

/// Sends the events of all records, and waits until each has a final result.
pub(crate) async fn deliver(
    conversions: &mut Conversions<'_>,
    destination: &Destination,
) -> Result<Sent, Failure> {
    let client = Client::builder(destination.url.as_str(), destination.product_key.clone())
        .spool(&destination.spool)
        .spool_limit(SPOOL_BYTES)
        .build()
        .map_err(|error| Failure::Failed(error.to_string()))?;
    let mut refused = Counts::default();
    let work = async {
        send(conversions, &client, &destination.version, &mut refused).await?;
        client.flush().await.map_err(flush_failure)?;
        count_refused(&client, &mut refused).await
    };
    tokio::select! {
        result = work => result?,
        failure = watch(&client, &destination.url) => return Err(failure),
    }
    client.clear_checkpoint(&destination.version).await.map_err(spool_failure)?;
    client.close().await.map_err(flush_failure)?;
    let Status { recorded, duplicates, .. } = client.status();
    // Empty, so it does no harm if it stays.
    let _ = std::fs::remove_dir_all(&destination.spool);
    Ok(Sent { recorded, duplicates, refused })
}

/// Queues the events of all records that no earlier run queued.
async fn send(
    conversions: &mut Conversions<'_>,
    client: &Client,
    version: &str,
    refused: &mut Counts,
) -> Result<(), Failure> {
    let queued = client.checkpoint(version).await.map_err(spool_failure)?;
    let queued: u64 = queued.and_then(|records| records.parse().ok()).unwrap_or_default();
    let mut batch = Batch::new();
    loop {
        let events = conversions.next()?;
        let is_end = events.is_none();
        let records = conversions.report.records;
        if records > queued {
            for event in events.into_iter().flatten() {
                batch.push(&event);
            }
        }
        // Together with one record of the most events, a batch fits into the spool.
        if batch.len() >= limits::EVENTS_PER_REQUEST || (is_end && !batch.is_empty()) {
            batch.set_checkpoint(version, records.to_string());
            client.send_batch(std::mem::take(&mut batch)).await.map_err(send_failure)?;
            if client.status().refused_stored >= REFUSED_EVENTS {
                count_refused(client, refused).await?;
            }
        }
        if is_end {
            return Ok(());
        }
    }
}

/// Counts the refused events of the spool by reason, and removes them: the log still has them.
async fn count_refused(client: &Client, counts: &mut Counts) -> Result<(), Failure> {
    loop {
        let page = client.refused(0, limits::EVENTS_PER_REQUEST).await.map_err(spool_failure)?;
        if page.is_empty() {
            return Ok(());
        }
        for refused in &page {
            counts.add(&format!("{}: {}", status(refused.status), refused.reason), 1);
        }
        let seqs: Vec<i64> = page.iter().map(|refused| refused.seq).collect();
        client.remove_refused(&seqs).await.map_err(spool_failure)?;
    }
}

/// Returns the name of the status of a refused event.
fn status(status: EventStatus) -> &'static str {
    match status {
        EventStatus::Conflict => "conflict",
        EventStatus::NotCollected => "not_collected",
        // The others are no refusals.
        _ => "rejected",
    }
}

/// Waits until sending makes no sense any more, and returns the reason.
async fn watch(client: &Client, url: &Url) -> Failure {
    let mut last = (Instant::now(), client.status());
    let progress = async {
        loop {
            tokio::time::sleep(POLL).await;
            let status = client.status();
            let results = |status: &Status| status.sent() + status.refused;
            if !status.failing || results(&status) != results(&last.1) {
                last = (Instant::now(), status);
                continue;
            }
            if status.denied || last.0.elapsed() > PATIENCE {
                return unsent(&status, url);
            }
        }
    };
    tokio::select! {
        failure = progress => failure,
        () = interrupt::received() => Failure::Failed("interrupted: run the same command again to continue".to_owned()),
    }
}

fn unsent(status: &Status, url: &Url) -> Failure {
    let error = status.last_error.clone();
    let http_status = error.as_ref().and_then(|error| error.status);
    let reason = error.map(|error| error.message).unwrap_or_default();
    match http_status {
        Some(http_status) if status.denied => {
            let problem = Problem { status: http_status, detail: reason, ..Problem::default() };
            Failure::Refused(Box::new(problem))
        }
        _ => Failure::Unreachable {
            url: url.origin().ascii_serialization(),
            reason: format!(
                "{reason} ({} events wait; run the same command again to continue)",
                status.queued
            ),
        },
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes a value")]
fn send_failure(error: SendError) -> Failure {
    Failure::Failed(error.to_string())
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes a value")]
fn spool_failure(error: SpoolError) -> Failure {
    Failure::Failed(error.to_string())
}

fn flush_failure(error: FlushError) -> Failure {
    match error {
        FlushError::Denied { error, .. } => {
            let status = error.status.unwrap_or_default();
            Failure::Refused(Box::new(Problem { status, detail: error.message, ..Problem::default() }))
        }
        FlushError::TimedOut { .. } => Failure::Failed(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
