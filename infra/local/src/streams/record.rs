//! One record of a stream, in the form in which Lambda gives it to a function.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::num::ParseIntError;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use dynoxide::actions::get_records;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::template::REGION;

/// The number of a record, which rises along the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub(super) struct Sequence(u128);

impl Sequence {
    /// Before every record.
    pub(super) const START: Self = Self(0);

    /// Returns the number before this one.
    pub(super) fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }
}

impl Display for Sequence {
    /// DynamoDB's numbers have at least 21 digits.
    fn fmt(&self, formatter: &mut Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:021}", self.0)
    }
}

impl FromStr for Sequence {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl From<Sequence> for String {
    fn from(sequence: Sequence) -> Self {
        sequence.to_string()
    }
}

impl TryFrom<String> for Sequence {
    type Error = ParseIntError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// One record.
#[derive(Debug, Clone)]
pub(super) struct Record {
    pub(super) sequence: Sequence,
    pub(super) created_at: DateTime<Utc>,
    pub(super) event_name: String,
    /// The hash of the item's key: the changes of one item are in one shard.
    pub(super) key_hash: u64,
    /// The JSON of the record.
    pub(super) json: Box<RawValue>,
}

/// A record of Lambda's event: that of the stream with the stream's ARN.
#[derive(Serialize)]
struct LambdaRecord<'a> {
    #[serde(flatten)]
    record: &'a get_records::Record,
    #[serde(rename = "eventSourceARN")]
    stream_arn: &'a str,
}

/// Lambda's event.
#[derive(Serialize)]
struct LambdaEvent<'a> {
    #[serde(rename = "Records")]
    records: Vec<&'a RawValue>,
}

/// An error of a record that does not have DynamoDB's form.
#[derive(Debug, thiserror::Error)]
pub(super) enum RecordError {
    #[error("the sequence number {0} is not a number")]
    Sequence(String, #[source] ParseIntError),
    #[error("the creation time {0} is not a time")]
    Time(f64),
    #[error("the record cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

impl Record {
    pub(super) fn new(mut record: get_records::Record, stream_arn: &str) -> Result<Self, RecordError> {
        REGION.clone_into(&mut record.aws_region);
        let change = &record.dynamodb;
        let sequence = change.sequence_number.parse();
        let sequence =
            sequence.map_err(|error| RecordError::Sequence(change.sequence_number.clone(), error))?;
        let seconds = change.approximate_creation_date_time;
        // Whole seconds; a cast of a number out of range saturates, and then there is no such time.
        let created_at = DateTime::from_timestamp(seconds as i64, 0).ok_or(RecordError::Time(seconds))?;
        let mut hasher = DefaultHasher::new();
        for (name, value) in change.keys.iter().collect::<BTreeMap<_, _>>() {
            name.hash(&mut hasher);
            serde_json::to_string(value)?.hash(&mut hasher);
        }
        let json = serde_json::to_string(&LambdaRecord { record: &record, stream_arn })?;
        Ok(Self {
            sequence,
            created_at,
            event_name: record.event_name,
            key_hash: hasher.finish(),
            json: RawValue::from_string(json)?,
        })
    }

    /// Returns the size of the record in an event, with its comma.
    pub(super) fn size(&self) -> usize {
        self.json.get().len() + 1
    }
}

/// Bytes of an event without its records.
pub(super) const EVENT_OVERHEAD: usize = r#"{"Records":[]}"#.len();

/// Returns the JSON of Lambda's event.
pub(super) fn event(records: &[Record]) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&LambdaEvent { records: records.iter().map(|record| &*record.json).collect() })
}
