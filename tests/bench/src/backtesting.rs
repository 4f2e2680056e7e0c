//! Units and rate of a back-test.

use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, Utc};
use detection::backtest;
use detections::RuleId;
use event_model::{Event, EventBody, OrganizationId, TimeRange, Timestamp};
use event_store::{Backtest, BacktestCall, Feed, FeedRecord};
use lambda::clock::Clock;
use lambda::env::Env;
use serde_json::{Value, json};
use support::feed::FEED;

use crate::figure::{Figure, Target};
use crate::harness::{CONTROL, EVENTS, Fault, Harness};
use crate::traffic::Traffic;

const SECTION: &str = "Back-tests";
const ORGANIZATION: &str = "org_backtested";
/// Events of a segment. Larger segments cost less.
const SEGMENT: usize = 100;
/// Days of the traffic: those of the range, and as many before it.
const DAYS: i64 = 60;
/// One rule of few facts, one of many, and one with a window of days.
const RULES: [RuleId; 3] = [RuleId::AccountGuessing, RuleId::ItemMassRead, RuleId::MemberLeaver];

/// Counts the read units of back-tests over `count` events, or `BACKTEST_EVENTS`, and times them.
pub(crate) async fn measure(harness: &Harness, count: usize) -> Result<Vec<Figure>, Fault> {
    let count = match std::env::var("BACKTEST_EVENTS") {
        Ok(count) => count.parse()?,
        Err(_) => count,
    };
    let organization = harness.organization(ORGANIZATION, 1, true).await?;
    let now = Utc::now();
    append(harness, &organization, count, now).await?;
    let units = read_all(harness, &organization).await?;
    let mut figures = vec![Figure::counted(
        SECTION,
        "read units for 1 million events",
        units / count as f64 * 1e6,
        "",
        Target::AtMost(60_000.0),
    )];
    for rule in RULES {
        let (backtest, spent) = run(harness, &organization, rule, now).await?;
        if backtest.progress.events != count as u64 {
            return Err(format!("{rule} read {} of {count} events", backtest.progress.events).into());
        }
        let name = format!("{rule}: events a second of processor time");
        let rate = count as f64 / spent.as_secs_f64();
        figures.push(Figure::timed(SECTION, name, rate, "/s", Target::AtLeast(20_000.0)));
    }
    Ok(figures)
}

/// Appends events in order of time.
async fn append(
    harness: &Harness,
    organization: &OrganizationId,
    count: usize,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let feed = Feed::open(&harness.app.aws(), FEED);
    let mut traffic = Traffic::new(ORGANIZATION, 500, 23);
    let start = now - chrono::Duration::days(DAYS);
    let step = chrono::Duration::milliseconds(DAYS * 86_400_000 / i64::try_from(count)?);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(36_000);
    let mut time = start;
    for first in (0..count).step_by(SEGMENT) {
        let events = traffic.events(SEGMENT.min(count - first)).into_iter().map(|event| {
            time += step;
            FeedRecord::of(recorded(event, time)?).map_err(Fault::from)
        });
        let records = events.collect::<Result<Vec<_>, _>>()?;
        feed.append(organization, records, Timestamp::from_datetime(time), deadline).await?;
    }
    Ok(())
}

/// Returns a sent event as it is recorded at `time`.
fn recorded(mut event: Value, time: DateTime<Utc>) -> Result<Event, Fault> {
    let at = time.to_rfc3339_opts(SecondsFormat::Millis, true);
    let source =
        event["type"].as_str().and_then(|kind| kind.split('.').next()).unwrap_or_default().to_owned();
    event["source"] = json!(source);
    event["occurred_at"] = json!(at);
    event["recorded_at"] = json!(at);
    event["details"] = json!("shown");
    event["client"]["isp"] = json!("Example Networks AG");
    event["client"]["asn"] = json!(64_500);
    event["client"]["location"] = json!({ "country": "CH", "city": "Zurich" });
    for (member, default) in [("outcome", json!("success")), ("targets", json!([])), ("metadata", json!({}))]
    {
        if event.get(member).is_none() {
            event[member] = default;
        }
    }
    let body: EventBody = serde_json::from_value(event)?;
    Ok(body.into_event(Timestamp::from_datetime(time + chrono::Duration::days(400)))?)
}

/// Reads the feed as a worker does, and returns the units.
async fn read_all(harness: &Harness, organization: &OrganizationId) -> Result<f64, Fault> {
    /// Segments of one request of a worker.
    const SEGMENTS: u16 = 100;
    let feed = Feed::open(&harness.aws, FEED);
    harness.proxy.take_consumed();
    let mut next = 1;
    loop {
        let segments = feed.segments_between(organization, next, u64::MAX, SEGMENTS).await?;
        match segments.last() {
            Some(last) => next = last.number + 1,
            None => return Ok(harness.proxy.take_consumed().read(FEED)),
        }
    }
}

/// Runs a back-test of the second half of the traffic, and returns it with the processor time of its worker.
async fn run(
    harness: &Harness,
    organization: &OrganizationId,
    rule: RuleId,
    now: DateTime<Utc>,
) -> Result<(Backtest, Duration), Fault> {
    let app = &harness.app;
    let to = Timestamp::from_datetime(now);
    let range = TimeRange::new(to.minus(chrono::Duration::days(DAYS / 2)), to)?;
    let backtest = support::backtests::create(app, organization, rule, range).await;
    let env = Env::from_iter([("EVENTS_TABLE", EVENTS), ("CONTROL_TABLE", CONTROL), ("FEED_TABLE", FEED)]);
    let worker = backtest::State::load(&env, &app.aws(), Clock::system())?;
    let call = BacktestCall { organization_id: organization.clone(), backtest_id: backtest.id.clone() };
    let spent = tokio::task::spawn_blocking(move || work(&worker, call)).await??;
    let done = app.store.control.backtests_get(organization, &backtest.id).await?;
    Ok((done.ok_or("the back-test is missing")?, spent))
}

/// Runs a worker on this thread alone, and returns the processor time: that of the evaluation and of the client that
/// reads. The emulator has other threads.
fn work(worker: &backtest::State, call: BacktestCall) -> Result<Duration, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let before = processor_time()?;
    runtime.block_on(backtest::run(worker, call, Instant::now() + Duration::from_secs(3_600)))?;
    Ok(processor_time()?.saturating_sub(before))
}

/// Returns the processor time of this thread.
fn processor_time() -> Result<Duration, Fault> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = text.split(' ').next().ok_or("no processor time")?;
    Ok(Duration::from_nanos(nanos.parse()?))
}
