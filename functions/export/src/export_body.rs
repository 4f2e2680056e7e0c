//! The response body of an export.

use event_model::{Actor, EventQuery, Timestamp};
use event_store::{Export, ExportFailure, ExportFormat, ExportState};
use serde::{Deserialize, Serialize};

use crate::files::{self, FILE_DAYS};

/// The status of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportStatus {
    /// It waits in the queue; see `position`.
    Pending,
    /// Its file is being written.
    Running,
    /// Its file can be downloaded.
    Ready,
    /// No file will be written; see `incomplete_reason`.
    Failed,
    /// Its file was removed after seven days.
    Expired,
}

/// Whether the file shows IP address, ISP and location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FileDetails)]
#[serde(rename_all = "lowercase")]
pub enum DetailsBody {
    /// It shows details that were collected.
    Shown,
    /// Details were hidden when the file was written.
    Hidden,
}

/// The person who created an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = ExportUser)]
pub struct ExportUserBody {
    #[schema(example = "u_ada")]
    pub id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// An export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Export)]
pub struct ExportBody {
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")]
    pub id: String,
    pub status: ExportStatus,
    /// 1-based position in the queue; null unless the export is pending.
    pub position: Option<usize>,
    /// Rows written so far.
    #[schema(example = 519)]
    pub rows: u64,
    /// The time up to which events are read, oldest first (UTC); null until a worker reports progress. For a ready
    /// file it is `to`.
    #[schema(example = "2026-11-12T08:15:00.000Z")]
    pub reached: Option<String>,
    /// Bytes written so far.
    pub bytes: u64,
    /// SHA-256 of the file in hex; null until it is ready.
    pub sha256: Option<String>,
    /// Whether the file holds every event that matches the filters and was recorded before the request.
    pub complete: bool,
    /// Why the file is not complete: `not_ready`; `retention` if part of the range was no longer kept;
    /// `details_hidden`, `too_large` or `no_progress` if the export failed.
    pub incomplete_reason: Option<String>,
    /// The format of the file.
    pub format: ExportFormat,
    /// The time zone of the local time in a table.
    pub time_zone: Option<String>,
    /// The columns of a table; null for the default columns.
    pub columns: Option<Vec<String>>,
    /// The filters, as requested.
    pub filters: EventQuery,
    /// Start of the range that the file covers (UTC).
    #[schema(example = "2026-11-01T00:00:00.000Z")]
    pub from: String,
    /// End of that range, exclusive (UTC).
    #[schema(example = "2026-12-01T00:00:00.000Z")]
    pub to: String,
    /// Whether the file shows details; null until a worker starts.
    pub details: Option<DetailsBody>,
    pub created_by: ExportUserBody,
    /// Time of the request (UTC). The file holds events that were recorded up to then.
    pub created_at: String,
    /// When a worker first started it (UTC).
    pub started_at: Option<String>,
    /// When it became ready or failed (UTC).
    pub finished_at: Option<String>,
    /// When the file is removed (UTC).
    pub expires_at: Option<String>,
    /// The name of the file for download.
    pub file_name: String,
    /// Why no links are issued for a ready file: `details_hidden` if the file shows details that are hidden now.
    pub withheld: Option<String>,
}

/// A page of exports.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Exports)]
pub struct ExportsBody {
    /// The exports, newest first.
    pub exports: Vec<ExportBody>,
    /// The `cursor` of the next page; null on the last page.
    pub next_cursor: Option<String>,
}

impl ExportBody {
    /// Returns the body of `export` at `now`; `show_details` is the setting of the organization.
    pub(crate) fn new(export: &Export, position: Option<usize>, show_details: bool, now: Timestamp) -> Self {
        let request = &export.request;
        let status = status(export, position, now);
        let incomplete = incomplete_reason(export);
        let Actor { id, name, email } = request.by.clone();
        Self {
            id: request.id.to_string(),
            status,
            position: position.filter(|_| status == ExportStatus::Pending),
            rows: export.progress.rows,
            reached: export.progress.reached.map(String::from),
            bytes: export.progress.bytes,
            sha256: export.files.as_ref().map(|files| files.sha256.clone()),
            complete: incomplete.is_none(),
            incomplete_reason: incomplete.map(str::to_owned),
            format: request.format,
            time_zone: request.time_zone.clone(),
            columns: request.columns.clone(),
            filters: request.query.clone(),
            from: request.range.from().to_string(),
            to: request.range.to().to_string(),
            details: export
                .show_details
                .map(|shown| if shown { DetailsBody::Shown } else { DetailsBody::Hidden }),
            created_by: ExportUserBody {
                id: id.into(),
                name: name.map(String::from),
                email: email.map(String::from),
            },
            created_at: request.requested_at.to_string(),
            started_at: export.started_at.map(String::from),
            finished_at: export.finished_at.map(String::from),
            expires_at: file_gone_at(export).map(String::from),
            file_name: files::data_name(request),
            withheld: (status == ExportStatus::Ready && is_withheld(export, show_details))
                .then(|| "details_hidden".to_owned()),
        }
    }
}

/// Returns the status of an export at `now`; `position` is its position in the queue.
pub(crate) fn status(export: &Export, position: Option<usize>, now: Timestamp) -> ExportStatus {
    match export.state {
        ExportState::Pending => ExportStatus::Pending,
        // It lost its running slot and waits again.
        ExportState::Running if position.is_some() => ExportStatus::Pending,
        ExportState::Running => ExportStatus::Running,
        ExportState::Ready if file_gone_at(export).is_some_and(|at| at <= now) => ExportStatus::Expired,
        ExportState::Ready => ExportStatus::Ready,
        // A deleted export is never shown.
        ExportState::Failed | ExportState::Deleted => ExportStatus::Failed,
    }
}

/// Returns `true` if the file shows details that its organization hides now.
pub(crate) fn is_withheld(export: &Export, show_details: bool) -> bool {
    export.show_details == Some(true) && !show_details
}

fn file_gone_at(export: &Export) -> Option<Timestamp> {
    let finished_at = export.finished_at.filter(|_| export.state == ExportState::Ready)?;
    Some(finished_at.plus(chrono::Duration::days(FILE_DAYS)))
}

/// Returns why the file is not complete.
pub(crate) fn incomplete_reason(export: &Export) -> Option<&'static str> {
    match export.state {
        ExportState::Pending | ExportState::Running => Some("not_ready"),
        ExportState::Failed | ExportState::Deleted => Some(match export.failure {
            Some(ExportFailure::DetailsHidden) => "details_hidden",
            Some(ExportFailure::TooLarge) => "too_large",
            Some(ExportFailure::NoProgress) | None => "no_progress",
        }),
        ExportState::Ready => export.request.is_cut_by_retention().then_some("retention"),
    }
}
