//! Write units of an event.

use axum::Router;
use serde_json::Value;

use crate::figure::{Figure, Target};
use crate::gateway;
use crate::harness::{CONTROL, EVENTS, Fault, Harness, call, expect_all};
use crate::traffic::Traffic;

const SECTION: &str = "Recording";

/// Events of a request.
const BATCH: usize = 100;
/// Average number of events of a person.
const EVENTS_PER_PERSON: usize = 50;

/// Counts the write units of `count` events and of duplicates.
pub(crate) async fn measure(harness: &Harness, count: usize) -> Result<Vec<Figure>, Fault> {
    // The receipt of each type is written once a day, whatever the number of events: the first batch has every type.
    let warm = "org_recording_warm";
    harness.organization(warm, 1, false).await?;
    send(harness, &harness.ingest()?, &Traffic::new(warm, 1, 7).events(2 * BATCH), BATCH).await?;
    let mut figures = Vec::new();
    for (details, shown, units) in [(false, "off", 4.0), (true, "on", 5.0)] {
        let id = format!("org_recording_{shown}");
        harness.organization(&id, 1, details).await?;
        let mut traffic = Traffic::new(&id, (count / EVENTS_PER_PERSON).max(1), 7);
        send(harness, &harness.ingest()?, &traffic.events(count), BATCH).await?;
        let consumed = harness.proxy.take_consumed();
        let mut figure = |what: &str, table: &str, target| {
            let name = format!("{what} an event, details {shown}, batches of {BATCH}");
            figures.push(Figure::counted(SECTION, name, consumed.written(table) / count as f64, "", target));
        };
        figure("write units", EVENTS, Target::Exactly(units));
        figure("bookkeeping write units", CONTROL, Target::AtMost(0.05));
    }
    figures.push(duplicates(harness).await?);
    Ok(figures)
}

/// Sends events batch by batch; afterwards the proxy has counted these requests only.
pub(crate) async fn send(
    harness: &Harness,
    app: &Router,
    events: &[Value],
    batch: usize,
) -> Result<(), Fault> {
    harness.proxy.take_consumed();
    for events in events.chunks(batch) {
        expect_all(&call(app, &gateway::ingest(events)).await?, "recorded")?;
    }
    Ok(())
}

/// Counts the write units of a duplicate.
///
/// DynamoDB reports no consumption for a batch in which nothing was written. Duplicates are therefore sent together
/// with new events, and the units of the new events are subtracted.
async fn duplicates(harness: &Harness) -> Result<Figure, Fault> {
    const EACH: usize = 500;
    let id = "org_duplicates";
    harness.organization(id, 1, true).await?;
    let mut traffic = Traffic::new(id, 10, 11);
    let app = harness.ingest()?;
    let old = traffic.events(EACH);
    send(harness, &app, &old, 100).await?;
    send(harness, &app, &traffic.events(EACH), 50).await?;
    let alone = harness.proxy.take_consumed();
    let new = traffic.events(EACH);
    for (old, new) in old.chunks(50).zip(new.chunks(50)) {
        // Alternating, so that each batch of 25 statements has both.
        let mixed: Vec<Value> =
            old.iter().zip(new).flat_map(|(old, new)| [old.clone(), new.clone()]).collect();
        let answer = call(&app, &gateway::ingest(&mixed)).await?;
        for pair in answer["results"].as_array().ok_or("a response without results")?.chunks(2) {
            if pair[0]["status"] != "duplicate" || pair[1]["status"] != "recorded" {
                return Err(format!("not a duplicate and a new event: {pair:?}").into());
            }
        }
    }
    let mixed = harness.proxy.take_consumed();
    let units = (mixed.written(EVENTS) - alone.written(EVENTS)) / EACH as f64;
    Ok(Figure::counted(SECTION, "write units a duplicate", units, "", Target::AtMost(1.0)))
}
