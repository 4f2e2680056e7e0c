//! What recording costs: write units and requests for each event.

use axum::Router;
use serde_json::Value;

use crate::figure::{Figure, Target};
use crate::gateway;
use crate::harness::{CONTROL, EVENTS, Fault, House, call, expect_all};
use crate::producer::Producer;
use crate::proxy::Tally;

const SECTION: &str = "Recording";

/// People of an organisation that sends the events: 50 events of each on average.
const EVENTS_PER_PERSON: usize = 50;

/// Counts what `count` events cost, in batches of each size.
pub(crate) async fn measure(house: &House, count: usize) -> Result<Vec<Figure>, Fault> {
    let mut figures = Vec::new();
    for details in [false, true] {
        for batch in [1, 25, 100, 500] {
            figures.extend(record(house, count, batch, details).await?);
        }
    }
    figures.extend(duplicates(house).await?);
    Ok(figures)
}

async fn record(house: &House, count: usize, batch: usize, details: bool) -> Result<Vec<Figure>, Fault> {
    let id = format!("org_unit{}{batch:0>3}", if details { "on" } else { "of" });
    house.organization(&id, 1, details).await?;
    let mut producer = Producer::new(&id, (count / EVENTS_PER_PERSON).max(1), 7);
    let app = house.ingest()?;
    let first = send(house, &app, &producer.events(count), batch).await?;
    // Everybody is known by now: what is left is the price of an event.
    let later = send(house, &app, &producer.events(batch.max(count / 10)), batch).await?;

    let shown = if details { "on" } else { "off" };
    let name = |what: &str| format!("{what}, details {shown}, batches of {batch}");
    let count = count as f64;
    let (events, control) = (first.written(EVENTS) / count, first.written(CONTROL) / count);
    let requests = first.requests() as f64 / count;
    let steady = later.requests() as f64 / batch.max(count as usize / 10) as f64;
    let exact = Target::Exactly(if details { 5.0 } else { 4.0 });
    let at_100 = |target: Target| if batch == 100 { target } else { Target::None };
    let counted = |name: String, measured, target| Figure::counted(SECTION, name, measured, "", target);
    let mut figures = vec![
        counted(name("write units an event"), events, exact),
        counted(name("bookkeeping write units an event"), control, at_100(Target::AtMost(0.05))),
        counted(name("requests an event, everybody known"), steady, at_100(Target::AtMost(0.05))),
        counted(name("requests an event, with first sights"), requests, Target::None),
    ];
    if batch == 100 {
        let scans = (first.of("Scan") + later.of("Scan")) as f64;
        figures.push(counted(name("scans"), scans, Target::Exactly(0.0)));
        for index in ["by_time", "by_user", "by_type", "by_ip"] {
            let units = first.written.get(&format!("{EVENTS}.{index}")).copied().unwrap_or_default();
            figures.push(counted(name(&format!("of these in {index}")), units / count, Target::None));
        }
    }
    Ok(figures)
}

/// Sends events batch by batch, and returns what that consumed.
pub(crate) async fn send(
    house: &House,
    app: &Router,
    events: &[Value],
    batch: usize,
) -> Result<Tally, Fault> {
    house.proxy.take();
    for events in events.chunks(batch) {
        expect_all(&call(app, &gateway::ingest(events)).await?, "recorded")?;
    }
    Ok(house.proxy.take())
}

/// What an event costs that is sent again.
///
/// DynamoDB reports no consumption for a batch in which nothing was written, so duplicates are sent
/// together with new events, and what the new ones cost is taken off.
async fn duplicates(house: &House) -> Result<Vec<Figure>, Fault> {
    const EACH: usize = 500;
    let id = "org_duplicates";
    house.organization(id, 1, true).await?;
    let mut producer = Producer::new(id, 10, 11);
    let app = house.ingest()?;
    let old = producer.events(EACH);
    send(house, &app, &old, 100).await?;
    let alone = send(house, &app, &producer.events(EACH), 50).await?;
    house.proxy.take();
    let new = producer.events(EACH);
    for (old, new) in old.chunks(50).zip(new.chunks(50)) {
        // Alternating, so that each batch of 25 statements has both.
        let mixed: Vec<Value> =
            old.iter().zip(new).flat_map(|(old, new)| [old.clone(), new.clone()]).collect();
        let answer = call(&app, &gateway::ingest(&mixed)).await?;
        let results = answer["results"].as_array().ok_or("an answer without results")?;
        for pair in results.chunks(2) {
            if pair[0]["status"] != "duplicate" || pair[1]["status"] != "recorded" {
                return Err(format!("not a duplicate and a new event: {pair:?}").into());
            }
        }
    }
    let mixed = house.proxy.take();
    let each = EACH as f64;
    let writes = (mixed.written(EVENTS) - alone.written(EVENTS)) / each;
    let reads = mixed.read(EVENTS) / each;
    Ok(vec![
        Figure::counted(SECTION, "write units a duplicate", writes, "", Target::AtMost(1.0)),
        Figure::counted(
            SECTION,
            "read units a duplicate, to tell it from a conflict",
            reads,
            "",
            Target::None,
        ),
    ])
}
