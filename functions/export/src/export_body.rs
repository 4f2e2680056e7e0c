//! Exports on the wire.

use event_model::{Actor, Outcome, Source, Timestamp, TypeSelector};
use event_store::{Export, ExportFailure, ExportFilters, ExportFormat, ExportState};
use serde::{Deserialize, Serialize};

use crate::links::{self, FILE_DAYS};

/// The form of an export's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub enum ExportFormatBody {
    /// RFC 4180, for people.
    #[serde(rename = "csv")]
    Csv,
    /// One event a line, in the API's own form.
    #[serde(rename = "jsonl")]
    Jsonl,
    /// CSV, compressed with gzip.
    #[serde(rename = "csv.gz")]
    CsvGz,
    /// JSON lines, compressed with gzip.
    #[serde(rename = "jsonl.gz")]
    JsonlGz,
}

impl From<ExportFormat> for ExportFormatBody {
    fn from(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Jsonl => Self::Jsonl,
            ExportFormat::CsvGz => Self::CsvGz,
            ExportFormat::JsonlGz => Self::JsonlGz,
        }
    }
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ExportStatus {
    /// It waits for its turn; `position` says how many-th it is.
    Pending,
    /// It is being written.
    Running,
    /// Its file can be downloaded.
    Ready,
    /// There will be no file; `incomplete_reason` says why.
    Failed,
    /// Its file was removed after seven days.
    Expired,
}

/// Whether the file shows IP address, ISP and location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DetailsBody {
    /// It shows them where they were collected.
    Shown,
    /// The organisation hid them when the file was written.
    Hidden,
}

/// Who asked for an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExportUserBody {
    /// Their id.
    #[schema(example = "u_ada")]
    pub id: String,
    /// Their name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// The filters that were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FiltersBody {
    /// Ids or e-mail addresses of actors; any when empty.
    pub user: Vec<String>,
    /// Types, or the beginnings of some; any when empty.
    #[serde(rename = "type")]
    pub kind: Vec<String>,
    /// Sources; any when empty.
    pub source: Vec<Source>,
    /// The address or network.
    pub ip: Option<String>,
    /// Outcomes; any when empty.
    pub outcome: Vec<Outcome>,
    /// The first moment, as it was asked for.
    pub from: Option<String>,
    /// The first moment after, as it was asked for.
    pub to: Option<String>,
}

impl FiltersBody {
    pub(crate) fn new(filters: &ExportFilters) -> Self {
        let ExportFilters { users, types, sources, ip, outcomes, from, to } = filters;
        Self {
            user: users.iter().cloned().collect(),
            kind: types.iter().map(TypeSelector::to_string).collect(),
            source: sources.iter().copied().collect(),
            ip: ip.map(|ip| ip.to_string()),
            outcome: outcomes.iter().copied().collect(),
            from: from.map(String::from),
            to: to.map(String::from),
        }
    }
}

/// An export.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExportBody {
    /// Its id.
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")]
    pub id: String,
    /// How far it is.
    pub status: ExportStatus,
    /// How many-th it is in the queue, the first being 1; null unless it waits.
    pub position: Option<usize>,
    /// Rows of the file so far.
    #[schema(example = 519)]
    pub rows: u64,
    /// The time up to which the record has been read, oldest events first (UTC); null until a worker has
    /// reported. For a ready file it is `to`.
    #[schema(example = "2026-11-12T08:15:00.000Z")]
    pub reached: Option<String>,
    /// Bytes of the file so far.
    pub bytes: u64,
    /// SHA-256 of the file, in hex, when it is ready.
    pub sha256: Option<String>,
    /// Whether the file holds every event that the filters ask for and that was recorded when it was
    /// asked for.
    pub complete: bool,
    /// Why not: `not_ready` yet; `retention`, as some of the span was no longer kept; `details_hidden`,
    /// `too_large` or `no_progress`, where it failed.
    pub incomplete_reason: Option<String>,
    /// The form of the file.
    pub format: ExportFormatBody,
    /// The zone of a table's second time.
    pub time_zone: Option<String>,
    /// The columns of a table; null for the usual ones.
    pub columns: Option<Vec<String>>,
    /// The filters, as they were asked for.
    pub filters: FiltersBody,
    /// The first moment that the file covers (UTC).
    #[schema(example = "2026-11-01T00:00:00.000Z")]
    pub from: String,
    /// The first moment after (UTC).
    #[schema(example = "2026-12-01T00:00:00.000Z")]
    pub to: String,
    /// Whether the file shows details; null before it is written.
    pub details: Option<DetailsBody>,
    /// Who asked for it.
    pub created_by: ExportUserBody,
    /// When it was asked for, which is the moment that it answers for (UTC).
    pub created_at: String,
    /// When it was first worked on (UTC).
    pub started_at: Option<String>,
    /// When it became ready or failed (UTC).
    pub finished_at: Option<String>,
    /// When the file is removed (UTC).
    pub expires_at: Option<String>,
    /// The name that the file is saved under.
    pub file_name: String,
    /// Why no links are issued though the file is ready: `details_hidden`, where the file shows details
    /// that the organization hides now.
    pub withheld: Option<String>,
}

/// A page of exports.
#[derive(Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ExportsBody {
    /// The exports, newest first.
    pub exports: Vec<ExportBody>,
    /// Where to go on, as the parameter `cursor`; null when there is nothing more.
    pub next_cursor: Option<String>,
}

impl ExportBody {
    /// Returns `export` as it is at `now`; `show_details` is the setting of its organization.
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
            format: request.format.into(),
            time_zone: request.time_zone.clone(),
            columns: request.columns.clone(),
            filters: FiltersBody::new(&request.filters),
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
            file_name: links::file_name(request),
            withheld: (status == ExportStatus::Ready && is_withheld(export, show_details))
                .then(|| "details_hidden".to_owned()),
        }
    }
}

/// Returns how far an export is at `now`; `position` is its position in the queue.
pub(crate) fn status(export: &Export, position: Option<usize>, now: Timestamp) -> ExportStatus {
    match export.state {
        ExportState::Pending => ExportStatus::Pending,
        // It is not among the running ones any more, whatever happened before.
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

/// Returns why a file does not hold everything that was asked for.
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
