//! What the worker of a back-test reads and counts.

use std::time::{Duration, Instant};

use detection::backtest;
use detections::Severity;
use event_model::Timestamp;
use event_store::{Backtest, BacktestCall, BacktestState, FeedRecord, SeverityCounts};
use lambda::env::Env;
use support::app::TestApp;
use support::backtests::queued;
use support::feed::{FEED, FeedTables, Row};

/// A stack with a feed that has what the test appends.
struct Fixture {
    tables: FeedTables,
    now: Timestamp,
}

impl Fixture {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let now = app.clock.clock().timestamp();
        Self { tables: FeedTables::create_in(app).await, now }
    }

    fn ago(&self, hours: i64) -> Timestamp {
        self.now.minus(chrono::Duration::hours(hours))
    }

    /// Returns ten failed sign-ins within seconds, which are one finding.
    fn burst(&self, hours_ago: i64) -> Vec<Row> {
        let row = |nth: i64| {
            let at = self.ago(hours_ago).plus(chrono::Duration::seconds(nth));
            let id = format!("e-{hours_ago}-{nth}");
            Row::new(&self.tables.app.organization, "account.login.failed_password", id, at)
        };
        (0..10).map(row).collect()
    }

    async fn append(&self, rows: &[Row]) {
        let records = rows.iter().map(|row| FeedRecord::of(row.event()).expect("a record"));
        let deadline = tokio::time::Instant::now() + Duration::from_secs(60);
        let organization = self.tables.app.organization_id();
        let appended = self.tables.feed.append(&organization, records.collect(), self.now, deadline).await;
        assert_eq!(appended.expect("the feed answers").appended, rows.len());
    }

    /// Runs a back-test of the last hours, and returns it.
    async fn run(&self, hours: i64, variables: &[(&str, &str)]) -> Backtest {
        let backtest = queued(&self.tables.app, "account.guessing", hours).await;
        self.run_worker(&backtest, variables).await;
        self.get(&backtest).await
    }

    async fn run_worker(&self, backtest: &Backtest, variables: &[(&str, &str)]) {
        let app = &self.tables.app;
        let names =
            [("EVENTS_TABLE", "EventsTable"), ("CONTROL_TABLE", "ControlTable"), ("FEED_TABLE", FEED)];
        let env = Env::from_iter(names.into_iter().chain(variables.iter().copied()));
        let state = backtest::State::load(&env, &app.aws(), app.clock.clock());
        let state = state.expect("every variable is there");
        let call = BacktestCall { organization_id: app.organization_id(), backtest_id: backtest.id.clone() };
        let deadline = Instant::now() + Duration::from_secs(60);
        backtest::run(&state, call, deadline).await.expect("the back-test ends");
    }

    async fn get(&self, backtest: &Backtest) -> Backtest {
        let app = &self.tables.app;
        let read = app.store.control.backtests_get(&app.organization_id(), &backtest.id).await;
        read.expect("the store answers").expect("the back-test is there")
    }
}

/// Returns the counts of a back-test that found this many, each a low one.
fn low(count: u32) -> SeverityCounts {
    if count == 0 { SeverityCounts::new() } else { SeverityCounts::from([(Severity::Low, count)]) }
}

#[tokio::test]
async fn backtest_counts_hits_of_its_range_only() {
    let fixture = Fixture::start().await;
    // More than a day apart: two on one day would be one finding.
    for hours in [100, 56, 30, 2] {
        fixture.append(&fixture.burst(hours)).await;
    }
    let backtest = fixture.run(60, &[]).await;
    let result = backtest.result.expect("a result");
    assert_eq!((backtest.state, &result.counts), (BacktestState::Done, &low(3)));
    assert_eq!((result.examples.len(), result.counted_to), (3, None));
    assert_eq!((backtest.progress.events, backtest.progress.segments), (40, 4));
    assert_eq!(fixture.run(1, &[]).await.result.expect("a result").counts, low(0));
}

