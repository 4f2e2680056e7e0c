//! The rate of recording with the streams, against the rate without them.

use std::path::Path;
use std::time::{Duration, Instant};

use reqwest::Client;
use rusqlite::Connection;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Options, Stack};
use crate::data_dir::Data;

/// Records that the stream keeps meanwhile, as many as a busy day on one machine.
const KEPT: u32 = 100_000;
/// Rounds, each on both stacks, so that other work on the machine hits both.
const ROUNDS: usize = 12;
/// Requests of a round on one stack.
const REQUESTS: usize = 10;
/// Events of a request.
const EVENTS: usize = 100;

async fn start(folder: &TempDir) -> Stack {
    let data = Data::Folder(folder.path().to_owned());
    Stack::start(Options { data, ..Options::default() }).await.unwrap()
}

/// Records the events of one round and returns its time.
async fn record(stack: &Stack, http: &Client, round: usize) -> Duration {
    let start = Instant::now();
    for request in 0..REQUESTS {
        let event = |nth| {
            json!({
                "id": format!("{round}-{request}-{nth}"),
                "organization_id": stack.organization_id(),
                "type": "pass.item.used",
                "occurred_at": chrono::Utc::now(),
                "actor": { "id": format!("u_{nth}"), "name": "A. Person", "email": "person@example.com" },
                "client": { "ip": "192.0.2.7", "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0)" },
            })
        };
        let events: Vec<_> = (0..EVENTS).map(event).collect();
        let request = http.post(format!("{}/v1/events", stack.url())).bearer_auth(stack.product_key());
        let answer: Value =
            request.json(&json!({ "events": events })).send().await.unwrap().json().await.unwrap();
        assert_eq!(answer["results"][EVENTS - 1]["status"], "recorded", "{answer}");
    }
    start.elapsed()
}

/// Adds records before those of the stream, equal to its newest one.
fn keep_records(folder: &Path) {
    let database = Connection::open(folder.join("dynamodb.sqlite")).unwrap();
    let insert = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ?1)
        INSERT INTO _stream_records
            (table_name, event_name, keys_json, new_image, sequence_number, shard_id, created_at, event_id)
        SELECT table_name, event_name, keys_json, new_image, CAST(n AS TEXT), shard_id, created_at, 'kept-' || n
        FROM n, (SELECT * FROM _stream_records WHERE table_name = 'EventsTable' ORDER BY id DESC LIMIT 1)";
    assert_eq!(database.execute(insert, [KEPT]).unwrap(), KEPT as usize);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures for about a minute: cargo test -p local --lib -- --ignored --nocapture recording_rate"]
async fn recording_rate_with_streams_is_at_least_80_percent() {
    let (with_folder, without_folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let with = start(&with_folder).await;
    let mut without = start(&without_folder).await;
    without.streams.stop().await;
    let off = json!({ "TableName": "EventsTable", "StreamSpecification": { "StreamEnabled": false } });
    without._emulators.database.update_table(serde_json::from_value(off).unwrap()).unwrap();

    let http = Client::new();
    // Not counted: the first requests are slower.
    record(&with, &http, 0).await;
    record(&without, &http, 0).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    keep_records(with_folder.path());
    let (mut with_time, mut without_time) = (Duration::ZERO, Duration::ZERO);
    for round in 1..=ROUNDS {
        with_time += record(&with, &http, round).await;
        without_time += record(&without, &http, round).await;
    }
    let rate = |time: Duration| (ROUNDS * REQUESTS * EVENTS) as f64 / time.as_secs_f64();
    let ratio = rate(with_time) / rate(without_time);
    println!(
        "events a second with streams and {KEPT} kept records: {:.0}, without: {:.0}, ratio {ratio:.2}",
        rate(with_time),
        rate(without_time)
    );
    assert!(ratio >= 0.8, "{ratio:.2}");
}
