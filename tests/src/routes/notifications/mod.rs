//! `/v1/me/notifications` and `/v1/unsubscribe`

mod get;
mod unsubscribe;
mod update;

use event_model::Event;
use support::app::TestApp;

const PATH: &str = "/v1/me/notifications";

/// Returns the events about changes of notifications, oldest first.
async fn changes(app: &TestApp) -> Vec<Event> {
    let mut events = app.events(&app.organization).await;
    events.retain(|event| event.kind.as_str() == "monitor.notifications.changed");
    events.sort_by_key(|event| event.occurred_at);
    events
}

/// Returns the metadata of an event.
fn facts(event: &Event) -> Vec<(&str, &str)> {
    event.metadata.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect()
}
