//! Coverage: the events that the service collects at a time, and the reason why it does not collect others.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{Actor, Plan, Settings, TimeRange, Timestamp};

/// A change of the settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRecord {
    /// The time of the change.
    pub at: Timestamp,
    /// The person who made the change.
    pub by: Actor,
    /// The settings after the change.
    pub settings: Settings,
    /// The settings that differ.
    pub changes: Vec<CoverageChange>,
}

/// One setting of a [`CoverageRecord`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageChange {
    /// The name of the setting.
    pub setting: String,
    /// The value before.
    pub from: String,
    /// The value after.
    pub to: String,
}

/// A change of an organization's plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanChange {
    /// The time of the change.
    pub at: Timestamp,
    /// The person who made the change. `None` for a change during the setup of the system.
    pub by: Option<Actor>,
    /// The plan before.
    pub from: Plan,
    /// The plan after.
    pub to: Plan,
}

/// The product events that the service collects at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// Every event.
    On,
    /// Every event, without IP address, ISP and location.
    WithoutDetails,
    /// No event: the monitor is off.
    MonitorOff,
    /// No event: the plan does not include the monitor.
    PlanWithoutMonitor,
    /// Imported events from before the monitor was first turned on. Their source decides whether they are
    /// complete.
    Imported,
}

impl Coverage {
    /// Returns the coverage under `settings` and `plan`, without regard to imports.
    pub fn of(settings: &Settings, plan: Plan) -> Self {
        if !settings.activity_monitor {
            Self::MonitorOff
        } else if !plan.includes_monitor() {
            Self::PlanWithoutMonitor
        } else if settings.collect_details {
            Self::On
        } else {
            Self::WithoutDetails
        }
    }
}

/// The data that decides the coverage of one organization. A time of `None` is the time before all changes.
#[derive(Debug, Clone)]
pub struct CoverageHistory {
    /// Changes of the settings, newest first.
    pub settings: Vec<CoverageRecord>,
    /// Changes of the plan, newest first.
    pub plans: Vec<PlanChange>,
    /// The current plan.
    pub plan: Plan,
    /// The time range of the imported events.
    pub imported: Option<TimeRange>,
}

impl CoverageHistory {
    /// Returns the history with the days of the imports. The imports end at the time when the monitor was
    /// first turned on, because the service collects later events.
    #[must_use]
    pub fn with_imports(self, days: Option<TimeRange>, first_on_at: Option<Timestamp>) -> Self {
        let until = |days: TimeRange| first_on_at.map_or(days.to(), |on| days.to().min(on));
        let imported = days.and_then(|days| TimeRange::new(days.from(), until(days)).ok());
        Self { imported, ..self }
    }

    /// Returns the settings at `at`.
    pub fn settings_at(&self, at: Option<Timestamp>) -> Settings {
        let record = self.settings.iter().find(|record| Some(record.at) <= at);
        record.map_or_else(Settings::default, |record| record.settings)
    }

    /// Returns the plan at `at`.
    pub fn plan_at(&self, at: Option<Timestamp>) -> Plan {
        match self.plans.iter().find(|change| Some(change.at) <= at) {
            Some(change) => change.to,
            None => self.plans.last().map_or(self.plan, |first| first.from),
        }
    }

    /// Returns the coverage at `at`.
    pub fn at(&self, at: Option<Timestamp>) -> Coverage {
        match (self.imported, at) {
            (Some(imported), Some(at)) if imported.contains(at) => Coverage::Imported,
            _ => Coverage::of(&self.settings_at(at), self.plan_at(at)),
        }
    }

    /// Returns `true` if `change` of the plan changed the coverage.
    pub fn is_changed_by(&self, change: &PlanChange) -> bool {
        let settings = self.settings_at(Some(change.at));
        Coverage::of(&settings, change.from) != Coverage::of(&settings, change.to)
    }

    /// Returns the parts of `range` at whose start `holds` returns `true`, in order. Consecutive parts are one.
    pub fn parts(&self, range: TimeRange, holds: impl Fn(Timestamp) -> bool) -> Vec<TimeRange> {
        let within = self.change_times().filter(|at| range.contains(*at));
        let starts: BTreeSet<Timestamp> = within.chain([range.from()]).collect();
        let ends = starts.iter().copied().skip(1).chain([range.to()]);
        let mut parts: Vec<TimeRange> = Vec::new();
        for part in starts.iter().zip(ends).filter_map(|(start, end)| TimeRange::new(*start, end).ok()) {
            if !holds(part.from()) {
                continue;
            }
            match parts.last_mut().filter(|last| last.to() == part.from()) {
                Some(last) => *last = last.until(part.to()),
                None => parts.push(part),
            }
        }
        parts
    }

    /// Returns all times at which the coverage can change, in no particular order.
    fn change_times(&self) -> impl Iterator<Item = Timestamp> {
        let settings = self.settings.iter().map(|record| record.at);
        let plans = self.plans.iter().map(|change| change.at);
        let imports = self.imported.into_iter().flat_map(|imported| [imported.from(), imported.to()]);
        settings.chain(plans).chain(imports)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> Timestamp {
        Timestamp::parse(&format!("2026-01-{day:02}T00:00:00Z")).expect("a time")
    }

    fn record(at: u32, activity_monitor: bool, collect_details: bool) -> CoverageRecord {
        CoverageRecord {
            at: day(at),
            by: Actor { id: "u".parse().expect("an id"), name: None, email: None },
            settings: Settings { activity_monitor, collect_details, ..Settings::default() },
            changes: Vec::new(),
        }
    }

    #[test]
    fn coverage_follows_latest_change() {
        let plan = |at, from, to| PlanChange { at: day(at), by: None, from, to };
        let history = CoverageHistory {
            settings: vec![record(20, true, false), record(10, true, true)],
            plans: vec![plan(15, Plan::Free, Plan::Professional), plan(12, Plan::Professional, Plan::Free)],
            plan: Plan::Professional,
            imported: None,
        };
        let days = TimeRange::new(day(3), day(12)).expect("a range");
        let history = history.with_imports(Some(days), Some(day(10)));
        let expected = [
            (2, Coverage::MonitorOff),
            (3, Coverage::Imported),
            (9, Coverage::Imported),
            (10, Coverage::On),
            (12, Coverage::PlanWithoutMonitor),
            (15, Coverage::On),
            (20, Coverage::WithoutDetails),
        ];
        for (at, coverage) in expected {
            assert_eq!(history.at(Some(day(at))), coverage, "{at}");
        }
        assert_eq!(history.at(None), Coverage::MonitorOff);
        assert_eq!(history.plan_at(None), Plan::Professional);
        assert!(history.plans.iter().all(|change| history.is_changed_by(change)));
    }
}
