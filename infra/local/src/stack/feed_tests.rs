//! Tests of streams and schedules with the functions of the template: recorded events reach the feed.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use dynoxide::Database;
use reqwest::Client;
use serde_json::{Value, json};

use super::{Options, Stack};
use crate::data_dir::Data;
use crate::streams::StreamFaults;

/// Maximum wait for events in the feed.
const PATIENCE: Duration = Duration::from_secs(30);

fn options(data: Data) -> Options {
    let streams = StreamFaults { window: Some(Duration::from_millis(20)), ..StreamFaults::default() };
    // The sweep checks every event at once.
    let variables = [("FEED_SWEEP_GRACE_MINUTES".to_owned(), "0".to_owned())].into();
    Options { data, streams, variables, ..Options::default() }
}

async fn send(stack: &Stack, ids: std::ops::Range<usize>) {
    let event = |id| {
        json!({
            "id": format!("e{id}"),
            "organization_id": stack.organization_id(),
            "type": "pass.item.used",
            "occurred_at": chrono::Utc::now(),
            "actor": { "id": "u_1" },
        })
    };
    let events: Vec<_> = ids.map(event).collect();
    let request = Client::new().post(format!("{}/v1/events", stack.url())).bearer_auth(stack.product_key());
    let answer: Value =
        request.json(&json!({ "events": events })).send().await.unwrap().json().await.unwrap();
    let results = answer["results"].as_array().unwrap();
    assert!(results.iter().all(|result| result["status"] == "recorded"), "{answer}");
}

/// Returns the ids of all events of product `pass` in the feed, in order.
async fn feed(stack: &Stack) -> Vec<String> {
    let (mut ids, mut query) = (Vec::new(), "start=beginning".to_owned());
    loop {
        let url = format!("{}/v1/feed?limit=1000&{query}", stack.url());
        let request = Client::new().get(url).bearer_auth(stack.token("admin").unwrap());
        let page: Value = request.send().await.unwrap().json().await.unwrap();
        let events = page["events"].as_array().unwrap_or_else(|| panic!("{page}"));
        let of_product = events.iter().filter(|event| event["source"] == "pass");
        ids.extend(of_product.map(|event| event["id"].as_str().unwrap().to_owned()));
        if page["has_more"] == false {
            return ids;
        }
        query = format!("cursor={}", page["cursor"].as_str().unwrap());
    }
}

/// Waits until the feed has this number of events and checks that each is there once.
async fn feed_of(stack: &Stack, count: usize) {
    let start = Instant::now();
    loop {
        let ids = feed(stack).await;
        if ids.len() >= count {
            let distinct: BTreeSet<_> = ids.iter().collect();
            assert_eq!((ids.len(), distinct.len()), (count, count));
            return;
        }
        assert!(start.elapsed() < PATIENCE, "{} of {count} events are in the feed", ids.len());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn recorded_events_reach_the_feed_once() {
    let stack = Stack::start(options(Data::Memory)).await.unwrap();
    send(&stack, 0..40).await;
    feed_of(&stack, 40).await;
    let report = stack.invoke("FeedSweepFunction", &json!({})).await.unwrap();
    assert_eq!((&report["missing"], &report["failed"]), (&json!(0), &json!(0)), "{report}");
    assert!(report["checked"].as_u64().unwrap() >= 40, "{report}");
    let error = stack.invoke("Unknown", &json!({})).await.unwrap_err();
    assert_eq!(error.to_string(), "there is no function Unknown");
}

#[tokio::test]
async fn faulty_stream_fills_the_feed_once() {
    let streams = StreamFaults {
        seed: 1,
        shards: 4,
        window: Some(Duration::from_millis(20)),
        twice: true,
        shuffle: true,
        delayed: 0.3,
        lost_answers: 0.3,
        ..StreamFaults::default()
    };
    let stack = Stack::start(Options { streams, ..Options::default() }).await.unwrap();
    for batch in 0..5 {
        send(&stack, batch * 50..(batch + 1) * 50).await;
    }
    feed_of(&stack, 250).await;
    // Repeated deliveries that are still to come change nothing.
    tokio::time::sleep(Duration::from_millis(500)).await;
    feed_of(&stack, 250).await;
}

#[tokio::test]
async fn restart_delivers_what_the_feed_lacks() {
    let temporary = tempfile::TempDir::new().unwrap();
    let folder = temporary.path().join("data");
    let stack = Stack::start(options(Data::Folder(folder.clone()))).await.unwrap();
    send(&stack, 0..10).await;
    feed_of(&stack, 10).await;
    send(&stack, 10..20).await;
    stack.stop().await;
    let again = Stack::start(options(Data::Folder(folder))).await.unwrap();
    feed_of(&again, 20).await;
}

/// Removes from a data folder what one of before the feed does not have.
fn make_old(folder: &Path) {
    let database = Database::new(folder.join("dynamodb.sqlite").to_str().unwrap()).unwrap();
    database.delete_table(serde_json::from_value(json!({ "TableName": "FeedTable" })).unwrap()).unwrap();
    let off = json!({ "TableName": "EventsTable", "StreamSpecification": { "StreamEnabled": false } });
    database.update_table(serde_json::from_value(off).unwrap()).unwrap();
    let records = rusqlite::Connection::open(folder.join("dynamodb.sqlite")).unwrap();
    records.execute_batch("DROP INDEX stream_records_by_sequence; DELETE FROM _stream_records").unwrap();
    std::fs::remove_dir_all(folder.join("streams")).unwrap();
    std::fs::remove_file(folder.join("schedules.json")).unwrap();
}

#[tokio::test]
async fn old_data_folder_gains_stream_and_is_swept() {
    let temporary = tempfile::TempDir::new().unwrap();
    let folder = temporary.path().join("data");
    let stack = Stack::start(options(Data::Folder(folder.clone()))).await.unwrap();
    send(&stack, 0..10).await;
    stack.stop().await;
    make_old(&folder);
    let again = Stack::start(options(Data::Folder(folder))).await.unwrap();
    feed_of(&again, 10).await;
    send(&again, 10..20).await;
    feed_of(&again, 20).await;
}
