//! Business metrics, in CloudWatch's embedded metric format (EMF).

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use event_model::{Source, Timestamp};
use serde_json::{Map, Value, json};

use crate::results::EventStatus;

/// The name of each metric, in the order of [`EventStatus`].
const METRICS: [&str; 6] = ["Recorded", "Duplicate", "Conflict", "Rejected", "NotCollected", "Retry"];
/// The source of events whose type has no known source.
const UNKNOWN_SOURCE: &str = "unknown";

/// Counts the results of events per source.
#[derive(Debug, Clone)]
pub(crate) struct Metrics {
    stack: Option<Arc<str>>,
}

impl Metrics {
    /// Creates metrics with the dimension `Stack`. Without it, nothing is written.
    pub(crate) fn new(stack: Option<&str>) -> Self {
        Self { stack: stack.map(Into::into) }
    }

    /// Writes the results of one request to the log. CloudWatch reads them from the log.
    pub(crate) fn write(
        &self,
        now: Timestamp,
        results: impl IntoIterator<Item = (Option<Source>, EventStatus)>,
    ) {
        let mut stdout = std::io::stdout().lock();
        for line in self.lines(now, results) {
            // A log that cannot be written must not fail a request whose events are stored.
            let _ = writeln!(stdout, "{line}");
        }
    }

    /// Returns one line for each source.
    fn lines(
        &self,
        now: Timestamp,
        results: impl IntoIterator<Item = (Option<Source>, EventStatus)>,
    ) -> Vec<String> {
        let Some(stack) = &self.stack else { return Vec::new() };
        let mut counts: BTreeMap<&str, [u64; METRICS.len()]> = BTreeMap::new();
        for (source, status) in results {
            let source = source.map_or(UNKNOWN_SOURCE, Source::as_str);
            counts.entry(source).or_default()[status as usize] += 1;
        }
        counts.into_iter().map(|(source, counts)| line(stack, source, now, counts)).collect()
    }
}

fn line(stack: &str, source: &str, now: Timestamp, counts: [u64; METRICS.len()]) -> String {
    let metrics: Vec<Value> = METRICS.iter().map(|name| json!({ "Name": name, "Unit": "Count" })).collect();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.millis(),
            "CloudWatchMetrics": [{
                "Namespace": "ActivityMonitor",
                "Dimensions": [["Stack", "Source"]],
                "Metrics": metrics,
            }],
        }),
    );
    line.insert("Stack".to_owned(), json!(stack));
    line.insert("Source".to_owned(), json!(source));
    line.extend(METRICS.iter().zip(counts).map(|(name, count)| ((*name).to_owned(), json!(count))));
    Value::Object(line).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(stack: Option<&str>) -> Vec<Value> {
        let metrics = Metrics::new(stack);
        let results = [
            (Some(Source::Pass), EventStatus::Recorded),
            (None, EventStatus::Rejected),
            (Some(Source::Pass), EventStatus::Recorded),
            (Some(Source::Pass), EventStatus::Retry),
            (Some(Source::Vpn), EventStatus::NotCollected),
        ];
        let now = Timestamp::from_millis(1_795_000_000_123).expect("a time");
        let lines = metrics.lines(now, results);
        lines.iter().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
    }

    #[test]
    fn metrics_count_results_per_source() {
        let lines = lines(Some("monitor-production"));
        let counts: Vec<_> = lines
            .iter()
            .map(|line| {
                (line["Source"].as_str().unwrap_or_default(), METRICS.map(|name| line[name].as_u64()))
            })
            .collect();
        let expected =
            [("pass", [2, 0, 0, 0, 0, 1]), ("unknown", [0, 0, 0, 1, 0, 0]), ("vpn", [0, 0, 0, 0, 1, 0])];
        assert_eq!(counts, expected.map(|(source, counts)| (source, counts.map(Some))));
        assert_eq!(lines[0]["Stack"], "monitor-production");
    }

    #[test]
    fn metrics_line_is_embedded_metric_format() {
        let line = &lines(Some("s"))[0];
        assert_eq!(line["_aws"]["Timestamp"], 1_795_000_000_123_u64);
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "ActivityMonitor");
        assert_eq!(directive["Dimensions"], json!([["Stack", "Source"]]));
        for metric in directive["Metrics"].as_array().expect("metrics") {
            assert_eq!(metric["Unit"], "Count");
            let name = metric["Name"].as_str().expect("a name");
            assert!(line[name].is_u64(), "each metric has its value at the top level: {name}");
        }
        for dimension in ["Stack", "Source"] {
            assert!(line[dimension].is_string(), "{dimension}");
        }
    }

    #[test]
    fn metrics_without_stack_name_write_nothing() {
        assert!(lines(None).is_empty());
    }
}
