//! What an export costs: read units a row, rate, and memory.

use std::time::{Duration, Instant};

use export::worker;
use lambda::clock::Clock;
use serde_json::{Value, json};

use crate::figure::{Figure, Target};
use crate::gateway::{self, Caller};
use crate::harness::{EVENTS, Fault, House, call};
use crate::peers::Programs;
use crate::process::Function;
use crate::producer::Producer;
use crate::units::send;

const SECTION: &str = "Exporting";

/// Counts what exports cost, over `rows` events, and measures a worker's process where there is one.
pub(crate) async fn measure(
    house: &House,
    rows: usize,
    programs: Option<&Programs<'_>>,
) -> Result<Vec<Figure>, Fault> {
    let mut figures = Vec::new();
    // Each shard's last read is half empty: with few rows that, and not a row, would be what is counted.
    let several: &[u32] = if rows >= 10_000 { &[1, 16] } else { &[1] };
    for &shards in several {
        let organization = format!("org_export_{shards:0>3}");
        seed(house, &organization, shards, rows).await?;
        let id = order(house, &organization).await?;
        house.proxy.take();
        let state = worker::State::load(&house.env, &house.aws, Clock::system())?;
        let event =
            event_store::ExportCall { organization_id: organization.parse()?, export_id: id.parse()? };
        worker::run(&state, event, Instant::now() + Duration::from_secs(900)).await?;
        let tally = house.proxy.take();
        let written = finished(house, &organization, &id).await?;
        if written != rows {
            return Err(format!("an export of {rows} events has {written} rows").into());
        }
        let name = |what: &str| format!("{what}, {shards} shard{}", if shards == 1 { "" } else { "s" });
        let each = tally.read(EVENTS) / rows as f64;
        figures.push(Figure::counted(SECTION, name("read units a row"), each, "", Target::AtMost(0.06)));
        let scans = tally.of("Scan") as f64;
        figures.push(Figure::counted(SECTION, name("scans"), scans, "", Target::Exactly(0.0)));
    }
    if let Some(programs) = programs {
        figures.extend(timed(house, rows, programs).await?);
    }
    Ok(figures)
}

/// Exports few rows and many in a process of its own: how fast, and how much memory.
async fn timed(house: &House, rows: usize, programs: &Programs<'_>) -> Result<Vec<Figure>, Fault> {
    let command = [programs.functions.join("export-worker").to_string_lossy().into_owned()];
    let few = "org_export_few";
    seed(house, few, 1, 1_000).await?;
    let mut figures = Vec::new();
    for (organization, count) in [(few, 1_000), ("org_export_001", rows)] {
        // It waits a second for the indexes, which would be measured as slowness.
        let variables = house.variables();
        let function = Function::start(&command, &variables, house.endpoints()).await?;
        let id = order(house, organization).await?;
        let took = function.run(&json!({ "organization_id": organization, "export_id": id })).await?;
        if finished(house, organization, &id).await? != count {
            return Err("the export of a process is not whole".into());
        }
        let name = format!("peak memory of a worker, {count} rows");
        figures.push(Figure::timed(SECTION, name, function.peak()?, "MiB", Target::AtMost(64.0)));
        if count == rows {
            let raw = raw(house, organization).await?;
            let ratio = raw.as_secs_f64() / took.as_secs_f64();
            let rate = count as f64 / took.as_secs_f64();
            figures.push(Figure::timed(SECTION, "rate of an export", rate, "rows/s", Target::None));
            figures.push(Figure::timed(
                SECTION,
                "of the raw page-read rate",
                ratio,
                "",
                Target::AtLeast(0.8),
            ));
        }
    }
    Ok(figures)
}

async fn seed(house: &House, organization: &str, shards: u32, rows: usize) -> Result<(), Fault> {
    house.organization(organization, shards, true).await?;
    let app = house.ingest()?;
    let mut producer = Producer::new(organization, 200, 37);
    let mut left = rows;
    while left > 0 {
        let count = left.min(5_000);
        send(house, &app, &producer.events(count), 500).await?;
        left -= count;
    }
    Ok(())
}

/// Asks for an export of every event, and returns its id.
async fn order(house: &House, organization: &str) -> Result<String, Fault> {
    let app = export::app(export::State::load(&house.env, &house.aws, Clock::system())?);
    // The events of the organisation's own settings, and of exports, are not of these sources.
    let body = json!({
        "filters": { "source": ["pass", "account", "vpn", "organization"] }, "format": "csv", "time_zone": "Europe/Zurich",
    });
    let event =
        gateway::event(Caller::Admin(organization), "POST", "/v1/exports", "", Some(&body.to_string()));
    let answer = call(&app, &event).await?;
    Ok(answer["id"].as_str().ok_or("an export without an id")?.to_owned())
}

/// Returns the rows of an export that is ready.
async fn finished(house: &House, organization: &str, id: &str) -> Result<usize, Fault> {
    let app = export::app(export::State::load(&house.env, &house.aws, Clock::system())?);
    let path = format!("/v1/exports/{id}");
    let mut event = gateway::event(Caller::Admin(organization), "GET", &path, "", None);
    event["pathParameters"] = json!({ "id": id });
    let answer = call(&app, &event).await?;
    if answer["status"] != "ready" {
        return Err(format!("the export is not ready: {answer}").into());
    }
    Ok(usize::try_from(answer["rows"].as_u64().ok_or("no rows")?)?)
}

/// Reads the same pages one after the other without looking at them: as fast as DynamoDB gives them.
async fn raw(house: &House, organization: &str) -> Result<Duration, Fault> {
    let client = reqwest::Client::new();
    let began = Instant::now();
    let mut start = Value::Null;
    loop {
        let mut query = json!({
            "TableName": EVENTS,
            "IndexName": "by_time",
            "KeyConditionExpression": "time_key = :key",
            "ExpressionAttributeValues": { ":key": { "S": format!("{organization}#0") } },
        });
        if !start.is_null() {
            query["ExclusiveStartKey"] = start;
        }
        let request = client
            .post(&house.endpoints().dynamodb)
            .header("x-amz-target", "DynamoDB_20120810.Query")
            .header("content-type", "application/x-amz-json-1.0")
            .header("authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
            .header("x-amz-date", "20260101T000000Z")
            .body(query.to_string());
        let answer = request.send().await?.error_for_status()?.bytes().await?;
        // Its last member is all that is needed: reading the rest would be a part of an export.
        let tail = String::from_utf8_lossy(&answer[answer.len().saturating_sub(2_000)..]).into_owned();
        let last = tail.find(r#""LastEvaluatedKey":"#).map(|at| &tail[at + 19..]);
        let read = last.and_then(|text| serde_json::Deserializer::from_str(text).into_iter::<Value>().next());
        start = match read.transpose()? {
            Some(key) => key,
            None => return Ok(began.elapsed()),
        };
    }
}
