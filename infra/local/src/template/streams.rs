//! The event source mappings of DynamoDB streams (SAM events of type `DynamoDB`).

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;

use super::properties::{Properties, event_name};
use super::{Resources, Table, TemplateError};

/// Lambda's default of `BatchSize`.
const DEFAULT_BATCH_SIZE: usize = 100;

/// Maximum mappings of one stream: on AWS, a shard has two readers at most.
const MAX_READERS: usize = 2;

/// Retention of a stream in seconds, the maximum of `MaximumRecordAgeInSeconds` that has an effect.
const RETENTION_SECONDS: i64 = 24 * 60 * 60;

/// The properties that the runner implements.
const SUPPORTED: [&str; 11] = [
    "Stream",
    "BatchSize",
    "MaximumBatchingWindowInSeconds",
    "ParallelizationFactor",
    "StartingPosition",
    "FilterCriteria",
    "FunctionResponseTypes",
    "BisectBatchOnFunctionError",
    "MaximumRetryAttempts",
    "MaximumRecordAgeInSeconds",
    "DestinationConfig",
];

/// One event source mapping: the records of a stream go to a function in batches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StreamMapping {
    /// The name of function and event, unique in the stack.
    pub(crate) name: String,
    /// The name of the function.
    pub(crate) function: String,
    /// The name of the table.
    pub(crate) table: String,
    pub(crate) stream_arn: String,
    /// Maximum records of a batch.
    pub(crate) batch_size: usize,
    /// Maximum wait for a full batch.
    pub(crate) window: Duration,
    pub(crate) starting_position: StartingPosition,
    /// The names of the events that go to the function.
    pub(crate) event_names: BTreeSet<String>,
    /// The function answers with the records that failed.
    pub(crate) reports_failures: bool,
    /// A batch is split in two when the function fails.
    pub(crate) bisects: bool,
    /// Maximum retries of a batch; `None` is without limit.
    pub(crate) max_retries: Option<u32>,
    /// Maximum age of a record.
    pub(crate) max_age: Duration,
    /// The ARN of the queue for metadata of dropped records.
    pub(crate) on_failure: Option<String>,
}

/// The first record of a mapping that has no checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StartingPosition {
    /// The oldest record of the stream.
    TrimHorizon,
    /// The next record.
    Latest,
}

pub(super) fn read(resources: &Resources<'_>, tables: &[Table]) -> Result<Vec<StreamMapping>, TemplateError> {
    let mut mappings: Vec<StreamMapping> = Vec::new();
    for (function, at, event) in resources.events().filter(|(_, _, event)| event["Type"] == "DynamoDB") {
        let properties = Properties::read(resources.resolver, event, &at, &SUPPORTED, &[])?;
        let function_name = resources.resolver.name_of(&function.logical_id)?;
        let mapping = mapping(&properties, event_name(function, &at), function_name, tables)?;
        let readers = mappings.iter().filter(|other| other.stream_arn == mapping.stream_arn).count();
        if readers == MAX_READERS {
            return Err(properties.invalid("Stream", "a stream with fewer than two other mappings"));
        }
        mappings.push(mapping);
    }
    Ok(mappings)
}

