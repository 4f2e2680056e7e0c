//! The row of a stream.

use std::collections::BTreeSet;

use detections::Severity;
use event_model::{
    EventQuery, Name, OrganizationId, QueryUsers, StreamFormat, StreamKind, Timestamp, UserId,
};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::deliveries::destination::{Ciphertext, Destination};
use crate::deliveries::keys;
use crate::deliveries::stream::Stream;
use crate::dynamodb::item::{Item, from_item};
use crate::dynamodb::stored::{millis, optional_millis};

/// The row of a stream. Every write sets all attributes, so none may be left out.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StreamItem {
    pk: String,
    sk: String,
    organization: OrganizationId,
    name: Name,
    format: StreamFormat,
    filters: EventQuery,
    users: Option<BTreeSet<UserId>>,
    /// Rows of earlier versions do not have it.
    #[serde(default)]
    excluded_users: BTreeSet<UserId>,
    minimum_severity: Option<Severity>,
    destination: Destination,
    secret: Option<Ciphertext>,
    previous_secret: Option<Ciphertext>,
    #[serde(with = "optional_millis")]
    previous_secret_until: Option<Timestamp>,
    #[serde(with = "millis")]
    created_at: Timestamp,
    created_by: UserId,
    #[serde(with = "millis")]
    changed_at: Timestamp,
    version: u64,
}

impl StreamItem {
    pub(crate) fn new(stream: &Stream) -> Self {
        let Stream {
            id,
            organization_id,
            name,
            format,
            filters,
            users: QueryUsers { include, exclude },
            minimum_severity,
            destination,
            secret,
            previous_secret,
            created_at,
            created_by,
            changed_at,
            version,
        } = stream.clone();
        let (previous_secret, previous_secret_until) = previous_secret.unzip();
        Self {
            pk: keys::streams_pk(&organization_id),
            sk: keys::stream_sk(&id),
            organization: organization_id,
            name,
            format,
            filters,
            users: include,
            excluded_users: exclude,
            minimum_severity,
            destination,
            secret,
            previous_secret,
            previous_secret_until,
            created_at,
            created_by,
            changed_at,
            version,
        }
    }

    fn into_stream(self) -> Result<Stream, StoreError> {
        let Self {
            pk,
            sk,
            organization,
            name,
            format,
            filters,
            users,
            excluded_users,
            minimum_severity,
            destination,
            secret,
            previous_secret,
            previous_secret_until,
            created_at,
            created_by,
            changed_at,
            version,
        } = self;
        let id = keys::parse_stream_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not a stream's")
        })?;
        Ok(Stream {
            id,
            organization_id: organization,
            name,
            format,
            filters,
            users: QueryUsers { include: users, exclude: excluded_users },
            minimum_severity,
            destination,
            secret,
            previous_secret: previous_secret.zip(previous_secret_until),
            created_at,
            created_by,
            changed_at,
            version,
        })
    }
}

/// Reads a stream; `None` if this version does not have the kind of its destination or its format.
pub(crate) fn read_stream(item: Item) -> Result<Option<Stream>, StoreError> {
    if is_of_newer_version(&item) {
        return Ok(None);
    }
    from_item::<StreamItem>(item)?.into_stream().map(Some)
}

fn is_of_newer_version(item: &Item) -> bool {
    let kind = || item.get("destination")?.as_m().ok()?.get("kind")?.as_s().ok();
    let format = || item.get("format")?.as_s().ok();
    kind().is_some_and(|kind| kind.parse::<StreamKind>().is_err())
        || format().is_some_and(|format| format.parse::<StreamFormat>().is_err())
}

#[cfg(test)]
mod tests;
