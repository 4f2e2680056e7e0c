//! Back-tests on the wire.

use std::collections::BTreeMap;

use detections::{RuleId, Severity};
use event_model::{ActorBody, TimeRange, Timestamp};
use event_store::{
    Backtest, BacktestDay, BacktestFinding, BacktestProgress, BacktestResult, BacktestState, SeverityCounts,
};
use serde::Serialize;

use crate::finding_counts::SeverityCountsBody;
use crate::subject::{KeyBody, Subjects};

/// Milliseconds of a week.
const WEEK: f64 = 604_800_000.0;

/// A back-test.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = Backtest)]
pub struct BacktestBody {
    /// The id.
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")]
    pub id: String,
    /// The rule.
    #[schema(example = "account.guessing")]
    pub rule: RuleId,
    /// The title of the rule.
    #[schema(example = "Password guessing")]
    pub title: String,
    /// The state.
    pub state: BacktestState,
    /// The value of every parameter of the rule.
    #[schema(example = json!({"fails": 20, "minutes": 10}))]
    pub parameters: BTreeMap<String, u32>,
    /// Start of the range (UTC). Findings with a hit in the range count.
    #[schema(example = "2026-11-01T00:00:00.000Z")]
    pub from: String,
    /// End of the range, exclusive (UTC).
    #[schema(example = "2026-12-01T00:00:00.000Z")]
    pub to: String,
    /// Time of the request (UTC).
    #[schema(example = "2026-12-01T08:00:00.000Z")]
    pub requested_at: String,
    /// Id of the user who requested it.
    #[schema(example = "u_ada")]
    pub requested_by: String,
    /// How far its worker has read.
    pub progress: ProgressBody,
    /// The findings; null unless it is done.
    pub findings: Option<SeverityCountsBody>,
    /// Findings of a severity of `high` or more, for each week: as many messages people would get. Null unless it is done.
    #[schema(example = 0.5)]
    pub messages_per_week: Option<f64>,
    /// Time up to which findings are counted (UTC), if the worker reached a limit: of events, time, memory or findings.
    /// Null if it read everything.
    pub counted_to: Option<String>,
    /// The findings of each day that has any, in order. Null unless it is done, and in lists.
    pub days: Option<Vec<BacktestDayBody>>,
    /// The most severe findings, and of these the earliest: at most 50. Null unless it is done, and in lists.
    pub examples: Option<Vec<BacktestFindingBody>>,
}

/// How far a worker has read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = BacktestProgress)]
pub struct ProgressBody {
    /// Events read. The reading starts 30 days before the range.
    #[schema(example = 120_000)]
    pub events: u64,
    /// Segments of the feed read.
    #[schema(example = 900)]
    pub segments: u64,
    /// Time of recording of the newest event read (UTC); null before the first.
    pub to: Option<String>,
}

/// The findings of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = BacktestDay)]
pub struct BacktestDayBody {
    /// The day of the first hit (UTC).
    #[schema(example = "2026-11-21")]
    pub day: String,
    /// Its findings.
    #[serde(flatten)]
    pub findings: SeverityCountsBody,
}

/// A finding that the rule would have opened.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = BacktestFinding)]
pub struct BacktestFindingBody {
    /// The id of the finding that the detector opens for the same subject and period.
    #[schema(example = "0123456789abcdef0123456789abcdef")]
    pub id: String,
    /// How serious it is.
    pub severity: Severity,
    /// What happened, in a sentence.
    #[schema(example = "23 sign-ins of Ada Lovelace failed, from 6 addresses.")]
    pub sentence: String,
    /// The subject.
    pub key: KeyBody,
    /// The person of the subject; null if it is not about one.
    pub user: Option<ActorBody>,
    /// Time of the first hit (UTC).
    pub first_at: String,
    /// Time of the last hit (UTC).
    pub last_at: String,
    /// Number of hits, at most 100.
    #[schema(example = 3)]
    pub hits: u32,
    /// The numbers and words of the sentence.
    pub measures: detections::Measures,
}

/// The newest back-tests of an organization.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
#[schema(as = Backtests)]
pub struct BacktestsBody {
    /// The back-tests, newest first: at most 20. They are kept for 30 days.
    pub backtests: Vec<BacktestBody>,
}

impl BacktestBody {
    /// Returns a back-test at `now`, without days and examples.
    pub(crate) fn summary(backtest: &Backtest, now: Timestamp) -> Self {
        let Backtest { id, rule, parameters, range, requested_at, requested_by, .. } = backtest;
        let BacktestProgress { events, segments, to } = backtest.progress;
        let state = backtest.state_at(now);
        let result = backtest.result.as_ref().filter(|_| state == BacktestState::Done);
        Self {
            id: id.to_string(),
            rule: *rule,
            title: rule.rule().about().title.to_owned(),
            state,
            parameters: parameters.clone(),
            from: range.from().to_string(),
            to: range.to().to_string(),
            requested_at: requested_at.to_string(),
            requested_by: requested_by.to_string(),
            progress: ProgressBody { events, segments, to: to.map(String::from) },
            findings: result.map(|result| counts(&result.counts)),
            messages_per_week: result.map(|result| messages_per_week(result, *range)),
            counted_to: result.and_then(|result| result.counted_to).map(String::from),
            days: None,
            examples: None,
        }
    }

    /// Returns a back-test at `now`, with days and examples.
    pub(crate) fn new(backtest: &Backtest, subjects: &Subjects, now: Timestamp) -> Self {
        let summary = Self::summary(backtest, now);
        let result = backtest.result.as_ref().filter(|_| summary.state == BacktestState::Done);
        let example = |example| BacktestFindingBody::new(example, backtest.rule, subjects);
        Self {
            days: result.map(|result| result.days.iter().map(BacktestDayBody::from).collect()),
            examples: result.map(|result| result.examples.iter().map(example).collect()),
            ..summary
        }
    }
}

impl BacktestFindingBody {
    fn new(finding: &BacktestFinding, rule: RuleId, subjects: &Subjects) -> Self {
        let BacktestFinding { id, key, severity, first_at, last_at, hits, measures } = finding;
        Self {
            id: id.to_string(),
            severity: *severity,
            sentence: subjects.sentence(rule, key, measures),
            key: subjects.key(key),
            user: subjects.person(key),
            first_at: first_at.to_string(),
            last_at: last_at.to_string(),
            hits: *hits,
            measures: subjects.measures(measures),
        }
    }
}

impl From<&BacktestDay> for BacktestDayBody {
    fn from(day: &BacktestDay) -> Self {
        Self { day: day.day.to_string(), findings: counts(&day.counts) }
    }
}

fn counts(counts: &SeverityCounts) -> SeverityCountsBody {
    let mut body = SeverityCountsBody::default();
    counts.iter().for_each(|(severity, count)| body.add(*severity, *count));
    body
}

/// Returns the findings that are reported at once, for each week of the counted time, to one decimal.
fn messages_per_week(result: &BacktestResult, range: TimeRange) -> f64 {
    let messages: u32 = result.counts.range(Severity::High..).map(|(_, count)| count).sum();
    let end = result.counted_to.unwrap_or(range.to());
    let weeks = (end.millis() - range.from().millis()) as f64 / WEEK;
    // A time of less than a day says nothing about a week.
    let weeks = weeks.max(1.0 / 7.0);
    (f64::from(messages) / weeks * 10.0).round() / 10.0
}
