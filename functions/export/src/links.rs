//! The objects of an export, and the events about it.

use event_model::{EventType, Metadata, MetadataKey, MetadataValue, MonitorAct, Target, TargetType};
use event_store::{Export, ExportRequest, ExportsBucket, StoreError};

/// How long files are kept; the bucket's lifecycle rule says the same.
pub(crate) const FILE_DAYS: i64 = 7;

/// Returns the key of the file that the worker with this fencing number begins.
///
/// Each worker has keys of its own: one that was thought dead cannot overwrite the file of its successor.
pub(crate) fn data_key(request: &ExportRequest, fence: u64) -> String {
    key(request, fence, &format!("events.{}", request.format))
}

/// Returns the key of the manifest that the worker with this fencing number writes.
pub(crate) fn manifest_key(request: &ExportRequest, fence: u64) -> String {
    key(request, fence, "manifest.json")
}

/// Returns the keys of the tails of the worker with this fencing number.
pub(crate) fn tail_keys(request: &ExportRequest, fence: u64) -> [String; 2] {
    ["tail-a", "tail-b"].map(|name| key(request, fence, name))
}

fn key(request: &ExportRequest, fence: u64, name: &str) -> String {
    ExportsBucket::key(&request.organization_id, &request.id, &format!("{fence}/{name}"))
}

/// Returns the name that an export's file is saved under: whose events, of which days, asked for when.
pub(crate) fn file_name(request: &ExportRequest) -> String {
    format!("{}.{}", stem(request), request.format)
}

/// Returns the name that an export's manifest is saved under.
pub(crate) fn manifest_name(request: &ExportRequest) -> String {
    format!("{}.manifest.json", stem(request))
}

fn stem(request: &ExportRequest) -> String {
    let ExportRequest { organization_id, range, requested_at, .. } = request;
    // A range without an end goes a little further than the request.
    let last = range.to().min(*requested_at).minus(chrono::Duration::milliseconds(1));
    let day = |time: event_model::Timestamp| time.datetime().format("%Y-%m-%d").to_string();
    let asked = requested_at.datetime().format("%Y%m%dT%H%M%SZ");
    format!("activity_{organization_id}_{}_to_{}_asked_{asked}", day(range.from()), day(last))
}

/// Removes every object of an export, of each worker that had it, and ends its upload.
pub(crate) async fn remove_objects(bucket: &ExportsBucket, export: &Export) -> Result<(), StoreError> {
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

/// Returns the event that records that a link was issued; `file` is what the link opens.
pub(crate) fn downloaded(export: &Export, act: &MonitorAct, file: &str) -> event_model::NewEvent {
    let file = pair("file", file).into_iter().collect();
    event(&export.request, act, "monitor.export.downloaded", file)
}

/// Returns an entry of an event's metadata.
pub(crate) fn pair(key: &str, value: &str) -> Option<(MetadataKey, MetadataValue)> {
    Some((MetadataKey::try_from(key.to_owned()).ok()?, MetadataValue::try_from(value.to_owned()).ok()?))
}

/// Returns an event about an export.
pub(crate) fn event(
    request: &ExportRequest,
    act: &MonitorAct,
    kind: &str,
    metadata: Metadata,
) -> event_model::NewEvent {
    let kind = EventType::parse(kind).expect("the catalogue has the types of exports");
    let target = Target {
        kind: TargetType::try_from("export".to_owned()).expect("a type of a target"),
        id: request.id.as_str().parse().expect("an export's id has only printable characters"),
        name: None,
    };
    act.event(0, &request.organization_id, kind, vec![target], metadata)
}
