//! What reading costs: read units of a page of 50, by each access pattern and number of shards.

use event_model::OrganizationId;
use serde_json::Value;

use crate::figure::{Figure, Target};
use crate::gateway::{self, Caller};
use crate::harness::{CONTROL, EVENTS, Fault, House, call};
use crate::producer::{COMMONEST, OFFICE, Producer};
use crate::units::send;

const SECTION: &str = "Reading";

/// Events of a page.
const ROWS: usize = 50;
/// Pages that are read of each listing.
const PAGES: usize = 12;

/// Counts what pages cost over `count` events.
pub(crate) async fn measure(house: &House, count: usize, shards: &[u32]) -> Result<Vec<Figure>, Fault> {
    let mut figures = Vec::new();
    for &shards in shards {
        let id = format!("org_pages_{shards:0>3}");
        let organization = house.organization(&id, shards, true).await?;
        let mut producer = Producer::new(&id, 200, 13);
        let app = house.ingest()?;
        send(house, &app, &producer.events(count), 500).await?;
        if shards == 1 {
            let bytes = bytes(house, &organization, count).await?;
            let name = "bytes of an event, keys and details included";
            figures.push(Figure::counted(SECTION, name, bytes, "B", Target::None));
        }
        let person = producer.people().next().ok_or("a producer without people")?.to_owned();
        let patterns = [
            ("time", String::new()),
            ("user", format!("user={person}&")),
            ("type", format!("type={COMMONEST}&")),
            ("ip", format!("ip={OFFICE}&")),
        ];
        for (pattern, filter) in patterns {
            figures.extend(page(house, &organization, pattern, &filter, shards).await?);
        }
    }
    Ok(figures)
}

async fn page(
    house: &House,
    organization: &OrganizationId,
    pattern: &str,
    filter: &str,
    shards: u32,
) -> Result<Vec<Figure>, Fault> {
    let app = house.query()?;
    let mut cursor = String::new();
    let (mut sum, mut control, mut requests) = (0.0, 0.0, 0);
    let (mut worst, mut scans) = (0.0_f64, 0);
    let mut pages = 0;
    while pages < PAGES {
        let query = format!("{filter}limit={ROWS}{cursor}");
        house.proxy.take();
        let event = gateway::event(Caller::Admin(organization.as_str()), "GET", "/v1/events", &query, None);
        let answer = call(&app, &event).await?;
        let tally = house.proxy.take();
        if answer["events"].as_array().map(Vec::len) != Some(ROWS) {
            break;
        }
        pages += 1;
        sum += tally.read(EVENTS);
        worst = worst.max(tally.read(EVENTS));
        control += tally.read(CONTROL);
        requests += tally.requests();
        scans += tally.of("Scan");
        match answer["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    if pages == 0 {
        return Err(format!("no page of {ROWS} events by {pattern}").into());
    }
    let each = f64::from(u32::try_from(pages)?);
    let most = if shards == 1 { 4.0 } else { 0.5 * f64::from(shards) + 4.0 };
    let name =
        |what: &str| format!("{what} by {pattern}, {shards} shard{}", if shards == 1 { "" } else { "s" });
    let counted = |name: String, measured, target| Figure::counted(SECTION, name, measured, "", target);
    Ok(vec![
        counted(name("read units a page"), sum / each, Target::AtMost(most)),
        counted(name("read units of the costliest page"), worst, Target::None),
        counted(name("read units for settings, a page"), control / each, Target::None),
        counted(name("requests a page"), requests as f64 / each, Target::None),
        counted(name("scans"), f64::from(u32::try_from(scans)?), Target::Exactly(0.0)),
    ])
}

/// Returns how many bytes DynamoDB counts for an event, from what a long read consumes: half a unit for
/// each 4 KB.
async fn bytes(house: &House, organization: &OrganizationId, count: usize) -> Result<f64, Fault> {
    let app = house.query()?;
    house.proxy.take();
    let rows = count.min(1_000);
    let query = format!("limit={rows}");
    let event = gateway::event(Caller::Admin(organization.as_str()), "GET", "/v1/events", &query, None);
    let answer: Value = call(&app, &event).await?;
    // Without places and networks the bytes would be those of another service.
    if !answer["events"].as_array().into_iter().flatten().any(|event| event["client"]["location"].is_object())
    {
        return Err("no event has a location".into());
    }
    let read = answer["events"].as_array().map_or(0, Vec::len);
    Ok(house.proxy.take().read(EVENTS) * 8_192.0 / f64::from(u32::try_from(read.max(1))?))
}
