//! Units of the detector and of its sweep.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use aws_lambda_events::dynamodb::EventRecord;
use chrono::Utc;
use detection::{detector, sweep};
use event_model::Timestamp;
use lambda::clock::Clock;
use lambda::env::Env;
use lambda::stream::Failure;
use serde_json::{Value, json};
use support::feed::{self, stream_record};
use support::proxy::Consumed;

use crate::figure::{Figure, Target};
use crate::harness::{CONTROL, Fault, Harness};
use crate::recording::send;

const SECTION: &str = "Detections";
/// The organization whose segments have [`SEGMENT`] events.
const TOGETHER: &str = "org_together";
/// The organization whose segments have one event.
const ALONE: &str = "org_alone_detected";

/// Events of a request.
const BATCH: usize = 100;
/// Events of a segment.
const SEGMENT: usize = 100;
/// Events that are evaluated in segments of one.
const SINGLE: usize = 500;
/// Events of the demo's month.
const MONTH: usize = 30_000;
/// How often the sweep folds an event: it runs every day, over what arrived in three days.
const SWEEPS: f64 = 3.0;
/// Sweeps before the one that is counted.
const NIGHTS: i64 = 7;
/// Write units that cost as much as a read unit.
const READ_UNIT: f64 = 0.2;

/// Counts the units of the detector and of the sweep over `count` events.
pub(crate) async fn measure(harness: &Harness, count: usize) -> Result<Vec<Figure>, Fault> {
    let together = record(harness, TOGETHER, count, SEGMENT).await?;
    let live = detect(harness, together).await?.each(count);
    let nightly = sweep_all(harness).await?.times(SWEEPS);
    let alone = record(harness, ALONE, SINGLE, 1).await?;
    let alone = detect(harness, alone).await?.each(SINGLE);
    let counted = |name: String, measured, target| Figure::counted(SECTION, name, measured, "", target);
    let mut figures = vec![
        counted(
            format!("write-unit equivalents an event, segments of {SEGMENT}"),
            live.equivalents() + nightly.equivalents(),
            Target::AtMost(0.3),
        ),
        counted(format!("of these, live, segments of {SEGMENT}"), live.equivalents(), Target::None),
        counted("of these, sweeps".to_owned(), nightly.equivalents(), Target::None),
        counted("live write-unit equivalents an event, alone".to_owned(), alone.equivalents(), Target::None),
    ];
    let all = live.plus(nightly);
    for (name, units) in [
        ("detection write units an event", all.written),
        ("detection read units an event, control table", all.read_control),
        ("detection read units an event, events and feed", all.read_events),
    ] {
        figures.push(counted(name.to_owned(), units, Target::None));
    }
    Ok(figures)
}

/// Capacity units.
#[derive(Debug, Clone, Copy)]
struct Units {
    written: f64,
    read_control: f64,
    /// Of the events and of the feed.
    read_events: f64,
}

impl Units {
    fn of(consumed: &Consumed) -> Self {
        let all = [CONTROL, feed::EVENTS, feed::FEED];
        Self {
            written: all.iter().map(|table| consumed.written(table)).sum(),
            read_control: consumed.read(CONTROL),
            read_events: consumed.read(feed::EVENTS) + consumed.read(feed::FEED),
        }
    }

    fn map(self, each: impl Fn(f64) -> f64) -> Self {
        let Self { written, read_control, read_events } = self;
        Self { written: each(written), read_control: each(read_control), read_events: each(read_events) }
    }

    fn each(self, events: usize) -> Self {
        self.map(|units| units / events as f64)
    }

    fn times(self, factor: f64) -> Self {
        self.map(|units| units * factor)
    }

    fn plus(self, other: Self) -> Self {
        Self {
            written: self.written + other.written,
            read_control: self.read_control + other.read_control,
            read_events: self.read_events + other.read_events,
        }
    }

    fn equivalents(self) -> f64 {
        self.written + READ_UNIT * (self.read_control + self.read_events)
    }
}

/// Returns the last `count` events of the demo's month, with the activity of 120 people and its incidents.
fn last_events(organization: &str, count: usize) -> Vec<Value> {
    let mut events = local::demo_events(Utc::now(), MONTH);
    // The demo's own source is not registered here.
    events.retain(|event| !event["type"].as_str().is_some_and(|kind| kind.starts_with("billing.")));
    let mut events = events.split_off(events.len().saturating_sub(count));
    for event in &mut events {
        event["organization_id"] = json!(organization);
    }
    events
}

