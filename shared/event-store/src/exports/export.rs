//! Exports: the request, and its progress.

use event_model::{
    Actor, Catalog, EventFilter, EventQuery, ExportId, OrganizationId, QueryUsers, RetentionDays, Settings,
    TimeRange, Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::Position;

/// The event of an export worker: the export to write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportCall {
    /// The organization of the export.
    pub organization_id: OrganizationId,
    /// The id of the export.
    pub export_id: ExportId,
}

event_model::wire_enum! {
    /// The format of an export's file. Its name is also the extension of the file.
    pub enum ExportFormat {
        /// RFC 4180, for people.
        Csv = "csv",
        /// One event per line, as the API returns it.
        Jsonl = "jsonl",
        /// CSV, compressed with gzip.
        CsvGz = "csv.gz",
        /// JSON lines, compressed with gzip.
        JsonlGz = "jsonl.gz",
    }
}

impl ExportFormat {
    /// Returns `true` if the file is a table.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::CsvGz)
    }

    /// Returns `true` if the file is compressed.
    pub fn is_compressed(self) -> bool {
        matches!(self, Self::CsvGz | Self::JsonlGz)
    }

    /// Returns the media type of the file.
    ///
    /// Compression is part of the format, not a transfer encoding that a browser removes: the checksum is that of the
    /// compressed bytes.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Jsonl => "application/x-ndjson",
            Self::CsvGz | Self::JsonlGz => "application/gzip",
        }
    }
}

/// A request for an export. Everything is resolved at the time of the request and never changes.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportRequest {
    /// The id of the export.
    pub id: ExportId,
    /// The organization whose events are exported.
    pub organization_id: OrganizationId,
    /// The person who made the request.
    pub by: Actor,
    /// Whether only events of that person are exported, as for a member.
    pub own: bool,
    /// The time of the request. Events that are recorded later are not exported.
    pub requested_at: Timestamp,
    /// The filters, as requested.
    pub query: EventQuery,
    /// The ids of the actors that the filters name.
    pub users: QueryUsers,
    /// The range of `occurred_at` that the file covers.
    pub range: TimeRange,
    /// The retention at the time of the request.
    pub retention_days: RetentionDays,
    /// The format of the file.
    pub format: ExportFormat,
    /// The IANA name of the time zone of a table.
    pub time_zone: Option<String>,
    /// The columns of a table; `None` for the default columns.
    pub columns: Option<Vec<String>>,
    /// When the record of the export expires.
    pub expires_at: Timestamp,
}

impl ExportRequest {
    /// Returns the filter of the events to export.
    ///
    /// `catalog` must have every type that was registered at the time of the request.
    pub fn filter(&self, catalog: &Catalog) -> EventFilter {
        self.query.filter(catalog, self.users.clone(), self.range)
    }

    /// Returns the settings that apply to the export: `current`, with the retention as of the request.
    pub fn settings(&self, current: &Settings) -> Settings {
        Settings { retention_days: self.retention_days, ..*current }
    }

    /// Returns `true` if events of the requested range were no longer kept at the time of the request.
    pub fn is_cut_by_retention(&self) -> bool {
        self.query.from.is_some_and(|from| from < self.range.from())
    }
}

/// The state of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    /// No worker has started it.
    Pending,
    /// A worker has started it.
    Running,
    /// Its file is complete.
    Ready,
    /// No file will be written.
    Failed,
    /// It is deleted. Its objects may not be removed yet.
    Deleted,
}

impl ExportState {
    /// Returns `true` if a worker still has to write it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Running)
    }
}

/// Why an export failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFailure {
    /// Details are hidden, and it filters by them.
    DetailsHidden,
    /// Its file would have too many parts.
    TooLarge,
    /// Too many workers in a row made no progress.
    NoProgress,
}

/// The progress of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExportProgress {
    /// The time up to which events are read.
    pub reached: Option<Timestamp>,
    /// Rows written so far.
    pub rows: u64,
    /// Bytes written so far.
    pub bytes: u64,
}

/// An export.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// The request.
    pub request: ExportRequest,
    /// The state.
    pub state: ExportState,
    /// The progress.
    pub progress: ExportProgress,
    /// When a worker first started it.
    pub started_at: Option<Timestamp>,
    /// When it became ready or failed.
    pub finished_at: Option<Timestamp>,
    /// The objects of a ready export.
    pub files: Option<ExportFiles>,
    /// Why it failed.
    pub failure: Option<ExportFailure>,
    /// Whether the file shows details; `None` until a worker starts.
    pub show_details: Option<bool>,
    /// The lease of its worker.
    pub lease: ExportLease,
    /// Number of workers since it last made progress.
    pub attempts: u32,
    /// Where to resume.
    pub checkpoint: Option<ExportCheckpoint>,
}

impl Export {
    /// Creates an export that no worker has started.
    pub fn pending(request: ExportRequest) -> Self {
        Self {
            request,
            state: ExportState::Pending,
            progress: ExportProgress::default(),
            started_at: None,
            finished_at: None,
            files: None,
            failure: None,
            show_details: None,
            lease: ExportLease { fence: 0, until: Timestamp::MIN },
            attempts: 0,
            checkpoint: None,
        }
    }
}

/// The objects of a ready export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFiles {
    /// The key of the data.
    pub data_key: String,
    /// The key of the manifest.
    pub manifest_key: String,
    /// The SHA-256 of the data in hex.
    pub sha256: String,
}

/// The right to write an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportLease {
    /// Fencing token: the number of workers that held the lease. Every write of a worker is conditional on it, so
    /// that a worker whose lease was taken over can change nothing.
    pub fence: u64,
    /// When the lease ends.
    pub until: Timestamp,
}

/// The position up to which the rows of an export are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadMark {
    /// The last row that was read, whether or not it is in the file; `None` before the first row.
    pub position: Option<Position>,
    /// Number of rows in the file.
    pub rows: u64,
}

/// Everything that a worker needs to resume an export.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportCheckpoint {
    /// The last row in the parts and the tail.
    pub mark: ReadMark,
    /// The uploaded parts; `None` before the first.
    pub upload: Option<ExportUpload>,
    /// Total bytes of the uploaded parts.
    pub bytes: u64,
    /// The state of SHA-256 after the uploaded parts.
    pub hash: Vec<u8>,
    /// The rows after the uploaded parts.
    pub tail: Option<ExportTail>,
}

/// A multipart upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportUpload {
    /// The upload id.
    pub id: String,
    /// The key of the object that it creates.
    pub key: String,
    /// The parts, in order.
    pub parts: Vec<UploadedPart>,
}

/// A part of a multipart upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedPart {
    /// The entity tag.
    pub etag: String,
    /// The CRC32 in base64.
    pub crc32: String,
}

/// Rows that do not fill a part, stored in a separate object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportTail {
    /// The key of the object.
    pub key: String,
    /// Number of final bytes; the others are not compressed yet.
    pub sealed: u64,
}
