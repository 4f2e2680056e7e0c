//! Read units, rate and memory of an export.

use std::time::{Duration, Instant};

use export::worker;
use serde_json::{Value, json};

use crate::figure::{Figure, Target};
use crate::gateway::{self, Caller};
use crate::harness::{EVENTS, Fault, Harness, call};
use crate::peers::Programs;
use crate::process::Function;
use crate::recording::send;
use crate::traffic::Traffic;

const SECTION: &str = "Exporting";

/// Counts the read units of exports of `rows` events, and measures the worker's process if it is built.
pub(crate) async fn measure(
    harness: &Harness,
    rows: usize,
    programs: Option<&Programs<'_>>,
) -> Result<Vec<Figure>, Fault> {
    let mut figures = Vec::new();
    // The last read of each shard is half empty, which counts too much with few rows.
    let several: &[u32] = if rows >= 10_000 { &[1, 16] } else { &[1] };
    for &shards in several {
        let organization = format!("org_export_{shards:0>3}");
        seed(harness, &organization, shards, rows).await?;
        let id = request(harness, &organization).await?;
        harness.proxy.take_consumed();
        let state = harness.worker()?;
        let event =
            event_store::ExportCall { organization_id: organization.parse()?, export_id: id.parse()? };
        worker::run(&state, event, Instant::now() + Duration::from_secs(900)).await?;
        let units = harness.proxy.take_consumed().read(EVENTS);
        let written = finished(harness, &organization, &id).await?;
        if written != rows {
            return Err(format!("an export of {rows} events has {written} rows").into());
        }
        let name = format!("read units a row, {shards} shard{}", if shards == 1 { "" } else { "s" });
        figures.push(Figure::counted(SECTION, name, units / rows as f64, "", Target::AtMost(0.08)));
    }
    if let Some(programs) = programs {
        figures.extend(timed(harness, rows, programs).await?);
    }
    Ok(figures)
}

/// Measures rate and memory of a worker process, with few rows and with many.
async fn timed(harness: &Harness, rows: usize, programs: &Programs<'_>) -> Result<Vec<Figure>, Fault> {
    let command = [programs.functions.join("export-worker").to_string_lossy().into_owned()];
    let few = "org_export_few";
    seed(harness, few, 1, 1_000).await?;
    let mut figures = Vec::new();
    for (organization, count) in [(few, 1_000), ("org_export_001", rows)] {
        let function = Function::start(&command, &harness.variables(), &harness.endpoints).await?;
        let id = request(harness, organization).await?;
        let took = function.run(&json!({ "organization_id": organization, "export_id": id })).await?;
        if finished(harness, organization, &id).await? != count {
            return Err("the export of a process is not whole".into());
        }
        let name = format!("peak memory of a worker, {count} rows");
        figures.push(Figure::timed(SECTION, name, function.peak()?, "MiB", Target::AtMost(64.0)));
        if count == rows {
            let raw = raw(harness, organization).await?;
            let ratio = raw.as_secs_f64() / took.as_secs_f64();
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

async fn seed(harness: &Harness, organization: &str, shards: u32, rows: usize) -> Result<(), Fault> {
    harness.organization(organization, shards, true).await?;
    let app = harness.ingest()?;
    let mut traffic = Traffic::new(organization, 200, 37);
    let mut left = rows;
    while left > 0 {
        let count = left.min(5_000);
        send(harness, &app, &traffic.events(count), 500).await?;
        left -= count;
    }
    Ok(())
}

/// Requests an export of every event and returns its id.
async fn request(harness: &Harness, organization: &str) -> Result<String, Fault> {
    let app = harness.export()?;
    // Without the events of the monitor.
    let body = json!({
        "filters": { "source": ["pass", "account", "vpn", "organization"] }, "format": "csv", "time_zone": "Europe/Zurich",
    });
    let event =
        gateway::event(Caller::Admin(organization), "POST", "/v1/exports", "", Some(&body.to_string()));
    let answer = call(&app, &event).await?;
    Ok(answer["id"].as_str().ok_or("an export without an id")?.to_owned())
}

/// Returns the rows of an export that is ready.
async fn finished(harness: &Harness, organization: &str, id: &str) -> Result<usize, Fault> {
    let app = harness.export()?;
    let path = format!("/v1/exports/{id}");
    let mut event = gateway::event(Caller::Admin(organization), "GET", &path, "", None);
    event["pathParameters"] = json!({ "id": id });
    let answer = call(&app, &event).await?;
    if answer["status"] != "ready" {
        return Err(format!("the export is not ready: {answer}").into());
    }
    Ok(usize::try_from(answer["rows"].as_u64().ok_or("no rows")?)?)
}

/// Reads the same pages one after the other without parsing them.
async fn raw(harness: &Harness, organization: &str) -> Result<Duration, Fault> {
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
            .post(&harness.endpoints.dynamodb)
            .header("x-amz-target", "DynamoDB_20120810.Query")
            .header("content-type", "application/x-amz-json-1.0")
            .header("authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
            .header("x-amz-date", "20260101T000000Z")
            .body(query.to_string());
        let answer = request.send().await?.error_for_status()?.bytes().await?;
        // Only the last member is needed; parsing the rest would be part of an export.
        let tail = String::from_utf8_lossy(&answer[answer.len().saturating_sub(2_000)..]).into_owned();
        let last = tail.find(r#""LastEvaluatedKey":"#).map(|at| &tail[at + 19..]);
        let read = last.and_then(|text| serde_json::Deserializer::from_str(text).into_iter::<Value>().next());
        start = match read.transpose()? {
            Some(key) => key,
            None => return Ok(began.elapsed()),
        };
    }
}
