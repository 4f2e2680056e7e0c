//! Why a file has no events, or no details, of some of its time.

use std::collections::BTreeSet;

use event_model::{Plan, Settings, TimeRange, Timestamp};
use event_store::{CoverageRecord, PlanChange};
use serde::Serialize;

/// A period of which a file cannot hold everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Gap {
    from: String,
    to: String,
    reason: Reason,
}

/// Why it cannot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Reason {
    /// The monitor was switched off, or had not been switched on: no events.
    MonitorOff,
    /// The plan did not include the monitor: no events.
    Plan,
    /// IP address, ISP and location were not collected.
    DetailsNotCollected,
    /// IP address, ISP and location were hidden from everyone.
    DetailsHidden,
}

/// Everything that was changed in an organisation, newest first, and how it is now.
#[derive(Debug)]
pub(crate) struct Changes {
    pub(crate) settings: Vec<CoverageRecord>,
    pub(crate) plans: Vec<PlanChange>,
    pub(crate) plan: Plan,
}

impl Changes {
    /// Returns the gaps within `range`, by reason and then by time.
    pub(crate) fn gaps(&self, range: TimeRange) -> Vec<Gap> {
        let settings = self.settings.iter().map(|record| record.at);
        let changes = settings.chain(self.plans.iter().map(|change| change.at));
        let within = changes.filter(|at| range.from() < *at && *at < range.to());
        let starts: BTreeSet<Timestamp> = within.chain([range.from()]).collect();
        let reasons = [Reason::MonitorOff, Reason::Plan, Reason::DetailsNotCollected, Reason::DetailsHidden];
        reasons.into_iter().flat_map(|reason| self.gaps_of(reason, &starts, range.to())).collect()
    }

    fn gaps_of(&self, reason: Reason, starts: &BTreeSet<Timestamp>, end: Timestamp) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let mut since: Option<Timestamp> = None;
        let gap = |from: Timestamp, to: Timestamp| Gap { from: from.to_string(), to: to.to_string(), reason };
        for start in starts {
            match (self.holds(reason, *start), since) {
                (true, None) => since = Some(*start),
                (false, Some(from)) => {
                    gaps.push(gap(from, *start));
                    since = None;
                }
                _ => {}
            }
        }
        gaps.extend(since.map(|from| gap(from, end)));
        gaps
    }

    /// Tells whether there was this reason from `at` until the next change.
    fn holds(&self, reason: Reason, at: Timestamp) -> bool {
        let settings = self.settings.iter().find(|record| record.at <= at);
        let settings = settings.map_or_else(Settings::default, |record| record.settings);
        match reason {
            Reason::MonitorOff => !settings.activity_monitor,
            Reason::Plan => !self.plan_at(at).includes_monitor(),
            Reason::DetailsNotCollected => !settings.collect_details,
            Reason::DetailsHidden => !settings.show_details,
        }
    }

    fn plan_at(&self, at: Timestamp) -> Plan {
        match self.plans.iter().find(|change| change.at <= at) {
            Some(change) => change.to,
            // Before every change of the plan, it was what the first of them changed.
            None => self.plans.last().map_or(self.plan, |first| first.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use event_model::Actor;

    use super::*;

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

    fn gaps(changes: &Changes, from: u32, to: u32) -> Vec<String> {
        let range = TimeRange::new(day(from), day(to)).expect("a range");
        let gaps = changes.gaps(range).into_iter();
        gaps.map(|gap| format!("{}-{} {:?}", &gap.from[8..10], &gap.to[8..10], gap.reason)).collect()
    }

    #[test]
    fn gaps_are_what_the_changes_say() {
        let plan = |at, from, to| PlanChange { at: day(at), by: None, from, to };
        let changes = Changes {
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
        };
        assert_eq!(
            gaps(&changes, 1, 28),
            [
                "01-03 MonitorOff",
                "15-20 MonitorOff",
                "25-28 Plan",
                "06-12 DetailsNotCollected",
                "08-12 DetailsHidden",
            ]
        );
        assert_eq!(gaps(&changes, 16, 18), ["16-18 MonitorOff"]);
        assert_eq!(gaps(&changes, 3, 6), [""; 0]);
    }

    #[test]
    fn an_organisation_that_never_changed_anything_has_the_monitor_off() {
        let changes = Changes { settings: Vec::new(), plans: Vec::new(), plan: Plan::Professional };
        assert_eq!(gaps(&changes, 1, 2), ["01-02 MonitorOff"]);
    }
}
