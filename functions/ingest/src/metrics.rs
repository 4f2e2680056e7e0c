//! Counts of the results of events, per source.

use std::collections::BTreeMap;

use event_model::{Source, Timestamp};
use lambda::metrics::Metrics;

use crate::results::EventStatus;

/// The name of each metric, in the order of [`EventStatus`].
const METRICS: [&str; 6] = ["Recorded", "Duplicate", "Conflict", "Rejected", "NotCollected", "Retry"];
/// The source of events whose type has no known source.
const UNKNOWN_SOURCE: &str = "unknown";

/// Writes the results of one request, by source.
pub(crate) fn write(
    metrics: &Metrics,
    now: Timestamp,
    results: impl IntoIterator<Item = (Option<Source>, EventStatus)>,
) {
    for (source, counts) in counts(results) {
        metrics.write(now, &[("Source", source)], &counts);
    }
}

fn counts(
    results: impl IntoIterator<Item = (Option<Source>, EventStatus)>,
) -> BTreeMap<&'static str, [(&'static str, usize); METRICS.len()]> {
    let mut counts = BTreeMap::new();
    for (source, status) in results {
        let source = source.map_or(UNKNOWN_SOURCE, Source::as_str);
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
            (Some(Source::Pass), EventStatus::Recorded),
            (None, EventStatus::Rejected),
            (Some(Source::Pass), EventStatus::Recorded),
            (Some(Source::Pass), EventStatus::Retry),
            (Some(Source::Vpn), EventStatus::NotCollected),
        ];
        let counts = counts(results).into_iter().map(|(source, counts)| (source, counts.map(|(_, n)| n)));
        let expected =
            [("pass", [2, 0, 0, 0, 0, 1]), ("unknown", [0, 0, 0, 1, 0, 0]), ("vpn", [0, 0, 0, 0, 1, 0])];
        assert!(counts.eq(expected));
    }
}