fn mapping(
    properties: &Properties,
    name: String,
    function: String,
    tables: &[Table],
) -> Result<StreamMapping, TemplateError> {
    let stream_arn = properties.text("Stream")?;
    let table = stream_arn.split('/').nth(1).and_then(|name| {
        tables.iter().find(|table| table.name == name && !table.definition["StreamSpecification"].is_null())
    });
    let table = table.ok_or_else(|| {
        properties
            .invalid("Stream", "GetAtt StreamArn of a table of this template with a StreamSpecification")
    })?;
    if properties.number("ParallelizationFactor", 1..=10)?.unwrap_or(1) != 1 {
        return Err(properties.invalid("ParallelizationFactor", "1; local runs one batch per shard"));
    }
    let starting_position = match properties.text("StartingPosition")? {
        "TRIM_HORIZON" => StartingPosition::TrimHorizon,
        "LATEST" => StartingPosition::Latest,
        _ => return Err(properties.invalid("StartingPosition", "TRIM_HORIZON or LATEST")),
    };
    let max_age = properties.number("MaximumRecordAgeInSeconds", -1..=604_800)?.unwrap_or(-1);
    if (0..60).contains(&max_age) {
        return Err(properties.invalid("MaximumRecordAgeInSeconds", "-1 or at least 60"));
    }
    // A record that is older than the stream's retention is no longer in the stream.
    let max_age = if max_age == -1 { RETENTION_SECONDS } else { max_age.min(RETENTION_SECONDS) };
    let max_retries = properties.number("MaximumRetryAttempts", -1..=10_000)?.unwrap_or(-1);
    Ok(StreamMapping {
        name,
        function,
        table: table.name.clone(),
        stream_arn: stream_arn.to_owned(),
        batch_size: properties.number("BatchSize", 1..=10_000)?.unwrap_or(DEFAULT_BATCH_SIZE),
        window: Duration::from_secs(
            properties.number("MaximumBatchingWindowInSeconds", 0..=300)?.unwrap_or(0),
        ),
        starting_position,
        event_names: event_names(properties)?,
        reports_failures: reports_failures(properties)?,
        bisects: properties.flag("BisectBatchOnFunctionError")?,
        max_retries: u32::try_from(max_retries).ok(),
        max_age: Duration::from_secs(max_age.unsigned_abs()),
        on_failure: on_failure(properties)?,
    })
}

/// Returns the union of the filters. A pattern is EventBridge's; only a list of names of events is supported.
fn event_names(properties: &Properties) -> Result<BTreeSet<String>, TemplateError> {
    const NAMES: [&str; 3] = ["INSERT", "MODIFY", "REMOVE"];
    let criteria = properties.value("FilterCriteria");
    if criteria.is_null() {
        return Ok(NAMES.map(str::to_owned).into());
    }
    let unsupported = || {
        properties
            .invalid("FilterCriteria", r#"Filters of the Pattern {"eventName": [INSERT, MODIFY or REMOVE]}"#)
    };
    let filters = criteria["Filters"].as_array().ok_or_else(unsupported)?;
    let mut names = BTreeSet::new();
    for filter in filters {
        let pattern = filter["Pattern"].as_str().ok_or_else(unsupported)?;
        let pattern: Value = serde_json::from_str(pattern).map_err(|_| unsupported())?;
        let keys: Vec<_> = pattern.as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        let listed =
            pattern["eventName"].as_array().filter(|listed| keys == ["eventName"] && !listed.is_empty());
        for name in listed.ok_or_else(unsupported)? {
            let name = name.as_str().filter(|name| NAMES.contains(name)).ok_or_else(unsupported)?;
            names.insert(name.to_owned());
        }
    }
    if names.is_empty() { Err(unsupported()) } else { Ok(names) }
}

fn reports_failures(properties: &Properties) -> Result<bool, TemplateError> {
    match properties.value("FunctionResponseTypes") {
        Value::Null => Ok(false),
        Value::Array(types) if types.iter().all(|kind| kind == "ReportBatchItemFailures") => {
            Ok(!types.is_empty())
        }
        _ => Err(properties.invalid("FunctionResponseTypes", "[ReportBatchItemFailures]")),
    }
}

fn on_failure(properties: &Properties) -> Result<Option<String>, TemplateError> {
    let config = properties.value("DestinationConfig");
    if config.is_null() {
        return Ok(None);
    }
    let destination = config["OnFailure"]["Destination"].as_str();
    match (destination, config["OnFailure"]["Type"].as_str()) {
        (Some(arn), Some("SQS") | None) if arn.starts_with("arn:aws:sqs:") => Ok(Some(arn.to_owned())),
        _ => Err(properties.invalid("DestinationConfig", "OnFailure with the ARN of an SQS queue")),
    }
}
