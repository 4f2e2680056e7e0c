//! Pages are bounded in bytes, whatever events hold.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::{Value, json};

use support::app::{ADMIN, TestApp, ago};
use support::events::{event_at, with};

/// Returns events as large as events may be, all of quotes: each takes four bytes of Lambda's response.
pub(crate) fn hostile(organization: &str, count: usize) -> Vec<Value> {
    let quotes = |length: usize| "\"".repeat(length);
    let target =
        |n: usize| json!({ "type": quotes(64), "id": format!("{n}{}", quotes(120)), "name": quotes(256) });
    let targets: Vec<Value> = (0..10).map(target).collect();
    let metadata: serde_json::Map<String, Value> =
        (0..20).map(|n| (format!("{n}{}", quotes(60)), quotes(512).into())).collect();
    let event = |n: usize| {
        let event = event_at(organization, &format!("h{n}"), ago(Duration::hours(1)));
        with(with(event, "/targets", json!(targets)), "/metadata", json!(metadata))
    };
    (0..count).map(event).collect()
}

#[tokio::test]
async fn page_of_hostile_events_ends_early() {
    let app = TestApp::start().await;
    for batch in hostile(&app.organization, 120).chunks(24) {
        app.record(batch).await;
    }
    let mut ids = BTreeSet::new();
    let mut cursor = String::new();
    let mut pages = 0;
    loop {
        let body = app.get(&ADMIN, &format!("/v1/events?limit=1000{cursor}")).await.expect(200);
        let events = body["events"].as_array().expect("events");
        assert!(events.len() > 10, "{}", events.len());
        pages += 1;
        for event in events.iter().filter(|event| event["source"] == "pass") {
            assert!(ids.insert(event["id"].to_string()), "twice: {}", event["id"]);
        }
        match body["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(ids.len(), 120);
    assert!(pages > 1, "{pages}");
}
