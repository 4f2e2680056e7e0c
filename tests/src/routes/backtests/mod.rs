//! `/v1/detections/{rule}/backtests` and `/v1/backtests`

mod create;
mod get;

use std::time::Duration;

use chrono::SecondsFormat;
use serde_json::{Value, json};
use support::app::{ADMIN, TestApp, text};

/// Returns a request for the day that ends at the time of the stack.
fn request(app: &TestApp, parameters: &Value) -> Value {
    let now = app.clock.clock().now();
    let time = |ago| (now - chrono::Duration::hours(ago)).to_rfc3339_opts(SecondsFormat::Millis, true);
    json!({ "parameters": parameters, "from": time(24), "to": time(0) })
}

/// Waits until a back-test has ended, and returns it.
async fn ended(app: &TestApp, id: &str) -> Value {
    for _ in 0..600 {
        let backtest = app.get(&ADMIN, &format!("/v1/backtests/{id}")).await.expect(200);
        if !["queued", "running"].contains(&text(&backtest["state"])) {
            return backtest;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the back-test did not end");
}

/// Waits until the feed has this many events of products.
async fn wait_for_feed(app: &TestApp, count: usize) {
    for _ in 0..600 {
        let page = app.get(&ADMIN, "/v1/feed?start=beginning&limit=1000").await.expect(200);
        let events = page["events"].as_array().expect("events").iter();
        if events.filter(|event| event["source"] != "monitor").count() >= count {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the feed does not get the events");
}
