//! `/v1/mutes`

mod create;
mod delete;
mod list;
mod preview;

use chrono::{Duration, SecondsFormat};
use event_model::Event;
use serde_json::{Value, json};
use support::app::{ADMIN, TestApp, text};

/// Returns a time some days after that of the stack.
fn in_days(app: &TestApp, days: i64) -> String {
    let time = app.clock.clock().now() + Duration::days(days);
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Returns a request to mute password guessing about a subject for 30 days.
fn request(app: &TestApp, subject: &Value) -> Value {
    json!({ "rule": "account.guessing", "subject": subject, "reason": "It is expected.", "until": in_days(app, 30) })
}

/// Creates a mute and returns its id.
async fn create(app: &TestApp, subject: Value) -> String {
    let mute = app.post(&ADMIN, "/v1/mutes", &request(app, &subject)).await.expect(201);
    text(&mute["id"]).to_owned()
}

/// Returns the events about mutes, oldest first.
async fn mute_events(app: &TestApp) -> Vec<Event> {
    let mut events = app.events(&app.organization).await;
    events.retain(|event| event.kind.as_str().starts_with("monitor.mute."));
    events
}
