//! Business metrics, in CloudWatch's embedded metric format (EMF).

use std::io::Write;
use std::sync::Arc;

use event_model::Timestamp;
use serde_json::{Map, Value, json};

/// Writes counts to the log, from which CloudWatch reads them.
#[derive(Debug, Clone)]
pub struct Metrics {
    stack: Option<Arc<str>>,
}

impl Metrics {
    /// Creates metrics with the dimension `Stack`. Without it, nothing is written.
    pub fn new(stack: Option<&str>) -> Self {
        Self { stack: stack.map(Into::into) }
    }

    /// Writes counts, by the name of their metric, with the dimension `Stack` and these dimensions.
    pub fn write(&self, now: Timestamp, dimensions: &[(&str, &str)], counts: &[(&str, usize)]) {
        if let Some(line) = self.line(now, dimensions, counts) {
            // A log that cannot be written must not fail a request whose work is done.
            let _ = writeln!(std::io::stdout().lock(), "{line}");
        }
    }

    fn line(&self, now: Timestamp, dimensions: &[(&str, &str)], counts: &[(&str, usize)]) -> Option<Value> {
        let dimensions: Vec<_> =
            [("Stack", self.stack.as_deref()?)].iter().chain(dimensions).copied().collect();
        let names: Vec<&str> = dimensions.iter().map(|(name, _)| *name).collect();
        let metrics: Vec<Value> =
            counts.iter().map(|(name, _)| json!({ "Name": name, "Unit": "Count" })).collect();
        let mut line = Map::new();
        line.insert(
            "_aws".to_owned(),
            json!({
                "Timestamp": now.millis(),
                "CloudWatchMetrics": [{
                    "Namespace": "ActivityMonitor",
                    "Dimensions": [names],
                    "Metrics": metrics,
                }],
            }),
        );
        line.extend(dimensions.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
        line.extend(counts.iter().map(|(name, count)| ((*name).to_owned(), json!(count))));
        Some(Value::Object(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(stack: Option<&str>) -> Option<Value> {
        let now = Timestamp::from_millis(1_795_000_000_123).expect("a time");
        Metrics::new(stack).line(now, &[("Source", "pass")], &[("Recorded", 2), ("Retry", 0)])
    }

    #[test]
    fn metrics_line_is_embedded_metric_format() {
        let line = line(Some("monitor-production")).expect("a line");
        assert_eq!(line["_aws"]["Timestamp"], 1_795_000_000_123_u64);
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "ActivityMonitor");
        assert_eq!(directive["Dimensions"], json!([["Stack", "Source"]]));
        for metric in directive["Metrics"].as_array().expect("metrics") {
            assert_eq!(metric["Unit"], "Count");
            let name = metric["Name"].as_str().expect("a name");
            assert!(line[name].is_u64(), "each metric has its value at the top level: {name}");
        }
        assert_eq!((&line["Recorded"], &line["Retry"]), (&json!(2), &json!(0)));
        assert_eq!((&line["Stack"], &line["Source"]), (&json!("monitor-production"), &json!("pass")));
    }

    #[test]
    fn metrics_without_stack_name_write_nothing() {
        assert_eq!(line(None), None);
    }
}
