//! How ingest scales with clients on one machine, and which part of that is the emulator's.

use std::time::{Duration, Instant};

use event_model::{WriteShards, parse_event};
use event_store::{Aws, Endpoints, keys};
use futures::future::try_join_all;
use lambda::clock::Clock;
use serde_json::{Value, json};

use crate::figure::{Figure, Target};
use crate::gateway;
use crate::harness::{EVENTS, Fault, House, call, expect_all};
use crate::instant;
use crate::producer::Producer;
use crate::report::Table;

const SECTION: &str = "Throughput";

const CLIENTS: [usize; 4] = [1, 4, 16, 64];
/// Events of a request: one batch of statements.
const BATCH: usize = 25;
/// How long each number of clients sends.
const SPAN: Duration = Duration::from_secs(3);

/// What some clients achieved together.
struct Rate {
    events_a_second: f64,
    /// Times of single requests, sorted.
    times: Vec<Duration>,
}

impl Rate {
    fn millis(&self, share: f64) -> f64 {
        let place = (self.times.len() as f64 * share) as usize;
        self.times
            .get(place.min(self.times.len().saturating_sub(1)))
            .map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    }
}

/// Measures the stack, ours alone, and the emulator alone.
pub(crate) async fn measure(house: &House) -> Result<(Vec<Figure>, Vec<Table>), Fault> {
    let organization = "org_scaling";
    house.organization(organization, 16, true).await?;
    let mut rows = Vec::new();
    let mut best = (0.0_f64, 0.0_f64, 0.0_f64);
    for clients in CLIENTS {
        let stack = stack(house, organization, clients).await?;
        let ours = ours(house, organization, clients).await?;
        let emulator = emulator(house, clients).await?;
        let share = stack.events_a_second / emulator.events_a_second;
        rows.push(vec![
            clients.to_string(),
            format!("{:.0}", stack.events_a_second),
            format!("{:.1}", stack.millis(0.5)),
            format!("{:.1}", stack.millis(0.99)),
            format!("{:.0}", ours.events_a_second),
            format!("{:.0}", emulator.events_a_second),
            format!("{:.0} %", share.min(1.0) * 100.0),
        ]);
        best.0 = best.0.max(stack.events_a_second);
        best.1 = best.1.max(ours.events_a_second);
        best.2 = best.2.max(emulator.events_a_second);
    }
    let header =
        ["clients", "events/s", "p50 ms", "p99 ms", "ours alone", "emulator alone", "of its capacity"];
    let table = Table {
        section: SECTION,
        title: format!("Batches of {BATCH}, 16 shards, details on"),
        header: header.map(str::to_owned).into(),
        rows,
    };
    let timed = |name: &str, measured| Figure::timed(SECTION, name, measured, "events/s", Target::None);
    let figures = vec![
        timed("most through the local stack", best.0),
        timed("most of ours alone, one process", best.1),
        timed("most of the emulator alone", best.2),
    ];
    Ok((figures, vec![table]))
}

/// Clients of the local stack: HTTP, gateway, authorizer, function, emulator.
async fn stack(house: &House, organization: &str, clients: usize) -> Result<Rate, Fault> {
    let http = reqwest::Client::new();
    let url = format!("{}/v1/events", house.stack.url());
    let key = house.stack.product_key();
    run(organization, clients, |events| {
        let request = http.post(&url).bearer_auth(key).json(&json!({ "events": events }));
        async move {
            let answer: Value = request.send().await?.error_for_status()?.json().await?;
            expect_all(&answer, "recorded")
        }
    })
    .await
}

/// The function in this process, with a DynamoDB that answers at once.
async fn ours(house: &House, organization: &str, clients: usize) -> Result<Rate, Fault> {
    let dynamodb = instant::start(&house.endpoints().dynamodb).await?;
    let aws = Aws::with_endpoints(Endpoints { dynamodb, ..house.endpoints().clone() });
    let app = ingest::app(ingest::State::load(&house.env, &aws, Clock::system())?);
    run(organization, clients, |events| {
        let app = app.clone();
        async move { expect_all(&call(&app, &gateway::ingest(&events)).await?, "recorded") }
    })
    .await
}

