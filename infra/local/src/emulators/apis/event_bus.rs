//! EventBridge: keeps the entries of every bus instead of matching rules.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::aws_answer::{json_answer, refusal};
use crate::data_dir::{DataDir, DataDirError};
use crate::emulators::kept::KeptRecords;
use crate::gateway::Answer;

/// Maximum entries that are kept.
const KEPT: usize = 5_000;
/// Maximum entries of a request.
const MAX_ENTRIES: usize = 10;
/// Maximum bytes of a request's entries.
const MAX_BYTES: usize = 1 << 20;

/// An entry that a bus accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BusEntry {
    /// The id that EventBridge answered.
    pub id: Uuid,
    /// Time of acceptance.
    pub accepted_at: DateTime<Utc>,
    /// Name or ARN of the bus.
    pub bus: String,
    /// Time of the entry.
    pub time: Option<DateTime<Utc>>,
    /// Source.
    pub source: String,
    /// Type of the detail.
    pub detail_type: String,
    /// Detail, an object.
    pub detail: Value,
    /// ARNs of resources.
    pub resources: Vec<String>,
}

/// The entries that buses accepted: a JSON file each in `events/`.
pub(crate) struct EventBus {
    records: KeptRecords,
    /// Number of the next entries that fail.
    failures: AtomicUsize,
}

/// A request of `PutEvents`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PutEvents {
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    /// Seconds since 1970.
    time: Option<f64>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    resources: Vec<String>,
    #[serde(default)]
    detail_type: String,
    #[serde(default)]
    detail: String,
    event_bus_name: Option<String>,
}

impl EventBus {
    pub(super) fn open(data_dir: &Arc<DataDir>) -> Result<Self, DataDirError> {
        Ok(Self { records: KeptRecords::open(data_dir, "events", &[], KEPT)?, failures: AtomicUsize::new(0) })
    }

    /// Returns the entries, oldest first.
    pub(crate) fn all(&self) -> Result<Vec<BusEntry>, DataDirError> {
        self.records.all()
    }

    /// Makes the next entries fail, as EventBridge does for single entries of a request.
    pub(crate) fn fail_next(&self, entries: usize) {
        self.failures.store(entries, Ordering::SeqCst);
    }

    pub(super) fn answer(&self, operation: &str, body: &[u8]) -> Answer {
        let bad = |code, message: &str| refusal(StatusCode::BAD_REQUEST, code, message);
        if operation != "PutEvents" {
            return bad("UnknownOperationException", "only PutEvents is emulated");
        }
        let entries = match serde_json::from_slice::<PutEvents>(body) {
            Ok(request) => request.entries,
            Err(error) => return bad("SerializationException", &error.to_string()),
        };
        if entries.is_empty() || entries.len() > MAX_ENTRIES {
            return bad("ValidationException", "Entries must have 1 to 10 entries");
        }
        if entries.iter().map(Entry::size).sum::<usize>() > MAX_BYTES {
            return bad("ValidationException", "Total size of the entries in the request is over the limit");
        }
        let results: Vec<_> = entries.into_iter().map(|entry| self.put(entry)).collect();
        let failed = results.iter().filter(|result| result.is_err()).count();
        let results = results.into_iter().map(|result| match result {
            Ok(id) => json!({ "EventId": id }),
            Err((code, message)) => json!({ "ErrorCode": code, "ErrorMessage": message }),
        });
        json_answer(&json!({ "FailedEntryCount": failed, "Entries": results.collect::<Vec<_>>() }))
    }

    fn put(&self, entry: Entry) -> Result<Uuid, (&'static str, String)> {
        let failing =
            self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        if failing.is_ok() {
            return Err(("InternalFailure", "the entry failed on purpose".to_owned()));
        }
        let missing =
            [("Source", &entry.source), ("DetailType", &entry.detail_type), ("Detail", &entry.detail)];
        if let Some((name, _)) = missing.into_iter().find(|(_, value)| value.is_empty()) {
            return Err(("InvalidArgument", format!("{name} is missing")));
        }
        let detail: Value = serde_json::from_str(&entry.detail).unwrap_or_default();
        if !detail.is_object() {
            return Err(("MalformedDetail", "Detail is not a JSON object".to_owned()));
        }
        let id = Uuid::now_v7();
        let record = BusEntry {
            id,
            accepted_at: Utc::now(),
            bus: entry.event_bus_name.unwrap_or_else(|| "default".to_owned()),
            time: entry.time.and_then(time),
            source: entry.source,
            detail_type: entry.detail_type,
            detail,
            resources: entry.resources,
        };
        self.records.add(id, &record, &[]).map_err(|error| ("InternalFailure", error.to_string()))?;
        Ok(id)
    }
}

impl Entry {
    /// Returns the bytes that count for the limit of a request.
    fn size(&self) -> usize {
        const TIME: usize = 14;
        let texts = [&self.source, &self.detail_type, &self.detail].map(String::len);
        let resources: usize = self.resources.iter().map(String::len).sum();
        self.time.map_or(0, |_| TIME) + texts.iter().sum::<usize>() + resources
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the milliseconds of a time have fewer bits than an i64")]
fn time(seconds: f64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis((seconds * 1_000.0).round() as i64)
}
