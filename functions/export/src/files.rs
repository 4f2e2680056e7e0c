//! The objects of an export: their keys, their names for users, and their removal.

use event_model::Timestamp;
use event_store::{Export, ExportRequest, ExportsBucket, StoreError};

/// Retention of files in days; the lifecycle rule of the bucket says the same.
pub(crate) const FILE_DAYS: i64 = 7;

/// Returns the key of the file that the worker with this fencing token starts.
///
/// Each worker has its own keys: one that lost its lease cannot overwrite the file of its successor.
pub(crate) fn data_key(request: &ExportRequest, fence: u64) -> String {
    key(request, fence, &format!("events.{}", request.format))
}

/// Returns the key of the manifest that the worker with this fencing token writes.
pub(crate) fn manifest_key(request: &ExportRequest, fence: u64) -> String {
    key(request, fence, "manifest.json")
}

/// Returns the keys of the tails of the worker with this fencing token.
pub(crate) fn tail_keys(request: &ExportRequest, fence: u64) -> [String; 2] {
    ["tail-a", "tail-b"].map(|name| key(request, fence, name))
}

fn key(request: &ExportRequest, fence: u64, name: &str) -> String {
    ExportsBucket::key(&request.organization_id, &request.id, &format!("{fence}/{name}"))
}

/// Returns the name of the data for users: the organization, the days, and the time of the request.
pub(crate) fn data_name(request: &ExportRequest) -> String {
    format!("{}.{}", stem(request), request.format)
}

/// Returns the name of the manifest for users.
pub(crate) fn manifest_name(request: &ExportRequest) -> String {
    format!("{}.manifest.json", stem(request))
}

fn stem(request: &ExportRequest) -> String {
    let ExportRequest { organization_id, range, requested_at, .. } = request;
    // A range without an end reaches beyond the request.
    let last = range.to().min(*requested_at).minus(chrono::Duration::milliseconds(1));
    let day = |time: Timestamp| time.datetime().format("%Y-%m-%d").to_string();
    let requested = requested_at.datetime().format("%Y%m%dT%H%M%SZ");
    format!("activity_{organization_id}_{}_to_{}_requested_{requested}", day(range.from()), day(last))
}

/// Removes every object of an export, of each of its workers, and aborts its upload.
pub(crate) async fn remove(bucket: &ExportsBucket, export: &Export) -> Result<(), StoreError> {
    let request = &export.request;
    if let Some(upload) = export.checkpoint.as_ref().and_then(|checkpoint| checkpoint.upload.as_ref()) {
        bucket.upload_abort(&upload.key, &upload.id).await?;
    }
    let keys = (1..=export.lease.fence).flat_map(|fence| {
        let [a, b] = tail_keys(request, fence);
        [data_key(request, fence), manifest_key(request, fence), a, b]
    });
    bucket.remove_all(&keys.collect::<Vec<_>>()).await
}
