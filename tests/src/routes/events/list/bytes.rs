//! Pages are bounded in bytes, whatever events hold.

use std::collections::BTreeSet;

use chrono::Duration;
use serde_json::{Value, json};

use support::app::{ADMIN, TestApp, ago};
use support::events::{event_at, with};

/// Returns events of the largest size, full of quotes: each takes four bytes of the Lambda response.
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
    let first = app.get(&ADMIN, "/v1/events?limit=1000").await.expect(200);
    let events = first["events"].as_array().expect("events");
    assert!((10..120).contains(&events.len()) && first["next_cursor"].is_string(), "{}", events.len());
    for event in app.all_events(&ADMIN, "/v1/events", "limit=1000").await {
        assert!(ids.insert(event["id"].to_string()), "twice: {}", event["id"]);
    }
    assert_eq!(ids.len(), 120);
}
