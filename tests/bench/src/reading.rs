//! Read units of a page, by access pattern.

use axum::Router;
use serde_json::Value;

use crate::figure::{Figure, Target};
use crate::gateway::{self, Caller};
use crate::harness::{CONTROL, EVENTS, Fault, Harness, call};
use crate::recording::send;
use crate::traffic::{COMMONEST, OFFICE, Traffic};

const SECTION: &str = "Reading";
const ORGANIZATION: &str = "org_pages";

/// Events of a page.
const ROWS: usize = 50;
/// Pages that are read of each listing.
const PAGES: usize = 12;

/// Counts the read units of pages over `count` events, at one shard.
pub(crate) async fn measure(harness: &Harness, count: usize) -> Result<Vec<Figure>, Fault> {
    harness.organization(ORGANIZATION, 1, true).await?;
    let mut traffic = Traffic::new(ORGANIZATION, 200, 13);
    send(harness, &harness.ingest()?, &traffic.events(count), 500).await?;
    let app = harness.query()?;
    let counted = |name: &str, measured, unit, target| Figure::counted(SECTION, name, measured, unit, target);
    let bytes = bytes(harness, &app, count.min(1_000)).await?;
    let mut figures = vec![counted("bytes of an event, keys and details included", bytes, "B", Target::None)];
    let person = traffic.people().next().ok_or("traffic without people")?.to_owned();
    for (pattern, filter) in [
        ("time", String::new()),
        ("user", format!("user={person}&")),
        ("type", format!("type={COMMONEST}&")),
        ("ip", format!("ip={OFFICE}&")),
    ] {
        let (events, settings) = page(harness, &app, &filter).await?;
        let name = format!("read units a page by {pattern}, 1 shard");
        figures.push(counted(&name, events, "", Target::AtMost(5.0)));
        if pattern == "time" {
            let name = "read units for settings, a page by time, 1 shard";
            figures.push(counted(name, settings, "", Target::None));
        }
    }
    Ok(figures)
}

async fn list(app: &Router, query: &str) -> Result<(usize, Value), Fault> {
    let event = gateway::event(Caller::Admin(ORGANIZATION), "GET", "/v1/events", query, None);
    let answer = call(app, &event).await?;
    Ok((answer["events"].as_array().map_or(0, Vec::len), answer))
}

/// Returns the average read units of a page for events and for settings.
async fn page(harness: &Harness, app: &Router, filter: &str) -> Result<(f64, f64), Fault> {
    let (mut events, mut settings, mut pages) = (0.0, 0.0, 0.0);
    let mut cursor = String::new();
    for _ in 0..PAGES {
        harness.proxy.take_consumed();
        let (rows, answer) = list(app, &format!("{filter}limit={ROWS}{cursor}")).await?;
        let consumed = harness.proxy.take_consumed();
        if rows != ROWS {
            break;
        }
        pages += 1.0;
        events += consumed.read(EVENTS);
        settings += consumed.read(CONTROL);
        match answer["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    if pages == 0.0 {
        return Err(format!("no page of {ROWS} events with {filter}").into());
    }
    Ok((events / pages, settings / pages))
}

/// Returns the bytes that DynamoDB counts for an event, from the units of a long read: half a unit for each 4 KB.
async fn bytes(harness: &Harness, app: &Router, rows: usize) -> Result<f64, Fault> {
    harness.proxy.take_consumed();
    let (read, answer) = list(app, &format!("limit={rows}")).await?;
    // Events without location and network would be smaller.
    if !answer["events"].as_array().into_iter().flatten().any(|event| event["client"]["location"].is_object())
    {
        return Err("no event has a location".into());
    }
    Ok(harness.proxy.take_consumed().read(EVENTS) * 8_192.0 / read.max(1) as f64)
}
