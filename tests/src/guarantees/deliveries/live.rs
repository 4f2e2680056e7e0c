//! Streams of the running stack: how soon events arrive, and that no destination holds up another.

use std::time::{Duration, Instant};

use serde_json::json;
use support::app::{ADMIN, TestApp, text};
use support::events::event;
use support::receiver::{Receiver, Reply};

/// Events whose way is measured.
const EVENTS: usize = 9;
/// Longest median time from the answer of ingest to the webhook.
const MEDIAN_MAX: Duration = Duration::from_secs(3);
/// Time in which everything must have arrived on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Creates a stream to a receiver, and verifies it.
async fn stream(app: &TestApp, receiver: &Receiver) -> String {
    let body = json!({ "name": "SIEM", "kind": "webhook", "start": "now",
        "destination": { "url": receiver.webhook_url() } });
    let stream = app.post(&ADMIN, "/v1/streams", &body).await.expect(201);
    receiver.trust(&[text(&stream["secret"])]);
    let path = format!("/v1/streams/{}/verify", text(&stream["id"]));
    let verified = app.post(&ADMIN, &path, &json!({})).await.expect(200);
    assert_eq!(verified["delivered"], true, "{verified}");
    text(&stream["id"]).to_owned()
}

/// Returns whether a receiver has an event.
fn has(receiver: &Receiver, id: &str) -> bool {
    receiver.stored().iter().any(|message| message.events().iter().any(|event| event["id"] == id))
}

/// Records events one by one, and returns the median time until each has arrived.
async fn median(app: &TestApp, receiver: &Receiver, prefix: &str) -> Duration {
    let mut times = Vec::new();
    for nth in 0..EVENTS {
        let id = format!("{prefix}-{nth}");
        app.record(&[event(&app.organization, &id)]).await;
        let recorded = Instant::now();
        while !has(receiver, &id) {
            assert!(recorded.elapsed() < PATIENCE, "{id} did not arrive");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        times.push(recorded.elapsed());
    }
    times.sort();
    times[EVENTS / 2]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn event_arrives_beside_silent_destination() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    stream(&app, &receiver).await;
    let alone = median(&app, &receiver, "alone").await;

    let silent = Receiver::start().await;
    let id = stream(&app, &silent).await;
    silent.script(std::iter::repeat_n(Reply::Silent, 1_000));
    let beside = median(&app, &receiver, "beside").await;
    println!(
        "median from the answer of ingest to the webhook: {alone:.2?}; beside a silent one: {beside:.2?}"
    );
    assert!(alone <= MEDIAN_MAX && beside <= MEDIAN_MAX, "{alone:?} {beside:?}");
    assert!(!silent.messages().is_empty() && silent.stored().is_empty());
    let status = app.get(&ADMIN, &format!("/v1/streams/{id}")).await.expect(200);
    assert_eq!(status["delivered_24h"], 0, "{status}");
}
