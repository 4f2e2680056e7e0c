//! Coverage on the wire: periods in which events were collected, or were not, and why.

use api::ActorBody;
use event_model::{Actor, Plan, Settings, Timestamp};
use event_store::{CoverageChange, CoverageRecord, PlanChange};
use serde::{Deserialize, Serialize};

/// A page of the periods of an organisation's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CoverageBody {
    /// The periods, newest first, each beginning where the next one in the list ends.
    pub periods: Vec<PeriodBody>,
    /// Where to go on, as the parameter `cursor`; null when there is nothing more.
    pub next_cursor: Option<String>,
}

/// The time between two changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PeriodBody {
    /// When it began (UTC); null for the first one, which has no beginning.
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub from: Option<String>,
    /// When it ended (UTC); null for the one that lasts.
    #[schema(example = "2026-12-01T08:00:00.000Z")]
    pub to: Option<String>,
    /// What was collected.
    pub status: CoverageStatus,
    /// Why nothing was collected, where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<OffReason>,
    /// Who began it. Absent for the time before the first change, and for members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changed_by: Option<ActorBody>,
    /// What they changed.
    pub changes: Vec<ChangeBody>,
}

/// What was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoverageStatus {
    /// Every event.
    On,
    /// Every event, without IP address, ISP and location.
    WithoutDetails,
    /// Nothing but the monitor's own events.
    Off,
    /// Events of the time before the monitor was first turned on, which were imported. Their source decides
    /// whether they are complete.
    Imported,
}

/// Why nothing was collected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OffReason {
    /// The activity monitor was switched off, or had not been switched on.
    MonitorOff,
    /// The plan did not include the activity monitor.
    Plan,
}

/// One thing that was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ChangeBody {
    /// A setting, or `plan`.
    #[schema(example = "activity_monitor")]
    pub setting: String,
    /// What it was.
    #[schema(example = "false")]
    pub from: String,
    /// What it became.
    #[schema(example = "true")]
    pub to: String,
}

/// The changes of which the periods of one page are made.
#[derive(Debug)]
pub(crate) struct History<'a> {
    /// Changes of the settings, newest first.
    pub(crate) settings: &'a [CoverageRecord],
    /// Every change of the plan, newest first.
    pub(crate) plans: &'a [PlanChange],
    /// The plan as it is now.
    pub(crate) plan: Plan,
    /// Where the page begins; none for the first one, which begins now.
    pub(crate) until: Option<Timestamp>,
    /// Whether there are no earlier changes of the settings.
    pub(crate) complete: bool,
    /// The time for which events were imported, up to when the monitor was first turned on.
    pub(crate) imported: Option<(Timestamp, Timestamp)>,
}

impl History<'_> {
    /// Returns the periods, newest first.
    pub(crate) fn periods(&self) -> Vec<PeriodBody> {
        let mut starts: Vec<Start> = self.settings.iter().map(Start::of_settings).collect();
        starts.extend(self.plans.iter().filter(|change| self.counts(change)).map(Start::of_plan));
        if self.complete {
            starts.push(Start { at: None, by: None, changes: Vec::new() });
        }
        starts.sort_by_key(|start| std::cmp::Reverse(start.at));
        let mut to = self.until;
        let mut periods = Vec::with_capacity(starts.len() + 2);
        for start in starts {
            let at = start.at;
            self.push(&mut periods, start, to);
            to = at;
        }
        periods
    }

    /// Appends the period from `start` to `to`, newest first: in up to three parts, where a part was imported.
    fn push(&self, periods: &mut Vec<PeriodBody>, start: Start, to: Option<Timestamp>) {
        let Start { at: from, by, changes } = start;
        let (status, reason) = self.status(from, true);
        let part = |from: Option<Timestamp>, to: Option<Timestamp>, status, reason| PeriodBody {
            from: from.map(|at| at.to_string()),
            to: to.map(|to| to.to_string()),
            status,
            reason,
            changed_by: None,
            changes: Vec::new(),
        };
        let imported = self.imported.and_then(|(first, end)| {
            let first = from.map_or(first, |from| from.max(first));
            let end = to.map_or(end, |to| to.min(end));
            (first < end).then_some((first, end))
        });
        match imported {
            None => periods.push(part(from, to, status, reason)),
            Some((first, end)) => {
                if to.is_none_or(|to| end < to) {
                    periods.push(part(Some(end), to, status, reason));
                }
                periods.push(part(Some(first), Some(end), CoverageStatus::Imported, None));
                if from.is_none_or(|from| from < first) {
                    periods.push(part(from, Some(first), status, reason));
                }
            }
        }
        if let Some(oldest) = periods.last_mut() {
            oldest.changed_by = by;
            oldest.changes = changes;
        }
    }

    /// Tells whether a change of the plan lies on this page and began a period of another kind.
    fn counts(&self, change: &PlanChange) -> bool {
        let earliest = if self.complete { None } else { self.settings.last().map(|record| record.at) };
        let here = self.until.is_none_or(|until| change.at < until)
            && earliest.is_none_or(|earliest| change.at > earliest);
        here && self.status(Some(change.at), true) != self.status(Some(change.at), false)
    }

    /// Returns what was collected from `at` on, or just before a change of the plan at `at`.
    fn status(&self, at: Option<Timestamp>, from_then_on: bool) -> (CoverageStatus, Option<OffReason>) {
        let settings = self.settings.iter().find(|record| Some(record.at) <= at);
        let settings = settings.map_or_else(Settings::default, |record| record.settings);
        if !settings.activity_monitor {
            return (CoverageStatus::Off, Some(OffReason::MonitorOff));
        }
        let earlier = |change: &PlanChange| {
            if from_then_on { Some(change.at) <= at } else { Some(change.at) < at }
        };
        let plan = match self.plans.iter().position(earlier) {
            Some(newest) => self.plans[newest].to,
            // Before every change of the plan, it was what the first of them changed.
            None => self.plans.last().map_or(self.plan, |first| first.from),
        };
        match (plan.includes_monitor(), settings.collect_details) {
            (false, _) => (CoverageStatus::Off, Some(OffReason::Plan)),
            (true, false) => (CoverageStatus::WithoutDetails, None),
            (true, true) => (CoverageStatus::On, None),
        }
    }
}

/// How a period began.
#[derive(Debug)]
struct Start {
    at: Option<Timestamp>,
    by: Option<ActorBody>,
    changes: Vec<ChangeBody>,
}

impl Start {
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
