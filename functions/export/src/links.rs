//! The objects of an export, and who may have links to them.

use std::time::Duration;

use event_model::{EventId, EventType, Metadata, MonitorAct, Target, TargetType};
use event_store::{Export, ExportRequest, ExportState, ExportsBucket, StoreError};
use sha2::{Digest, Sha256};

use crate::export_body::{ExportBody, ExportStatus};

/// How long a link opens a file: long enough to click it, too short to pass it on.
pub(crate) const LINK_SECONDS: u64 = 300;
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

/// Adds links to the body of an export whose file is there, unless it shows what is hidden now.
pub(crate) async fn add(
    bucket: &ExportsBucket,
    export: &Export,
    show_details: bool,
    body: &mut ExportBody,
) -> Result<(), StoreError> {
    if body.status != ExportStatus::Ready || export.state != ExportState::Ready {
        return Ok(());
    }
    if export.show_details == Some(true) && !show_details {
        body.withheld = Some("details_hidden".to_owned());
        return Ok(());
    }
    let validity = Duration::from_secs(LINK_SECONDS);
    body.download_url = Some(bucket.presign(&file_key(&export.request), validity).await?);
    body.manifest_url = Some(bucket.presign(&manifest_key(&export.request), validity).await?);
    Ok(())
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

/// Returns the event that records that the link of an export was handed out.
///
/// Its id is that of export, person and five minutes: a page that looks again and again while it is open
/// is one download, not a hundred.
pub(crate) fn downloaded(export: &Export, act: &MonitorAct) -> event_model::NewEvent {
    let request = &export.request;
    let mut event = event(request, act, "monitor.export.downloaded", Metadata::new());
    let window = act.at.millis() / (1_000 * i64::try_from(LINK_SECONDS).unwrap_or(i64::MAX));
    let person = hex::encode(&Sha256::digest(act.actor.id.as_str())[..8]);
    event.id = EventId::try_from(format!("downloaded:{}:{person}:{window}", request.id))
        .expect("a UUID, hex digits and a number have only characters of an event id");
    event
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
