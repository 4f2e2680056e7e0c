//! `/v1/streams`

mod acts;
mod create;
mod dead_letters;
mod delete;
mod mail;
mod secrets;
mod start;
mod tenancy;
mod update;
mod verify;

use event_model::Event;
use support::app::TestApp;

/// A URL that no test calls.
const URL: &str = "https://siem.northwind.example/activity?token=t0k3n";

/// Returns the events about streams, oldest first.
async fn stream_events(app: &TestApp) -> Vec<Event> {
    let mut events = app.events(&app.organization).await;
    events.retain(|event| event.kind.as_str().starts_with("monitor.stream."));
    events
}

/// Returns the types of the events about streams, oldest first, without `monitor.stream.`.
async fn event_words(app: &TestApp) -> Vec<String> {
    let events = stream_events(app).await;
    events.iter().map(|event| event.kind.as_str().replace("monitor.stream.", "")).collect()
}