/// The emulator with the same INSERTs, and nothing of ours.
async fn emulator(house: &House, clients: usize) -> Result<Rate, Fault> {
    let http = reqwest::Client::new();
    let url = &house.endpoints().dynamodb;
    run("org_emulator", clients, |events| {
        let statements: Result<Vec<Value>, Fault> = events.iter().map(statement).collect();
        let request = http
            .post(url)
            .header("x-amz-target", "DynamoDB_20120810.BatchExecuteStatement")
            .header("content-type", "application/x-amz-json-1.0")
            .header("authorization", "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
            .header("x-amz-date", "20260101T000000Z");
        async move {
            let body = json!({ "Statements": statements? }).to_string();
            let answer: Value = request.body(body).send().await?.error_for_status()?.json().await?;
            let inserted = answer["Responses"].as_array().map_or(0, Vec::len);
            if inserted == BATCH { Ok(()) } else { Err(format!("{answer}").into()) }
        }
    })
    .await
}

/// Returns an INSERT of the size and with the keys of an event's own.
fn statement(event: &Value) -> Result<Value, Fault> {
    let parsed = parse_event(&event.into()).map_err(|faults| format!("{faults:?}"))?;
    let keys = keys::event_keys(&parsed, WriteShards::try_from(16)?);
    let text = |value: &Value| json!({ "S": value.as_str().unwrap_or_default() });
    let key = |value: &str| json!({ "S": value });
    let mut attributes = vec![
        ("pk", key(&keys.pk)),
        ("sort_key", key(keys.sort_key.as_str())),
        ("time_key", key(&keys.time_key)),
        ("user_key", key(&keys.user_key)),
        ("type_key", key(&keys.type_key)),
        ("expires_at", json!({ "N": "1829849591" })),
        ("r", json!({ "N": "1795289591123" })),
        ("n", text(&event["actor"]["name"])),
        ("e", text(&event["actor"]["email"])),
        ("a", text(&event["client"]["app_version"])),
        ("s", text(&event["session_id"])),
        ("t", json!({ "L": [{ "M": { "t": key("item"), "n": key("Payroll portal") } }] })),
    ];
    if let Some(ip) = &keys.ip_key {
        attributes.push(("ip_key", key(ip)));
    }
    let names: Vec<String> = attributes.iter().map(|(name, _)| format!("'{name}': ?")).collect();
    let values: Vec<Value> = attributes.into_iter().map(|(_, value)| value).collect();
    let text = format!("INSERT INTO \"{EVENTS}\" VALUE {{{}}}", names.join(", "));
    Ok(json!({ "Statement": text, "Parameters": values }))
}

/// Lets clients send batches, each as fast as it is answered.
async fn run<F, Sending>(organization: &str, clients: usize, send: F) -> Result<Rate, Fault>
where
    F: Fn(Vec<Value>) -> Sending,
    Sending: Future<Output = Result<(), Fault>>,
{
    // Other events than those of the other runs.
    let seed = Instant::now().elapsed().as_nanos() as u64 ^ chrono::Utc::now().timestamp_micros() as u64;
    let began = Instant::now();
    let client = |nth: usize| {
        let send = &send;
        let mut producer = Producer::new(organization, 50, seed.wrapping_add(nth as u64));
        async move {
            let mut times = Vec::new();
            // The first request opens the connection.
            send(producer.events(BATCH)).await?;
            while began.elapsed() < SPAN {
                let events = producer.events(BATCH);
                let sent = Instant::now();
                send(events).await?;
                times.push(sent.elapsed());
            }
            Ok::<_, Fault>(times)
        }
    };
    let times = try_join_all((0..clients).map(client)).await?;
    let took = began.elapsed().as_secs_f64();
    let mut times: Vec<Duration> = times.into_iter().flatten().collect();
    times.sort_unstable();
    Ok(Rate { events_a_second: (times.len() * BATCH) as f64 / took, times })
}
