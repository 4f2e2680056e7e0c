//! The response body of coverage: periods in which events were collected or not.

use event_model::{
    Actor, ActorBody, Coverage, CoverageChange, CoverageHistory, CoverageRecord, PlanChange, Timestamp,
};
use serde::{Deserialize, Serialize};

/// A page of periods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Coverage)]
pub struct CoverageBody {
    /// The periods, newest first, without gaps between them.
    pub periods: Vec<PeriodBody>,
    /// The `cursor` of the next page; null on the last page.
    pub next_cursor: Option<String>,
}

/// The time between two changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CoveragePeriod)]
pub struct PeriodBody {
    /// Start (UTC); null for the first period.
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub from: Option<String>,
    /// End, exclusive (UTC); null for the current period.
    #[schema(example = "2026-12-01T08:00:00.000Z")]
    pub to: Option<String>,
    /// Which events were collected.
    pub status: CoverageStatus,
    /// Why no events were collected, if the status is `off`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<OffReason>,
    /// The person whose change began the period. Absent for the first period, and for members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<ActorBody>,
    /// The changes that began the period.
    pub changes: Vec<ChangeBody>,
}

/// Which events were collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverageStatus {
    /// Every event.
    On,
    /// Every event, without IP address, ISP and location.
    WithoutDetails,
    /// Only the monitor's own events.
    Off,
    /// Events of the time before the monitor was first turned on, which were imported. Their source decides
    /// whether they are complete.
    Imported,
}

/// Why no events were collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OffReason {
    /// The activity monitor was off.
    MonitorOff,
    /// The plan did not include the activity monitor.
    Plan,
}

/// A change of one setting or of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = CoverageChange)]
pub struct ChangeBody {
    /// A setting, or `plan`.
    #[schema(example = "activity_monitor")]
    pub setting: String,
    /// The value before.
    #[schema(example = "false")]
    pub from: String,
    /// The value after.
    #[schema(example = "true")]
    pub to: String,
}

/// Returns the periods of one page, newest first. The page ends before `until`; `is_last` is `true` if the history has
/// the first change of the settings.
pub(crate) fn periods(history: &CoverageHistory, until: Option<Timestamp>, is_last: bool) -> Vec<PeriodBody> {
    let mut starts: Vec<Start> = history.settings.iter().map(Start::of_settings).collect();
    let earliest = if is_last { None } else { history.settings.last().map(|record| record.at) };
    let is_on_page = |at: Timestamp| until.is_none_or(|until| at < until) && Some(at) > earliest;
    let plans = history.plans.iter().filter(|change| is_on_page(change.at) && history.is_changed_by(change));
    starts.extend(plans.map(Start::of_plan));
    if is_last {
        starts.push(Start { at: None, by: None, changes: Vec::new() });
    }
    for at in history.imported.into_iter().flat_map(|imported| [imported.from(), imported.to()]) {
        if is_on_page(at) && !starts.iter().any(|start| start.at == Some(at)) {
            starts.push(Start { at: Some(at), by: None, changes: Vec::new() });
        }
    }
    starts.sort_by_key(|start| std::cmp::Reverse(start.at));
    let ends = std::iter::once(until).chain(starts.iter().map(|start| start.at)).collect::<Vec<_>>();
    starts.into_iter().zip(ends).map(|(start, end)| start.period(history, end)).collect()
}

/// The start of a period, with its changes.
#[derive(Debug)]
struct Start {
    at: Option<Timestamp>,
    by: Option<ActorBody>,
    changes: Vec<ChangeBody>,
}

impl Start {
    fn period(self, history: &CoverageHistory, to: Option<Timestamp>) -> PeriodBody {
        let Self { at, by, changes } = self;
        let (status, reason) = match history.at(at) {
            Coverage::On => (CoverageStatus::On, None),
            Coverage::WithoutDetails => (CoverageStatus::WithoutDetails, None),
            Coverage::MonitorOff => (CoverageStatus::Off, Some(OffReason::MonitorOff)),
            Coverage::PlanWithoutMonitor => (CoverageStatus::Off, Some(OffReason::Plan)),
            Coverage::Imported => (CoverageStatus::Imported, None),
        };
        let (from, to) = (at.map(String::from), to.map(String::from));
        PeriodBody { from, to, status, reason, changed_by: by, changes }
    }

    fn of_settings(record: &CoverageRecord) -> Self {
        let changes = record.changes.iter().map(|CoverageChange { setting, from, to }| ChangeBody {
            setting: setting.clone(),
            from: from.clone(),
            to: to.clone(),
        });
        Self { at: Some(record.at), by: Some(actor_body(&record.by)), changes: changes.collect() }
    }

    fn of_plan(change: &PlanChange) -> Self {
        let PlanChange { at, by, from, to } = change;
        let changed = ChangeBody { setting: "plan".to_owned(), from: from.to_string(), to: to.to_string() };
        Self { at: Some(*at), by: by.as_ref().map(actor_body), changes: vec![changed] }
    }
}

fn actor_body(actor: &Actor) -> ActorBody {
    let Actor { id, name, email } = actor.clone();
    ActorBody { id: id.into(), name: name.map(String::from), email: email.map(String::from) }
}