#[tokio::test]
async fn backtest_over_its_budget_tells_how_far_it_counts() {
    let fixture = Fixture::start().await;
    for hours in [78, 52, 26] {
        fixture.append(&fixture.burst(hours)).await;
    }
    let backtest = fixture.run(96, &[("BACKTEST_EVENTS_MAX", "20")]).await;
    let result = backtest.result.expect("a result");
    assert_eq!((backtest.state, backtest.progress.events), (BacktestState::Done, 20));
    assert_eq!(result.counts.values().sum::<u32>(), 2);
    let last = fixture.burst(52)[9].occurred_at;
    assert_eq!(result.counted_to, Some(last));
}

#[tokio::test]
async fn backtest_starts_with_the_past_of_its_range() {
    let fixture = Fixture::start().await;
    // 40 days ago: not even for what is usual.
    for hours in [40 * 24, 20 * 24, 5] {
        fixture.append(&fixture.burst(hours)).await;
    }
    let backtest = fixture.run(24, &[]).await;
    assert_eq!(backtest.progress.events, 20);
    assert_eq!(backtest.result.expect("a result").counts, low(1));
}

#[tokio::test]
async fn backtest_finds_imported_events() {
    let fixture = Fixture::start().await;
    let app = &fixture.tables.app;
    // They occurred ten days ago, and were recorded now.
    let mut imported = fixture.burst(240);
    for row in &mut imported {
        row.recorded_at = fixture.now;
    }
    let mut between = fixture.burst(100);
    between.iter_mut().for_each(|row| row.kind = "pass.item.created");
    fixture.append(&between).await;
    fixture.append(&imported).await;
    let count = async || {
        let mut backtest = queued(app, "account.guessing", 250).await;
        let (from, to) = (fixture.ago(250), fixture.ago(230));
        backtest.range = event_model::TimeRange::new(from, to).expect("a range");
        let (organization, now) = (app.organization_id(), fixture.now);
        app.store.control.backtests_put(&organization, &mut backtest, now).await.expect("it is written");
        fixture.run_worker(&backtest, &[]).await;
        fixture.get(&backtest).await.result.expect("a result").counts
    };
    // Events that arrive more than a day after the range are late, unless they were imported.
    assert_eq!(count().await, low(0));
    let day = fixture.ago(240).datetime().date_naive();
    app.store.control.imports_insert(&app.organization_id(), day).await.expect("it is stored");
    assert_eq!(count().await, low(1));
}

#[tokio::test]
async fn backtest_of_imports_over_its_budget_is_cut() {
    let fixture = Fixture::start().await;
    let app = &fixture.tables.app;
    for hours in [240, 200] {
        let mut imported = fixture.burst(hours);
        imported.iter_mut().for_each(|row| row.recorded_at = fixture.now);
        fixture.append(&imported).await;
        let day = fixture.ago(hours).datetime().date_naive();
        app.store.control.imports_insert(&app.organization_id(), day).await.expect("it is stored");
    }
    let result = fixture.run(260, &[("BACKTEST_EVENTS_MAX", "10")]).await.result.expect("a result");
    // The time of recording says nothing about how far the past was read.
    assert_eq!(result.counted_to, Some(fixture.burst(240)[9].occurred_at));
    assert_eq!(result.counts, low(1));
}

#[tokio::test]
async fn backtest_runs_once() {
    let fixture = Fixture::start().await;
    fixture.append(&fixture.burst(2)).await;
    let backtest = queued(&fixture.tables.app, "account.guessing", 24).await;
    fixture.run_worker(&backtest, &[]).await;
    let done = fixture.get(&backtest).await;
    fixture.run_worker(&backtest, &[]).await;
    assert_eq!(fixture.get(&backtest).await, done);
    // One that has waited for too long is not started.
    let late = queued(&fixture.tables.app, "account.guessing", 24).await;
    fixture.tables.app.clock.pass(chrono::Duration::minutes(6));
    fixture.run_worker(&late, &[]).await;
    assert_eq!(fixture.get(&late).await, late);
}

#[tokio::test]
async fn backtest_without_feed_is_done() {
    let fixture = Fixture::start().await;
    let backtest = fixture.run(24, &[]).await;
    assert_eq!(backtest.state, BacktestState::Done);
    assert_eq!(backtest.result.expect("a result").counts, low(0));
}
