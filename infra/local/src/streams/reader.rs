//! Reads the records of a stream after a sequence number.

use dynoxide::actions::describe_stream::DescribeStreamRequest;
use dynoxide::actions::get_records::GetRecordsRequest;
use dynoxide::actions::get_shard_iterator::GetShardIteratorRequest;
use dynoxide::streams::shard_id;
use dynoxide::{Database, DynoxideError};

use super::StreamError;
use super::record::{Record, RecordError, Sequence};

/// DynamoDB's limit of GetRecords.
pub(super) const MAX_RECORDS: usize = 1_000;

/// An error of a read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error(transparent)]
    Database(#[from] DynoxideError),
    #[error(transparent)]
    Record(#[from] RecordError),
    #[error("the read was cancelled")]
    Cancelled,
}

/// A stream, which dynoxide keeps in one shard.
#[derive(Clone)]
pub(super) struct Reader {
    database: Database,
    table: String,
    stream_arn: String,
}

impl Reader {
    pub(super) fn new(database: Database, table: &str, stream_arn: &str) -> Self {
        Self { database, table: table.to_owned(), stream_arn: stream_arn.to_owned() }
    }

    /// Returns the number of the newest record.
    pub(super) fn newest(&self) -> Result<Sequence, StreamError> {
        let failed = |cause: String| StreamError::Read { table: self.table.clone(), cause };
        let request =
            DescribeStreamRequest { stream_arn: self.stream_arn.clone(), ..DescribeStreamRequest::default() };
        let described = self.database.describe_stream(request).map_err(|error| failed(error.to_string()))?;
        let shard = described.stream_description.shards.into_iter().next();
        match shard.and_then(|shard| shard.sequence_number_range.ending_sequence_number) {
            Some(newest) => newest.parse().map_err(|error| failed(format!("{newest}: {error}"))),
            None => Ok(Sequence::START),
        }
    }

    /// Returns at most [`MAX_RECORDS`] records after a number, oldest first.
    ///
    /// The database has one connection and blocks its caller, so it is read on a thread for blocking work.
    pub(super) async fn read(&self, after: Sequence) -> Result<Vec<Record>, ReadError> {
        let reader = self.clone();
        let read = tokio::task::spawn_blocking(move || reader.read_blocking(after)).await;
        read.unwrap_or(Err(ReadError::Cancelled))
    }

    fn read_blocking(&self, after: Sequence) -> Result<Vec<Record>, ReadError> {
        let (kind, number) = match after {
            Sequence::START => ("TRIM_HORIZON", None),
            after => ("AFTER_SEQUENCE_NUMBER", Some(after.to_string())),
        };
        let iterator = self.database.get_shard_iterator(GetShardIteratorRequest {
            stream_arn: self.stream_arn.clone(),
            shard_id: shard_id(&self.table),
            shard_iterator_type: kind.to_owned(),
            sequence_number: number,
        })?;
        let request = GetRecordsRequest {
            shard_iterator: iterator.shard_iterator.unwrap_or_default(),
            limit: Some(MAX_RECORDS),
        };
        let records = self.database.get_records(request)?.records;
        Ok(records
            .into_iter()
            .map(|record| Record::new(record, &self.stream_arn))
            .collect::<Result<_, _>>()?)
    }
}
