//! The on-failure record: metadata of records that are dropped, as a file in place of a message to the queue.

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::record::Record;
use crate::data_dir::{DataDir, DataDirError};
use crate::template::{StreamMapping, function_arn};

/// The subfolder of the on-failure records.
pub(super) const FOLDER: &str = "failures";

/// The reason why records are dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    RetryAttemptsExhausted,
    RecordAgeExceeded,
}

/// The last invocation with the records.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Invoked {
    pub(super) count: u32,
    /// The function failed, in contrast to an answer that names records that failed.
    pub(super) function_error: bool,
}

/// Writes a file if the mapping has a queue for failures. Like Lambda's message, it has no image.
pub(super) fn record(
    data_dir: &DataDir,
    mapping: &StreamMapping,
    shard_id: &str,
    records: &[Record],
    condition: Condition,
    invoked: Invoked,
    now: DateTime<Utc>,
) -> Result<(), DataDirError> {
    let (Some(queue), Some(first), Some(last)) = (&mapping.on_failure, records.first(), records.last())
    else {
        return Ok(());
    };
    let time = |time: DateTime<Utc>| time.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut message = json!({
        "requestContext": {
            "requestId": Uuid::now_v7(),
            "functionArn": function_arn(&mapping.function),
            "condition": format!("{condition:?}"),
            "approximateInvokeCount": invoked.count,
        },
        "version": "1.0",
        "timestamp": now.to_rfc3339_opts(SecondsFormat::Millis, true),
        "DDBStreamBatchInfo": {
            "shardId": shard_id,
            "startSequenceNumber": first.sequence.to_string(),
            "endSequenceNumber": last.sequence.to_string(),
            "approximateArrivalOfFirstRecord": time(first.created_at),
            "approximateArrivalOfLastRecord": time(last.created_at),
            "batchSize": records.len(),
            "streamArn": mapping.stream_arn,
        },
    });
    if invoked.count > 0 {
        let mut response = json!({ "statusCode": 200, "executedVersion": "$LATEST" });
        if invoked.function_error {
            response["functionError"] = Value::from("Unhandled");
        }
        message["responseContext"] = response;
    }
    let queue = queue.rsplit(':').next().unwrap_or_default();
    data_dir.write(&format!("{FOLDER}/{queue}-{}.json", Uuid::now_v7()), message.to_string().as_bytes())
}
