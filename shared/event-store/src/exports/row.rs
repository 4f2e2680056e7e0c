//! The row of an export.

use event_model::{
    Actor, Email, EventQuery, ExportId, Name, OrganizationId, QueryUsers, RetentionDays, TimeRange,
    Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use crate::dynamodb::stored::{millis, optional_millis, seconds};
use crate::exports::export::{
    Export, ExportCheckpoint, ExportFailure, ExportFiles, ExportFormat, ExportLease, ExportProgress,
    ExportRequest, ExportState, ExportTail, ExportUpload, ReadMark, UploadedPart,
};
use crate::exports::keys;
use crate::{Position, StoreError};

/// The row of an export.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ExportItem {
    pk: String,
    sk: String,
    user: UserId,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
    own: bool,
    #[serde(with = "millis")]
    requested_at: Timestamp,
    query: EventQuery,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_ids: Option<Vec<UserId>>,
    /// Rows of earlier versions do not have it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    excluded_user_ids: Vec<UserId>,
    #[serde(with = "millis")]
    from: Timestamp,
    #[serde(with = "millis")]
    to: Timestamp,
    retention_days: RetentionDays,
    format: ExportFormat,
    #[serde(skip_serializing_if = "Option::is_none")]
    time_zone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    columns: Option<Vec<String>>,
    /// The TTL.
    #[serde(with = "seconds")]
    expires_at: Timestamp,
    state: ExportState,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    reached: Option<Timestamp>,
    rows: u64,
    bytes: u64,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    started_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    finished_at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    manifest_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<ExportFailure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    show_details: Option<bool>,
    fence: u64,
    #[serde(with = "millis")]
    lease_until: Timestamp,
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    checkpoint: Option<CheckpointItem>,
}

/// The attribute of a checkpoint.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CheckpointItem {
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<String>,
    rows: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    upload: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    upload_key: Option<String>,
    /// The tag and the checksum of each part, separated by spaces. Those of [`PARTS_MAX`](crate::PARTS_MAX) parts fit
    /// the 400 KB of an item.
    parts: String,
    bytes: u64,
    #[serde(with = "serde_bytes")]
    hash: Vec<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tail: Option<ExportTail>,
}

impl ExportItem {
    /// Returns the row of a new export.
    pub(crate) fn new(request: &ExportRequest) -> Self {
        let ExportRequest {
            id,
            organization_id,
            by: Actor { id: user, name, email },
            own,
            requested_at,
            query,
            users: QueryUsers { include, exclude },
            range,
            retention_days,
            format,
            time_zone,
            columns,
            expires_at,
        } = request.clone();
        Self {
            pk: keys::exports_pk(&organization_id),
            sk: keys::export_sk(&id),
            user,
            name,
            email,
            own,
            requested_at,
            query,
            user_ids: include.map(|ids| ids.into_iter().collect()),
            excluded_user_ids: exclude.into_iter().collect(),
            from: range.from(),
            to: range.to(),
            retention_days,
            format,
            time_zone,
            columns,
            expires_at,
            state: ExportState::Pending,
            reached: None,
            rows: 0,
            bytes: 0,
            started_at: None,
            finished_at: None,
            data_key: None,
            manifest_key: None,
            sha256: None,
            failure: None,
            show_details: None,
            fence: 0,
            lease_until: Timestamp::MIN,
            attempts: 0,
            checkpoint: None,
        }
    }

    /// Returns the export of the row.
    pub(crate) fn into_export(self, organization: &OrganizationId) -> Result<Export, StoreError> {
        let Self {
            pk,
            sk,
            user,
            name,
            email,
            own,
            requested_at,
            query,
            user_ids,
            excluded_user_ids,
            from,
            to,
            retention_days,
            format,
            time_zone,
            columns,
            expires_at,
            state,
            reached,
            rows,
            bytes,
            started_at,
            finished_at,
            data_key,
            manifest_key,
            sha256,
            failure,
            show_details,
            fence,
            lease_until,
            attempts,
            checkpoint,
        } = self;
        let key = format!("{pk} {sk}");
        let corrupt = |what: &str| StoreError::corrupt(key.clone(), what);
        let id: ExportId =
            keys::parse_export_sk(&sk).ok_or_else(|| corrupt("has a sort key that is not an export's"))?;
        let request = ExportRequest {
            id,
            organization_id: organization.clone(),
            by: Actor { id: user, name, email },
            own,
            requested_at,
            query,
            users: QueryUsers {
                include: user_ids.map(|ids| ids.into_iter().collect()),
                exclude: excluded_user_ids.into_iter().collect(),
            },
            range: TimeRange::new(from, to).map_err(|_| corrupt("has an empty range"))?,
            retention_days,
            format,
            time_zone,
            columns,
            expires_at,
        };
        let files = match (data_key, manifest_key, sha256) {
            (Some(data_key), Some(manifest_key), Some(sha256)) => {
                Some(ExportFiles { data_key, manifest_key, sha256 })
            }
            _ => None,
        };
        Ok(Export {
            request,
            state,
            progress: ExportProgress { reached, rows, bytes },
            started_at,
            finished_at,
            files,
            failure,
            show_details,
            lease: ExportLease { fence, until: lease_until },
            attempts,
            checkpoint: checkpoint.map(|item| item.into_checkpoint(&key)).transpose()?,
        })
    }
}

impl CheckpointItem {
    /// Returns the attribute of a checkpoint.
    pub(crate) fn new(checkpoint: &ExportCheckpoint) -> Self {
        let ExportCheckpoint { mark: ReadMark { position, rows }, upload, bytes, hash, tail } =
            checkpoint.clone();
        let (upload, upload_key, parts) = match upload {
            Some(ExportUpload { id, key, parts }) => (Some(id), Some(key), part_texts(&parts)),
            None => (None, None, String::new()),
        };
        Self {
            position: position.map(|position| position.as_str().to_owned()),
            rows,
            upload,
            upload_key,
            parts,
            bytes,
            hash,
            tail,
        }
    }

    fn into_checkpoint(self, key: &str) -> Result<ExportCheckpoint, StoreError> {
        let Self { position, rows, upload, upload_key, parts, bytes, hash, tail } = self;
        let corrupt = |what: &str| StoreError::corrupt(key, what);
        let position =
            position.map(|text| Position::parse(&text).ok_or_else(|| corrupt("has an invalid position")));
        let upload = match (upload, upload_key) {
            (Some(id), Some(key)) => {
                let parts = parse_parts(&parts).ok_or_else(|| corrupt("has a part without checksum"))?;
                Some(ExportUpload { id, key, parts })
            }
            _ => None,
        };
        let mark = ReadMark { position: position.transpose()?, rows };
        Ok(ExportCheckpoint { mark, upload, bytes, hash, tail })
    }
}

fn part_texts(parts: &[UploadedPart]) -> String {
    let texts = parts.iter().map(|UploadedPart { etag, crc32 }| format!("{etag} {crc32}"));
    texts.collect::<Vec<_>>().join(" ")
}

fn parse_parts(texts: &str) -> Option<Vec<UploadedPart>> {
    let mut words = texts.split_whitespace().map(str::to_owned);
    let mut parts = Vec::new();
    while let Some(etag) = words.next() {
        parts.push(UploadedPart { etag, crc32: words.next()? });
    }
    Some(parts)
}
