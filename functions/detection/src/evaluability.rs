//! Whether a rule could see everything in a time.

use detections::RuleId;
use event_model::{Coverage, CoverageHistory, TimeRange, Timestamp};
use serde::Serialize;

event_model::wire_enum! {
    /// Whether a rule could see everything.
    pub enum EvaluableState {
        /// In the whole time.
        Yes = "yes",
        /// Not in the gaps.
        Partly = "partly",
        /// At no time.
        No = "no",
    }
}

event_model::wire_enum! {
    /// Why a rule could not see everything.
    pub enum GapReason {
        /// IP address, ISP and location were not collected, and the rule needs them.
        DetailsNotCollected = "details_not_collected",
        /// The activity monitor was off.
        MonitorOff = "monitor_off",
        /// The plan did not include the activity monitor.
        NoPlan = "no_plan",
    }
}

/// Whether a rule could see everything in the last 30 days. No finding means that nothing happened only if it could.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = Evaluable)]
pub struct EvaluableBody {
    /// Whether it could see everything.
    pub state: EvaluableState,
    /// When it could not, in order of time.
    pub gaps: Vec<GapBody>,
}

/// A time in which a rule could not see everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = EvaluableGap)]
pub struct GapBody {
    /// Start (UTC).
    #[schema(example = "2026-11-02T08:00:00.000Z")]
    pub from: String,
    /// End, exclusive (UTC); null if it lasts.
    #[schema(example = "2026-11-03T09:30:00.000Z")]
    pub to: Option<String>,
    /// The reason.
    pub reason: GapReason,
}

impl GapReason {
    fn of(coverage: Coverage, needs_details: bool) -> Option<Self> {
        match coverage {
            Coverage::On | Coverage::Imported => None,
            Coverage::WithoutDetails => needs_details.then_some(Self::DetailsNotCollected),
            Coverage::MonitorOff => Some(Self::MonitorOff),
            Coverage::PlanWithoutMonitor => Some(Self::NoPlan),
        }
    }
}

impl EvaluableBody {
    /// Returns whether `rule` could see everything in `range`, which ends now.
    pub(crate) fn new(rule: RuleId, history: &CoverageHistory, range: TimeRange) -> Self {
        let needs_details = rule.rule().about().needs_details;
        let reason = |at: Timestamp| GapReason::of(history.at(Some(at)), needs_details);
        let parts = |wanted: GapReason| {
            let parts = history.parts(range, |at| reason(at) == Some(wanted));
            parts.into_iter().map(move |part| (part, wanted))
        };
        let mut gaps: Vec<(TimeRange, GapReason)> = GapReason::ALL.into_iter().flat_map(parts).collect();
        gaps.sort_by_key(|(part, _)| part.from());
        let is_everything = history.parts(range, |at| reason(at).is_some()) == [range];
        let state = match gaps.is_empty() {
            true => EvaluableState::Yes,
            false if is_everything => EvaluableState::No,
            false => EvaluableState::Partly,
        };
        let body = |(part, reason): (TimeRange, GapReason)| GapBody {
            from: part.from().to_string(),
            to: (part.to() < range.to()).then(|| part.to().to_string()),
            reason,
        };
        Self { state, gaps: gaps.into_iter().map(body).collect() }
    }
}

#[cfg(test)]
mod tests {
    use event_model::{Actor, CoverageRecord, Plan, PlanChange, Settings};

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

    fn evaluable(rule: RuleId, from: u32, to: u32) -> (EvaluableState, Vec<String>) {
        let history = CoverageHistory {
            settings: vec![record(20, true, false), record(10, true, true)],
            plans: vec![PlanChange { at: day(25), by: None, from: Plan::Professional, to: Plan::Free }],
            plan: Plan::Free,
            imported: None,
        };
        let range = TimeRange::new(day(from), day(to)).expect("a range");
        let EvaluableBody { state, gaps } = EvaluableBody::new(rule, &history, range);
        let line = |gap: GapBody| {
            let to = gap.to.map_or("-".to_owned(), |to| to[8..10].to_owned());
            format!("{} {to} {}", &gap.from[8..10], gap.reason)
        };
        (state, gaps.into_iter().map(line).collect())
    }

    #[test]
    fn evaluable_gaps_follow_coverage() {
        let detailed = RuleId::AddressSpray;
        assert!(detailed.rule().about().needs_details);
        assert_eq!(evaluable(detailed, 12, 18), (EvaluableState::Yes, vec![]));
        let all = ["05 10 monitor_off", "20 25 details_not_collected", "25 - no_plan"];
        assert_eq!(evaluable(detailed, 5, 28), (EvaluableState::Partly, all.map(str::to_owned).to_vec()));
        let (state, gaps) = evaluable(detailed, 21, 28);
        assert_eq!((state, gaps.len()), (EvaluableState::No, 2));
    }

    #[test]
    fn rule_without_details_has_no_gap_of_details() {
        let plain = RuleId::AccountGuessing;
        assert!(!plain.rule().about().needs_details);
        assert_eq!(evaluable(plain, 12, 24), (EvaluableState::Yes, vec![]));
        assert_eq!(evaluable(plain, 1, 9), (EvaluableState::No, vec!["01 - monitor_off".to_owned()]));
    }
}
