//! Exports: what was asked for, and how far it is.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use event_model::{
    Actor, EventFilter, ExportId, IpFilter, OrganizationId, Outcome, RetentionDays, Settings, Source,
    TimeRange, Timestamp, TypeSelector, UserId,
};
use serde::{Deserialize, Serialize};

use crate::Position;

/// The form of an export's file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum ExportFormat {
    /// RFC 4180, for people.
    Csv,
    /// One event a line, in the API's own form.
    Jsonl,
    /// CSV, compressed.
    CsvGz,
    /// JSON lines, compressed.
    JsonlGz,
}

/// The text is not a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not one of csv, jsonl, csv.gz, jsonl.gz")]
pub struct UnknownFormat;

impl ExportFormat {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Jsonl, Self::CsvGz, Self::JsonlGz];

    /// Returns the format's name on the wire, which is also the extension of its files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::CsvGz => "csv.gz",
            Self::JsonlGz => "jsonl.gz",
        }
    }

    /// Tells whether rows are lines of a table.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::CsvGz)
    }

    /// Tells whether the file is compressed.
    pub fn is_compressed(self) -> bool {
        matches!(self, Self::CsvGz | Self::JsonlGz)
    }

    /// Returns the media type of the file.
    ///
    /// A compressed one is an archive to keep, not a transfer encoding for a browser to take off again:
    /// its checksum is that of the compressed bytes.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Jsonl => "application/x-ndjson",
            Self::CsvGz | Self::JsonlGz => "application/gzip",
        }
    }
}

impl FromStr for ExportFormat {
    type Err = UnknownFormat;
    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        Self::ALL.into_iter().find(|format| format.as_str() == text).ok_or(UnknownFormat)
    }
}

impl TryFrom<String> for ExportFormat {
    type Error = UnknownFormat;
    fn try_from(text: String) -> Result<Self, UnknownFormat> {
        text.parse()
    }
}

impl From<ExportFormat> for String {
    fn from(format: ExportFormat) -> String {
        format.as_str().to_owned()
    }
}

impl fmt::Display for ExportFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which events were asked for, in the words of who asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportFilters {
    /// Ids or e-mail addresses of actors.
    pub users: BTreeSet<String>,
    /// Types, or the beginnings of some.
    pub types: BTreeSet<TypeSelector>,
    /// Sources.
    pub sources: BTreeSet<Source>,
    /// An address or network.
    pub ip: Option<IpFilter>,
    /// Outcomes.
    pub outcomes: BTreeSet<Outcome>,
    /// The first moment.
    pub from: Option<Timestamp>,
    /// The first moment after.
    pub to: Option<Timestamp>,
}

/// An export that was asked for: everything here is settled then and never changes.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportRequest {
    /// Its id.
    pub id: ExportId,
    /// The organisation whose events it holds.
    pub organization_id: OrganizationId,
    /// Who asked.
    pub by: Actor,
    /// Whether it holds the events of who asked only, as a member's does.
    pub own: bool,
    /// The moment that it answers for: what was recorded later is not in it.
    pub requested_at: Timestamp,
    /// Which events were asked for.
    pub filters: ExportFilters,
    /// The actors that [`ExportFilters::users`] stood for at that moment.
    pub user_ids: Option<BTreeSet<UserId>>,
    /// The span of time that it covers.
    pub range: TimeRange,
    /// How long events were kept at that moment.
    pub retention_days: RetentionDays,
    /// The form of its file.
    pub format: ExportFormat,
    /// An IANA name of a zone, for tables.
    pub time_zone: Option<String>,
    /// The columns of a table; all that are usual when none are named.
    pub columns: Option<Vec<String>>,
    /// When the record of it is dropped.
    pub expires_at: Timestamp,
}

