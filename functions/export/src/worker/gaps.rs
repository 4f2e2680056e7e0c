//! The gaps of a file: periods without events or without details.

use event_model::{Catalog, Coverage, CoverageHistory, Settings, TimeRange, Timestamp};
use event_store::ExportRequest;
use serde::Serialize;

/// A period for which a file is incomplete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Gap {
    from: String,
    to: String,
    reason: Reason,
}

/// Why a file is incomplete for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Reason {
    /// Events were no longer kept. The monitor's own events are kept longer, but the file does not hold them.
    Retention,
    /// No events: the monitor was off.
    MonitorOff,
    /// No events: the plan did not include the monitor.
    Plan,
    /// Only events that were imported. Their source decides whether they are complete.
    Imported,
    /// IP address, ISP and location were not collected.
    DetailsNotCollected,
    /// IP address, ISP and location were hidden.
    DetailsHidden,
}

impl Reason {
    const OF_COVERAGE: [Self; 5] =
        [Self::MonitorOff, Self::Plan, Self::Imported, Self::DetailsNotCollected, Self::DetailsHidden];

    fn holds(self, history: &CoverageHistory, at: Timestamp) -> bool {
        let at = Some(at);
        match self {
            Self::Retention => false,
            Self::MonitorOff => history.at(at) == Coverage::MonitorOff,
            Self::Plan => history.at(at) == Coverage::PlanWithoutMonitor,
            Self::Imported => history.at(at) == Coverage::Imported,
            Self::DetailsNotCollected => !history.settings_at(at).collect_details,
            Self::DetailsHidden => !history.settings_at(at).show_details,
        }
    }
}

/// Returns the requested period whose events were no longer kept. `settings` has the retention as of the request.
///
/// A request without a start covers everything that is kept. The monitor's own events outlive a shortened
/// retention, so those before the range are a gap as well.
pub(crate) fn retention_gap(request: &ExportRequest, settings: &Settings, catalog: &Catalog) -> Option<Gap> {
    let oldest = request.requested_at.minus(settings.monitor_events_kept(settings).duration());
    let requested_from = match request.query.from {
        None if request.filter(catalog).admits_monitor() => oldest,
        from => from?,
    };
    let kept_from = request.range.from().max(settings.shown_since(request.requested_at));
    (requested_from < kept_from).then(|| Gap {
        from: requested_from.to_string(),
        to: kept_from.to_string(),
        reason: Reason::Retention,
    })
}

/// Returns the gaps in the coverage of `range`, by reason and then by time.
pub(crate) fn coverage_gaps(history: &CoverageHistory, range: TimeRange) -> Vec<Gap> {
    let gap =
        |reason, part: TimeRange| Gap { from: part.from().to_string(), to: part.to().to_string(), reason };
    Reason::OF_COVERAGE
        .into_iter()
        .flat_map(|reason| {
            let parts = history.parts(range, |at| reason.holds(history, at));
            parts.into_iter().map(move |part| gap(reason, part))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use event_model::{Actor, CoverageRecord, Plan, PlanChange, RetentionDays};
    use event_store::ExportFormat;

    use super::*;
    use crate::worker::sample;

    fn day(day: u32) -> Timestamp {
        Timestamp::parse(&format!("2026-01-{day:02}T00:00:00Z")).expect("a time")
    }

    fn record(at: u32, monitor: bool, collect: bool, show: bool) -> CoverageRecord {
        CoverageRecord {
            at: day(at),
            by: Actor { id: "u".parse().expect("an id"), name: None, email: None },
            settings: Settings {
                activity_monitor: monitor,
                collect_details: collect,
                show_details: show,
                ..Settings::default()
            },
            changes: Vec::new(),
        }
    }

    fn gaps(changes: &CoverageHistory, from: u32, to: u32) -> Vec<String> {
        let range = TimeRange::new(day(from), day(to)).expect("a range");
        let gaps = coverage_gaps(changes, range).into_iter();
        gaps.map(|gap| format!("{}-{} {:?}", &gap.from[8..10], &gap.to[8..10], gap.reason)).collect()
    }

    #[test]
    fn gaps_follow_changes() {
        let plan = |at, from, to| PlanChange { at: day(at), by: None, from, to };
        let mut history = CoverageHistory {
            settings: vec![
                record(20, true, true, true),
                record(15, false, true, true),
                record(12, true, true, true),
                record(8, true, false, false),
                record(6, true, false, true),
                record(3, true, true, true),
            ],
            plans: vec![plan(25, Plan::Professional, Plan::Free)],
            plan: Plan::Free,
            imported: None,
        };
        assert_eq!(
            gaps(&history, 1, 28),
            [
                "01-03 MonitorOff",
                "15-20 MonitorOff",
                "25-28 Plan",
                "06-12 DetailsNotCollected",
                "08-12 DetailsHidden",
            ]
        );
        assert_eq!(gaps(&history, 16, 18), ["16-18 MonitorOff"]);
        assert_eq!(gaps(&history, 3, 6), [""; 0]);
        history.imported = TimeRange::new(day(2), day(3)).ok();
        assert_eq!(gaps(&history, 1, 6), ["01-02 MonitorOff", "02-03 Imported"]);
    }

    #[test]
    fn gaps_without_changes_are_monitor_off() {
        let history = CoverageHistory {
            settings: Vec::new(),
            plans: Vec::new(),
            plan: Plan::Professional,
            imported: None,
        };
        assert_eq!(gaps(&history, 1, 2), ["01-02 MonitorOff"]);
    }

    #[test]
    fn retention_gap_ends_where_events_are_kept() {
        let days = |days: u32| RetentionDays::try_from(days).expect("within bounds");
        let ago = |days: i64| day(31).minus(chrono::Duration::days(days));
        let gap = |requested_from: Option<Timestamp>, settings: &Settings| {
            let mut request = sample::export(ExportFormat::Csv, None).request;
            request.requested_at = day(31);
            request.query.from = requested_from;
            let from = requested_from.unwrap_or(Timestamp::MIN).max(settings.shown_since(day(31)));
            request.range = TimeRange::new(from, day(31)).expect("a range");
            retention_gap(&request, settings, Catalog::built_in()).map(|gap| (gap.from, gap.to))
        };
        let short = Settings { retention_days: days(30), ..Settings::default() };
        let texts = |from: i64, to: i64| Some((ago(from).to_string(), ago(to).to_string()));
        assert_eq!(gap(Some(ago(50)), &short), texts(50, 30));
        assert_eq!(gap(Some(ago(20)), &short), None);
        // Without a start: the monitor's own events are kept for 400 days.
        assert_eq!(gap(None, &short), texts(400, 30));
        assert_eq!(gap(None, &Settings::default()), None);
        let dropped = Settings { dropped_before: Some(ago(10)), ..Settings::default() };
        assert_eq!(gap(None, &dropped), texts(400, 10));
    }
}
