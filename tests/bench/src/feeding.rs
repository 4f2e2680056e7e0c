//! Units of the feed, and how fast an event arrives in it.

use std::time::{Duration, Instant};

use axum::Router;
use event_model::{Event, EventFilter, Timestamp};
use event_store::{EventReader, Feed, FeedRecord, Order, ReadRequest, ReadSize, Step};
use serde_json::Value;

use crate::figure::{Figure, Target};
use crate::gateway::{self, Caller};
use crate::harness::{EVENTS, FEED, Fault, Harness, call};
use crate::recording::send;
use crate::traffic::Traffic;

const SECTION: &str = "Feed";
/// The organization whose events are recorded.
const RECORDED: &str = "org_recorded";
/// The organization to whose feed the same events are appended. The stack's own sequencer appends those of
/// [`RECORDED`].
const APPENDED: &str = "org_appended";
/// The organization of single events.
const ALONE: &str = "org_alone";

/// Events of a segment.
const SEGMENT: usize = 100;
/// Events of a page.
const ROWS: usize = 1_000;
/// Events whose arrival is timed.
const ARRIVALS: usize = 21;
/// Interval of the polls while an arrival is timed.
const POLL: Duration = Duration::from_millis(20);

/// Counts the units of appends and pages, and times arrivals.
pub(crate) async fn measure(harness: &Harness) -> Result<Vec<Figure>, Fault> {
    let counted = |name: &str, measured, target| Figure::counted(SECTION, name, measured, "", target);
    for id in [RECORDED, APPENDED, ALONE] {
        harness.organization(id, 1, true).await?;
    }
    let mut traffic = Traffic::new(RECORDED, 200, 17);
    send(harness, &harness.ingest()?, &traffic.events(2 * ROWS), 500).await?;
    let events = recorded(harness).await?;

    let appended = append(harness, &events, APPENDED, SEGMENT).await?;
    let alone = append(harness, &events[..SEGMENT], ALONE, 1).await?;
    let query = harness.query()?;
    let page = |path: &'static str, organization: &'static str, query_string: String| {
        page_units(harness, &query, path, organization, query_string)
    };
    let (_, first) = page("/v1/feed", APPENDED, format!("limit={ROWS}&start=beginning")).await?;
    let cursor = first["cursor"].as_str().ok_or("a page without a cursor")?;
    let (feed, _) = page("/v1/feed", APPENDED, format!("limit={ROWS}&cursor={cursor}")).await?;
    let (rows, _) = page("/v1/events", RECORDED, format!("limit={ROWS}")).await?;
    let name = |what: &str| format!("{what} a page of {ROWS}");
    Ok(vec![
        counted("feed write units an event, segments of 100", appended.written, Target::AtMost(0.15)),
        counted("feed read units an event, segments of 100", appended.read, Target::None),
        counted("feed write units an event, alone", alone.written, Target::AtMost(1.0)),
        counted(&name("feed read units"), feed, Target::AtMost(40.0)),
        counted(&name("events read units"), rows, Target::AtLeast(feed)),
        Figure::timed(
            SECTION,
            "arrival in the feed, median",
            arrival(harness).await?,
            "s",
            Target::AtMost(2.0),
        ),
    ])
}

/// Units of one event.
struct Units {
    written: f64,
    read: f64,
}

/// Returns the events of [`RECORDED`] in order of recording.
async fn recorded(harness: &Harness) -> Result<Vec<Event>, Fault> {
    let state = harness.app.state(RECORDED).await;
    let request = ReadRequest {
        state: &state,
        filter: EventFilter::ALL,
        order: Order::Ascending,
        after: None,
        size: ReadSize::Bulk,
        now: now(),
    };
    let mut reader = EventReader::new(&harness.app.store.events, request);
    let mut events = Vec::new();
    loop {
        match reader.next().await? {
            Step::Event(event) if event.source() != "monitor" => events.push(*event),
            Step::Event(_) | Step::Skipped => {}
            Step::End => break,
        }
    }
    // As they arrive.
    events.sort_by_key(|event| (event.recorded_at, event.occurred_at));
    Ok(events)
}

/// Appends the events to the feed of another organization, this many in a segment.
async fn append(
    harness: &Harness,
    events: &[Event],
    organization: &str,
    segment: usize,
) -> Result<Units, Fault> {
    let feed = Feed::open(&harness.aws, FEED);
    let organization = support::app::organization_id(organization);
    let deadline = tokio::time::Instant::now() + Duration::from_secs(600);
    harness.proxy.take_consumed();
    for events in events.chunks(segment) {
        let records = events
            .iter()
            .map(|event| FeedRecord::of(Event { organization_id: organization.clone(), ..event.clone() }));
        let records = records.collect::<Result<Vec<_>, _>>()?;
        let done = feed.append(&organization, records, now(), deadline).await?;
        if (done.appended, done.segments) != (events.len(), 1) {
            return Err(format!("not one new segment: {done:?}").into());
        }
    }
    let consumed = harness.proxy.take_consumed();
    let count = events.len() as f64;
    Ok(Units { written: consumed.written(FEED) / count, read: consumed.read(FEED) / count })
}

/// Returns the read units of a page of [`ROWS`] events, and the page.
async fn page_units(
    harness: &Harness,
    query: &Router,
    path: &str,
    organization: &'static str,
    query_string: String,
) -> Result<(f64, Value), Fault> {
    harness.proxy.take_consumed();
    let event = gateway::event(Caller::Admin(organization), "GET", path, &query_string, None);
    let answer = call(query, &event).await?;
    let consumed = harness.proxy.take_consumed();
    match answer["events"].as_array().map_or(0, Vec::len) {
        ROWS => Ok((consumed.read(FEED) + consumed.read(EVENTS), answer)),
        other => Err(format!("{path} has {other} events").into()),
    }
}

/// Returns the median of the seconds from the answer of ingest until an event is in the feed, on the running stack.
async fn arrival(harness: &Harness) -> Result<f64, Fault> {
    let app = &harness.app;
    let mut path = "/v1/feed?start=now".to_owned();
    let mut seconds = Vec::new();
    for nth in 0..ARRIVALS {
        let id = format!("arrival-{nth}");
        let event = support::events::event(&app.organization, &id);
        // At a random place in the window of the mapping.
        tokio::time::sleep(Duration::from_millis(fastrand::u64(0..1_000))).await;
        if nth == 0 {
            path = next(&app.get(&support::app::ADMIN, &path).await.expect(200));
        }
        app.record(&[event]).await;
        let start = Instant::now();
        loop {
            let page = app.get(&support::app::ADMIN, &path).await.expect(200);
            path = next(&page);
            if page["events"].as_array().into_iter().flatten().any(|event| event["id"] == id.as_str()) {
                break;
            }
            if start.elapsed() > Duration::from_secs(30) {
                return Err(format!("{id} did not arrive in the feed").into());
            }
            tokio::time::sleep(POLL).await;
        }
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    Ok(seconds[seconds.len() / 2])
}

fn next(page: &Value) -> String {
    format!("/v1/feed?cursor={}", page["cursor"].as_str().unwrap_or_default())
}

fn now() -> Timestamp {
    lambda::clock::Clock::system().timestamp()
}
