//! Counts of the results of events, per source.

use std::collections::BTreeMap;

use event_model::Timestamp;
use lambda::metrics::Metrics;

use crate::results::EventStatus;

/// The name of each metric, in the order of [`EventStatus`].
const METRICS: [&str; 6] = ["Recorded", "Duplicate", "Conflict", "Rejected", "NotCollected", "Retry"];
/// The source of events whose type has no source of the catalog.
const UNKNOWN_SOURCE: &str = "unknown";

/// Writes the results of one request, by source.
pub(crate) fn write<'a>(
    metrics: &Metrics,
    now: Timestamp,
    results: impl IntoIterator<Item = (Option<&'a str>, EventStatus)>,
) {
    for (source, counts) in counts(results) {
        metrics.write(now, &[("Source", source)], &counts);
    }
}

fn counts<'a>(
    results: impl IntoIterator<Item = (Option<&'a str>, EventStatus)>,
) -> BTreeMap<&'a str, [(&'static str, usize); METRICS.len()]> {
    let mut counts = BTreeMap::new();
    for (source, status) in results {
        let source = source.unwrap_or(UNKNOWN_SOURCE);
        counts.entry(source).or_insert(METRICS.map(|name| (name, 0)))[status as usize].1 += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metrics_count_results_per_source() {
        let results = [
            (Some("pass"), EventStatus::Recorded),
            (None, EventStatus::Rejected),
            (Some("pass"), EventStatus::Recorded),
            (Some("pass"), EventStatus::Retry),
            (Some("vpn"), EventStatus::NotCollected),
        ];
        let counts = counts(results).into_iter().map(|(source, counts)| (source, counts.map(|(_, n)| n)));
        let expected =
            [("pass", [2, 0, 0, 0, 0, 1]), ("unknown", [0, 0, 0, 1, 0, 0]), ("vpn", [0, 0, 0, 0, 1, 0])];
        assert!(counts.eq(expected));
    }
}
