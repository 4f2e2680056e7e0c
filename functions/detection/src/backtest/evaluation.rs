//! Reads the feed and evaluates a rule over it.

use std::time::{Duration, Instant};

use chrono::Duration as Days;
use detections::{Config, Fact, Fold, RuleConfig};
use event_model::{Catalog, OrganizationId, OrganizationState, TimeRange, Timestamp};
use event_store::{Backtest, BacktestResult, FeedEntry, FeedStart, Segment, StoreError};

use crate::backtest::State;
use crate::backtest::tally::Tally;

/// Days before the range whose events are read, so that a person has a past and an organization has common places.
const PAST: Days = Days::days(30);
/// Facts that arrive this much later than newer ones are no longer evaluated together with their neighbors.
const HORIZON: Days = Days::days(3);
/// Segments of one request. It also ends at 1 MB.
const SEGMENTS: u16 = 100;
/// Events between two evaluations.
const EVENTS_PER_FLUSH: usize = 20_000;
/// Facts in memory after which the work ends, about half a gigabyte.
const FACTS_MAX: usize = 1_000_000;
/// Findings after which the work ends: such a rule reports nothing that a person could look at.
const FINDINGS_MAX: usize = 20_000;
/// Time between two reports of progress.
const REPORT_EVERY: Duration = Duration::from_secs(3);

/// Evaluates the rule of a back-test until everything is read or a limit is reached. Reports progress meanwhile.
pub(super) async fn evaluate(
    state: &State,
    organization: &OrganizationId,
    backtest: &mut Backtest,
    stop: Instant,
) -> Result<BacktestResult, StoreError> {
    let control = &state.store.control;
    let now = state.now();
    let (settings, stored, catalog) = tokio::try_join!(
        control.organizations_state(organization),
        control.detections_config(organization),
        state.store.catalog.refresh(now),
    )?;
    let settings = settings.ok_or_else(|| StoreError::Corrupt {
        key: organization.to_string(),
        reason: "is missing".to_owned(),
    })?;
    let config = config_of(backtest, stored.config);
    let past = backtest.range.from().minus(PAST);
    let start = state.feed.start(organization, FeedStart::RecordedSince(past)).await?;
    let end = read_end(state, organization, past, backtest.range).await?;
    let mut evaluator = Evaluator {
        settings: &settings,
        catalog: &catalog,
        now,
        fold: Fold::new(organization, &config, [backtest.rule]),
        tally: Tally::new(backtest.range),
        newest: Timestamp::MIN,
        pushed: 0,
        flush_at: EVENTS_PER_FLUSH,
    };
    let mut next = start.segment;
    let mut reported = Instant::now();
    let counted_to = 'read: loop {
        let segments = state.feed.segments_between(organization, next, u64::MAX, SEGMENTS).await?;
        if segments.is_empty() {
            break None;
        }
        for segment in segments {
            // The running maximum of the segment before: every later event was recorded after it.
            if end.zip(backtest.progress.to).is_some_and(|(end, read)| read >= end) {
                break 'read None;
            }
            let has_room = evaluator.push(&segment)?;
            next = segment.number + 1;
            backtest.progress.segments += 1;
            backtest.progress.events += u64::from(segment.count);
            backtest.progress.to = Some(segment.max_recorded_at);
            if !has_room || backtest.progress.events >= state.events_max || Instant::now() >= stop {
                break 'read Some(evaluator.newest.min(segment.max_recorded_at));
            }
            if reported.elapsed() >= REPORT_EVERY {
                control.backtests_put(organization, backtest, state.now()).await?;
                reported = Instant::now();
            }
            // Evaluation takes a processor. On a machine that others share, they have their turn.
            tokio::task::yield_now().await;
        }
    };
    Ok(evaluator.finish(counted_to))
}

/// Returns the settings with the parameters of the back-test.
fn config_of(backtest: &Backtest, mut config: Config) -> Config {
    let parameters = backtest.parameters.clone();
    config.rules.insert(backtest.rule, RuleConfig { enabled: true, parameters });
    config
}

/// Returns the time of recording at which reading ends; `None` if everything is read, because events of the range were
/// imported and can have been recorded at any later time.
async fn read_end(
    state: &State,
    organization: &OrganizationId,
    past: Timestamp,
    range: TimeRange,
) -> Result<Option<Timestamp>, StoreError> {
    let imported = state.store.control.imports_span(organization).await?;
    let is_imported = imported.is_some_and(|days| past < days.to() && days.from() < range.to());
    // Later events of the range are late.
    Ok((!is_imported).then(|| range.to().plus(Fact::LATE)))
}

/// The rule with its facts and findings.
struct Evaluator<'a> {
    settings: &'a OrganizationState,
    catalog: &'a Catalog,
    now: Timestamp,
    fold: Fold<'a>,
    tally: Tally,
    newest: Timestamp,
    /// Events since the last evaluation.
    pushed: usize,
    /// Events after which the next evaluation is due.
    flush_at: usize,
}

impl Evaluator<'_> {
    /// Adds the events of a segment. Returns `false` if there are too many facts or findings to go on.
    fn push(&mut self, segment: &Segment) -> Result<bool, StoreError> {
        for entry in segment.entries()? {
            let FeedEntry::Event(event) = entry else { continue };
            if !self.settings.settings.shows(&event, self.now) {
                continue;
            }
            if let Some(fact) = Fact::of(&event, self.catalog) {
                self.newest = self.newest.max(fact.at);
                self.fold.push(fact);
            }
        }
        self.pushed += usize::from(segment.count);
        if self.pushed < self.flush_at {
            return Ok(true);
        }
        self.flush();
        let facts = self.fold.len();
        // An evaluation looks at every fact of a key again. At this pace, that is at most as many as there are new events.
        self.flush_at = EVENTS_PER_FLUSH.max(facts);
        self.pushed = 0;
        Ok(facts <= FACTS_MAX && self.tally.len() <= FINDINGS_MAX)
    }

    fn flush(&mut self) {
        let before = self.newest.minus(HORIZON);
        for draft in self.fold.take_drafts(before) {
            self.tally.add(&draft, || self.fold.finding(&draft));
        }
        self.tally.close(before);
    }

    /// Returns the result. `read_to` is the time up to which events were read, unless all were.
    fn finish(mut self, read_to: Option<Timestamp>) -> BacktestResult {
        self.flush();
        self.tally.finish(read_to)
    }
}
