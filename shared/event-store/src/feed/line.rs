//! One line of a segment: an entry as JSON.

use std::borrow::Cow;

use event_model::{EventBody, OrganizationId, Timestamp};
use serde::{Deserialize, Serialize};

use crate::StoreError;
use crate::dynamodb::stored::optional_seconds;
use crate::events::keys;
use crate::feed::entry::{FeedEntry, FeedKey};

/// A line: an event in its public form with all details, or the key of a row that could not be read.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Line {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) event: Option<EventBody>,
    /// Expiry time of the event.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_seconds")]
    pub(crate) expires_at: Option<Timestamp>,
    /// Geohash of the event's location, which the public form lacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) geohash: Option<String>,
    /// Table key of a row that could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unreadable: Option<String>,
    /// Time of recording of that row, or an earlier time that is the same at every delivery.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) recorded_at: Option<Timestamp>,
}

/// The identity of the entry of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LineKey {
    pub(crate) key: FeedKey,
    pub(crate) recorded_at: Timestamp,
    /// Time of occurrence; `None` for a row that could not be read.
    pub(crate) occurred_at: Option<Timestamp>,
}

impl Line {
    /// Returns the line as bytes, with its line feed.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, StoreError> {
        let mut bytes =
            serde_json::to_vec(self).map_err(|error| StoreError::internal("a feed line", error))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads the entry of a line. The error names what cannot be read.
    pub(crate) fn read_entry(line: &[u8]) -> Result<FeedEntry, String> {
        match serde_json::from_slice(line).map_err(|error| error.to_string())? {
            Self { event: Some(mut event), expires_at: Some(expires_at), geohash, .. } => {
                if let Some(location) = &mut event.client.location {
                    location.geohash = geohash;
                }
                let event = event.into_event(expires_at).map_err(|error| error.to_string())?;
                Ok(FeedEntry::Event(Box::new(event)))
            }
            Self { unreadable: Some(key), .. } => {
                let (_, source, id) = keys::parse_event_key(&key).ok_or("a line has no event key")?;
                Ok(FeedEntry::Unreadable { source: source.to_owned(), id })
            }
            Self { .. } => Err("a line has no event with an expiry time".to_owned()),
        }
    }

    /// Reads the identity of the entry of a line. The error names what cannot be read.
    pub(crate) fn read_key(organization: &OrganizationId, line: &[u8]) -> Result<LineKey, String> {
        match serde_json::from_slice(line).map_err(|error| error.to_string())? {
            KeyLine { event: Some(KeyMembers { source, id, occurred_at, recorded_at }), .. } => Ok(LineKey {
                key: FeedKey::new(organization, &source, &id, recorded_at),
                recorded_at,
                occurred_at: Some(occurred_at),
            }),
            KeyLine { unreadable: Some(key), recorded_at: Some(recorded_at), .. } => {
                Ok(LineKey { key: FeedKey::of_row(&key, recorded_at), recorded_at, occurred_at: None })
            }
            KeyLine { .. } => Err("a line has no key".to_owned()),
        }
    }
}

/// The members of a line that identify its entry. Reading only them takes a fraction of the time.
#[derive(Debug, Deserialize)]
struct KeyLine<'a> {
    #[serde(borrow)]
    event: Option<KeyMembers<'a>>,
    unreadable: Option<String>,
    recorded_at: Option<Timestamp>,
}

#[derive(Debug, Deserialize)]
struct KeyMembers<'a> {
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(borrow)]
    id: Cow<'a, str>,
    occurred_at: Timestamp,
    recorded_at: Timestamp,
}