/// Records events in order of time, and appends them to a feed, this many in a segment. Returns the records of the
/// feed's stream.
async fn record(
    harness: &Harness,
    organization: &'static str,
    count: usize,
    segment: usize,
) -> Result<Vec<EventRecord>, Fault> {
    harness.organization(organization, 1, true).await?;
    let events = last_events(organization, count);
    // The clock follows the events: events of an import would all be late.
    let time = Arc::new(AtomicI64::new(0));
    let clock = Clock::new({
        let time = Arc::clone(&time);
        move || Timestamp::from_millis(time.load(Ordering::Relaxed)).unwrap_or(Timestamp::MIN).datetime()
    });
    let ingest = ingest::app(ingest::State::load(&env(harness), &harness.aws, clock)?);
    for events in events.chunks(BATCH) {
        let last = events.last().and_then(|event| event["occurred_at"].as_str()).unwrap_or_default();
        time.store(Timestamp::parse(last)?.millis(), Ordering::Relaxed);
        send(harness, &ingest, events, BATCH).await?;
    }

    let mut rows = stored(harness, feed::EVENTS, organization).await?;
    rows.sort_by_key(|row| row["sort_key"]["S"].to_string());
    let sequencer = sequencer::State::load(&env(harness), &harness.aws, Clock::system())?;
    for rows in rows.chunks(segment) {
        let records = rows.iter().enumerate().map(|(place, row)| stream_record(place, row));
        no_failure(sequencer::sequence(&sequencer, records.collect(), deadline()).await)?;
    }
    let mut segments = stored(harness, feed::FEED, organization).await?;
    if segments.len() != count.div_ceil(segment) {
        return Err(format!("{count} events are in {} segments", segments.len()).into());
    }
    segments.sort_by_key(|item| item["n"]["N"].as_str().and_then(|number| number.parse::<u64>().ok()));
    Ok(segments.iter().enumerate().map(|(place, item)| stream_record(place, item)).collect())
}

/// Returns the items of an organization.
async fn stored(harness: &Harness, table: &str, organization: &str) -> Result<Vec<Value>, Fault> {
    let mut items = Vec::new();
    for item in harness.app.stored(table).await {
        let item: Value = serde_json::from_str(&item)?;
        let pk = item["pk"]["S"].as_str().unwrap_or_default();
        if pk.split('#').next() == Some(organization) {
            items.push(item);
        }
    }
    Ok(items)
}

/// Evaluates segments one by one, as they arrive.
async fn detect(harness: &Harness, segments: Vec<EventRecord>) -> Result<Units, Fault> {
    let state = detector::State::load(&env(harness), &harness.aws, Clock::system())?;
    harness.proxy.take_consumed();
    for segment in segments {
        no_failure(detector::handle(&state, vec![segment], deadline()).await)?;
    }
    Ok(Units::of(&harness.proxy.take_consumed()))
}

/// Sweeps every organization. Returns the units for each event that was folded, after some nights in which the sweep has
/// learned what people read on a day.
async fn sweep_all(harness: &Harness) -> Result<Units, Fault> {
    let now = Utc::now();
    let mut folded = None;
    for nights_ago in (0..=NIGHTS).rev() {
        let clock = Clock::fixed(now - chrono::Duration::days(nights_ago));
        let state = sweep::State::load(&env(harness), &harness.aws, clock)?;
        harness.proxy.take_consumed();
        let report = sweep::sweep(&state, sweep::SweepEvent::default(), deadline()).await?;
        if report.failed > 0 || report.events == 0 {
            return Err(format!("the sweep is not complete: {report:?}").into());
        }
        folded = Some(Units::of(&harness.proxy.take_consumed()).each(report.events));
    }
    folded.ok_or_else(|| "there was no night".into())
}

fn no_failure(failures: Vec<Failure>) -> Result<(), Fault> {
    match failures.into_iter().next() {
        Some(failure) => Err(failure.cause),
        None => Ok(()),
    }
}

fn deadline() -> Instant {
    Instant::now() + Duration::from_secs(900)
}

fn env(harness: &Harness) -> Env {
    let tables = [("EVENTS_TABLE", feed::EVENTS), ("FEED_TABLE", feed::FEED)];
    let tables = tables.map(|(name, table)| (name.to_owned(), table.to_owned()));
    Env::from_iter(harness.variables().into_iter().chain(tables))
}
