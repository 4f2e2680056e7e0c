//! The objects of an export, and the events about it.

use event_model::{EventType, Metadata, MetadataKey, MetadataValue, MonitorAct, Target, TargetType};
use event_store::{Export, ExportRequest, ExportsBucket, StoreError};

/// How long files are kept; the bucket's lifecycle rule says the same.
pub(crate) const FILE_DAYS: i64 = 7;

/// Returns the key of an export's file.
pub(crate) fn file_key(request: &ExportRequest) -> String {
    let name = format!("events.{}", request.format);
    ExportsBucket::key(&request.organization_id, &request.id, &name)
}

/// Returns the key of an export's manifest.
pub(crate) fn manifest_key(request: &ExportRequest) -> String {
    ExportsBucket::key(&request.organization_id, &request.id, "manifest.json")
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
    let ExportRequest { organization_id, range, asked_at, .. } = request;
    let last = range.to().minus(chrono::Duration::milliseconds(1));
    let day = |time: event_model::Timestamp| time.datetime().format("%Y-%m-%d").to_string();
    let asked = asked_at.datetime().format("%Y%m%dT%H%M%SZ");
    format!("activity_{organization_id}_{}_to_{}_asked_{asked}", day(range.from()), day(last))
}

/// Removes an export's file, manifest and parts.
pub(crate) async fn remove_objects(bucket: &ExportsBucket, export: &Export) -> Result<(), StoreError> {
    let file = file_key(&export.request);
    if let Some(checkpoint) = &export.checkpoint {
        if let Some(upload) = &checkpoint.upload {
            bucket.upload_abort(&file, &upload.id).await?;
        }
        if let Some(tail) = &checkpoint.tail {
            bucket.remove(&tail.key).await?;
        }
    }
    bucket.remove(&file).await?;
    bucket.remove(&manifest_key(&export.request)).await
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
