//! Back-tests: a rule over the events of the past, with other parameters.

use std::collections::BTreeMap;

use chrono::Duration;
use detections::{Day, Finding, FindingId, Key, Measures, RuleId, Severity};
use event_model::{BacktestId, OrganizationId, TimeRange, Timestamp, UserId};
use serde::{Deserialize, Serialize};

event_model::wire_enum! {
    /// The state of a back-test.
    pub enum BacktestState {
        /// No worker has started it.
        Queued = "queued",
        /// A worker reads events.
        Running = "running",
        /// Its result is complete, or complete up to `counted_to`.
        Done = "done",
        /// Its worker stopped, or did not start. Create another one.
        Failed = "failed",
    }
}

/// The event that starts a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BacktestCall {
    /// The organization.
    pub organization_id: OrganizationId,
    /// The back-test.
    pub backtest_id: BacktestId,
}

/// How far a worker has read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BacktestProgress {
    /// Events read.
    pub events: u64,
    /// Segments of the feed read.
    pub segments: u64,
    /// Time of recording of the newest event read.
    pub to: Option<Timestamp>,
}

/// Findings by severity. A severity without findings is absent.
pub type SeverityCounts = BTreeMap<Severity, u32>;

/// The findings of one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BacktestDay {
    /// The day of the first hit (UTC).
    pub day: Day,
    /// Its findings.
    pub counts: SeverityCounts,
}

/// A finding that the rule would have opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BacktestFinding {
    /// The id, which is that of the finding that the detector opens for the same key and period.
    pub id: FindingId,
    /// The subject.
    pub key: Key,
    /// How serious it is.
    pub severity: Severity,
    /// Time of the first hit.
    pub first_at: Timestamp,
    /// Time of the last hit.
    pub last_at: Timestamp,
    /// Number of hits, at most [`EVIDENCE_MAX`](detections::EVIDENCE_MAX).
    pub hits: u32,
    /// Numbers and words for its sentence.
    pub measures: Measures,
}

impl From<Finding> for BacktestFinding {
    fn from(finding: Finding) -> Self {
        let Finding { id, key, severity, first_at, last_at, triggers, measures, .. } = finding;
        let hits = u32::try_from(triggers.len()).unwrap_or(u32::MAX);
        Self { id, key, severity, first_at, last_at, hits, measures }
    }
}

/// The result of a back-test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BacktestResult {
    /// All findings.
    pub counts: SeverityCounts,
    /// The findings of each day that has any, in order.
    pub days: Vec<BacktestDay>,
    /// The most severe findings, and of these the earliest: at most [`Backtest::EXAMPLES_MAX`].
    pub examples: Vec<BacktestFinding>,
    /// The end of the time whose findings are counted, if a limit ended the work; `None` if everything was read.
    pub counted_to: Option<Timestamp>,
}

/// A back-test.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backtest {
    /// The id.
    pub id: BacktestId,
    /// The rule.
    pub rule: RuleId,
    /// The value of every parameter of the rule.
    pub parameters: BTreeMap<String, u32>,
    /// Findings with a hit in this range count.
    pub range: TimeRange,
    /// When it was requested.
    pub requested_at: Timestamp,
    /// The person who requested it.
    pub requested_by: UserId,
    /// The state that was written last. [`state_at`](Self::state_at) also knows of a worker that stopped.
    pub state: BacktestState,
    /// When it was last written.
    pub heartbeat_at: Timestamp,
    /// How far its worker has read.
    pub progress: BacktestProgress,
    /// The result, once it is done.
    pub result: Option<BacktestResult>,
    /// Number of writes. Every write is conditional on the number before.
    pub version: u64,
}

/// Time in which an invoked worker starts. Lambda queues an invocation while too many others run.
const START_TIME: Duration = Duration::minutes(5);
/// Time after the last report of a worker at which it counts as stopped. A worker reports every few seconds.
const SILENCE: Duration = Duration::minutes(1);

impl Backtest {
    /// Maximum findings whose details are kept.
    pub const EXAMPLES_MAX: usize = 50;
    /// Days that a back-test is kept.
    pub const KEPT_DAYS: i64 = 30;
    /// Back-tests of one organization that can be open at once. Each reads up to millions of events.
    pub const OPEN_MAX: usize = 2;

    /// Returns the state at `now`: a back-test whose worker is silent has failed.
    pub fn state_at(&self, now: Timestamp) -> BacktestState {
        let is_silent = |time: Duration| self.heartbeat_at.plus(time) < now;
        match self.state {
            BacktestState::Queued if is_silent(START_TIME) => BacktestState::Failed,
            BacktestState::Running if is_silent(SILENCE) => BacktestState::Failed,
            state => state,
        }
    }

    /// Returns `true` if a worker works on it at `now`, or will.
    pub fn is_open_at(&self, now: Timestamp) -> bool {
        matches!(self.state_at(now), BacktestState::Queued | BacktestState::Running)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backtest_of_silent_worker_has_failed() {
        let at = |seconds| Timestamp::MIN.plus(Duration::seconds(seconds));
        let backtest = |state| Backtest {
            id: "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("an id"),
            rule: RuleId::AccountGuessing,
            parameters: BTreeMap::new(),
            range: TimeRange::ALL,
            requested_at: at(0),
            requested_by: "u".parse().expect("an id"),
            state,
            heartbeat_at: at(0),
            progress: BacktestProgress::default(),
            result: None,
            version: 1,
        };
        let state = |stored, seconds| backtest(stored).state_at(at(seconds));
        assert_eq!(state(BacktestState::Queued, 300), BacktestState::Queued);
        assert_eq!(state(BacktestState::Queued, 301), BacktestState::Failed);
        assert_eq!(state(BacktestState::Running, 60), BacktestState::Running);
        assert_eq!(state(BacktestState::Running, 61), BacktestState::Failed);
        assert_eq!(state(BacktestState::Done, 1_000), BacktestState::Done);
        assert!(backtest(BacktestState::Running).is_open_at(at(60)));
        assert!(!backtest(BacktestState::Running).is_open_at(at(61)));
    }
}
