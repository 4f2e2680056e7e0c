//! The manifest: a JSON document beside the data.

use bytes::Bytes;
use event_model::{Catalog, EventQuery, OrganizationState, TimeRange};
use event_store::{Export, ExportFormat, ExportProgress, ExportState, FileKind};
use serde::Serialize;

use super::gaps::{self, Gap};
use super::{State, WorkerError};
use crate::export_body::{DetailsBody, ExportUserBody, incomplete_reason};
use crate::files;

/// Describes the data, and the times for which it is incomplete.
#[derive(Debug, Serialize)]
struct Manifest {
    export_id: String,
    organization_id: String,
    file_name: String,
    format: ExportFormat,
    rows: u64,
    bytes: u64,
    sha256: String,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    incomplete_reason: Option<&'static str>,
    from: String,
    to: String,
    filters: EventQuery,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<String>>,
    details: DetailsBody,
    own_events_only: bool,
    /// Periods without events or without details, with the reasons.
    gaps: Vec<Gap>,
    created_by: ExportUserBody,
    created_at: String,
}

/// Writes the manifest of a complete file, and returns its key.
pub(crate) async fn put(
    state: &State,
    organization: &OrganizationState,
    catalog: &Catalog,
    export: &Export,
    progress: ExportProgress,
    sha256: &str,
) -> Result<String, WorkerError> {
    let request = &export.request;
    // The record becomes ready after the manifest is written.
    let ready = Export { state: ExportState::Ready, ..export.clone() };
    let incomplete = incomplete_reason(&ready);
    let by = request.by.clone();
    let manifest = Manifest {
        export_id: request.id.to_string(),
        organization_id: request.organization_id.to_string(),
        file_name: files::data_name(request),
        format: request.format,
        rows: progress.rows,
        bytes: progress.bytes,
        sha256: sha256.to_owned(),
        complete: incomplete.is_none(),
        incomplete_reason: incomplete,
        from: request.range.from().to_string(),
        to: request.range.to().to_string(),
        filters: request.query.clone(),
        time_zone: request.time_zone.clone(),
        columns: request.columns.clone(),
        details: if export.show_details == Some(true) { DetailsBody::Shown } else { DetailsBody::Hidden },
        own_events_only: request.own,
        gaps: gaps(state, organization, catalog, export).await?,
        created_by: ExportUserBody {
            id: by.id.into(),
            name: by.name.map(String::from),
            email: by.email.map(String::from),
        },
        created_at: request.requested_at.to_string(),
    };
    let json = serde_json::to_vec_pretty(&manifest).map_err(WorkerError::encoding)?;
    let name = files::manifest_name(request);
    let kind = FileKind { media_type: "application/json", file_name: &name };
    let key = files::manifest_key(request, export.lease.fence);
    state.bucket.put(&key, kind, Bytes::from(json)).await?;
    Ok(key)
}

/// Returns the gaps of the range of an export, up to its request.
async fn gaps(
    state: &State,
    organization: &OrganizationState,
    catalog: &Catalog,
    export: &Export,
) -> Result<Vec<Gap>, WorkerError> {
    let request = &export.request;
    let history = state.store.control.coverage_history(organization, request.range.from()).await?;
    let current = &organization.settings;
    let mut gaps: Vec<Gap> =
        gaps::retention_gap(request, &request.settings(current), catalog).into_iter().collect();
    if let Ok(range) = TimeRange::new(request.range.from(), request.range.to().min(request.requested_at)) {
        gaps.extend(gaps::coverage_gaps(&history, range));
    }
    Ok(gaps)
}
