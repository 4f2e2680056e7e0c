//! Sends the events of a log to the monitor.
//!
//! Events wait in a spool on the disk, together with the number of records that were read. So an import that is
//! interrupted continues where it ended, when the same command runs again.

use std::path::Path;
use std::time::UNIX_EPOCH;

use activity_client::{Batch, Client, SendError, Status};
use event_model::limits;

use super::Conversions;
use super::report::{Counts, Sent};
use crate::sending::Sending;
use crate::{Failure, interrupt};

/// Refused events are counted, and removed from the spool, when there are as many.
const REFUSED_EVENTS: u64 = 1000;

/// Returns a text that changes when the file changes: its size and time.
pub(crate) fn file_version(path: &Path) -> Result<String, Failure> {
    let failure = |error| Failure::io("read", path, error);
    let metadata = path.metadata().map_err(failure)?;
    let modified = metadata.modified().map_err(failure)?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok(format!("{} {}", metadata.len(), modified.as_nanos()))
}

/// Sends the events of all records, and waits until each has a final result.
///
/// `version` names the version of the log and the options of its conversion: only an import of the same version continues.
pub(crate) async fn deliver(
    conversions: &mut Conversions<'_>,
    sending: &Sending,
    version: &str,
    show: impl Fn(&Status),
) -> Result<Sent, Failure> {
    let client = &sending.client;
    let mut refused = Counts::default();
    let work = async {
        send(conversions, client, version, &mut refused).await?;
        client.flush().await.map_err(|error| sending.unflushed(&error))?;
        count_refused(client, &mut refused).await
    };
    tokio::select! {
        result = work => result?,
        failure = sending.watch(|| false, show) => return Err(failure),
        () = interrupt::received() => return Err(sending.interrupted()),
    }
    client.clear_checkpoint(version).await?;
    client.close().await.map_err(|error| sending.unflushed(&error))?;
    let Status { recorded, duplicates, .. } = client.status();
    Ok(Sent { recorded, duplicates, refused })
}

/// Queues the events of all records that no earlier run queued.
async fn send(
    conversions: &mut Conversions<'_>,
    client: &Client,
    version: &str,
    refused: &mut Counts,
) -> Result<(), Failure> {
    let queued = client.checkpoint(version).await?;
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
            let sent = client.send_batch(std::mem::take(&mut batch)).await;
            sent.map_err(|error: SendError| Failure::Failed(error.to_string()))?;
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
        let page = client.refused(0, limits::EVENTS_PER_REQUEST).await?;
        if page.is_empty() {
            return Ok(());
        }
        for refused in &page {
            counts.add(&format!("{}: {}", refused.status, refused.reason), 1);
        }
        let seqs: Vec<i64> = page.iter().map(|refused| refused.seq).collect();
        client.remove_refused(&seqs).await?;
    }
}

#[cfg(test)]
mod tests;