impl ExportRequest {
    /// Returns the filter over events.
    pub fn filter(&self) -> EventFilter {
        let ExportFilters { users: _, types, sources, ip, outcomes, from: _, to: _ } = &self.filters;
        let filter = EventFilter {
            users: self.user_ids.clone(),
            types: None,
            ip: *ip,
            outcomes: (!outcomes.is_empty()).then(|| outcomes.clone()),
            range: self.range,
        };
        let types: Vec<TypeSelector> = types.iter().cloned().collect();
        let sources: Vec<Source> = sources.iter().copied().collect();
        filter.with_types(&types, &sources)
    }

    /// Returns the settings that apply to the export: `current`, with the retention as of the request.
    pub fn settings(&self, current: &Settings) -> Settings {
        Settings { retention_days: self.retention_days, ..*current }
    }

    /// Returns `true` if events of the requested range were no longer kept at the time of the request.
    pub fn is_cut_by_retention(&self) -> bool {
        self.filters.from.is_some_and(|from| from < self.range.from())
    }
}

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportState {
    /// It waits for its turn.
    Pending,
    /// A worker writes it, or will go on to.
    Running,
    /// Its file is whole.
    Ready,
    /// There will be no file.
    Failed,
    /// It is deleted; its objects may not be removed yet.
    Deleted,
}

impl ExportState {
    /// Tells whether a worker still has to do with it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Running)
    }
}

/// Why there is no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExportFailure {
    /// Details were hidden before it began, and it asks for an address.
    DetailsHidden,
    /// Its file would have more parts than S3 takes.
    TooLarge,
    /// Workers ended again and again without getting any further.
    NoProgress,
}

/// How much of an export is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExportProgress {
    /// The time up to which the record has been read.
    pub reached: Option<Timestamp>,
    /// Rows so far.
    pub rows: u64,
    /// Bytes of the file so far.
    pub bytes: u64,
}

/// An export and how far it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// What was asked for.
    pub request: ExportRequest,
    /// How far it is.
    pub state: ExportState,
    /// How much of it is done.
    pub progress: ExportProgress,
    /// When a worker first took it.
    pub started_at: Option<Timestamp>,
    /// When it became ready or failed.
    pub finished_at: Option<Timestamp>,
    /// The file, when it is complete.
    pub files: Option<ExportFiles>,
    /// Why there is no file.
    pub failure: Option<ExportFailure>,
    /// Whether the file shows details: the setting when it was written.
    pub show_details: Option<bool>,
    /// Until when a worker has it to itself, and which one.
    pub lease: ExportLease,
    /// How often workers have taken it since it last got any further.
    pub attempts: u32,
    /// Where to go on.
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

/// The objects of an export whose file is complete.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFiles {
    /// The key of the data.
    pub data_key: String,
    /// The key of the manifest.
    pub manifest_key: String,
    /// The SHA-256 of the data, in hex.
    pub sha256: String,
}

/// The right to write an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportLease {
    /// Counts the workers that have had it. Every write of a worker is on the condition that no later
    /// one has taken over: a worker that was thought dead and wakes up can change nothing.
    pub fence: u64,
    /// Until when no other worker may take it.
    pub until: Timestamp,
}

/// How far the rows of an export are read.
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
    /// The parts that are uploaded.
    pub upload: Option<ExportUpload>,
    /// Bytes of these parts.
    pub bytes: u64,
    /// The state of SHA-256 after these parts.
    pub hash: Vec<u8>,
    /// What was encoded after these parts.
    pub tail: Option<ExportTail>,
}

/// A multipart upload that is under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportUpload {
    /// S3's id of it.
    pub id: String,
    /// The key of the object that it makes.
    pub key: String,
    /// Its parts, in order.
    pub parts: Vec<UploadedPart>,
}

/// A part of a multipart upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadedPart {
    /// S3's tag of it.
    pub etag: String,
    /// Its CRC32, as S3 writes it: base64.
    pub crc32: String,
}

/// Bytes that are too few for a part, kept in an object of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportTail {
    /// The object's key.
    pub key: String,
    /// How many of its bytes are of the file as they are; the rest is yet to be compressed.
    pub sealed: u64,
}
