//! `/v1/reader-keys`

mod create;
mod list;
mod revoke;

use event_model::Event;
use event_store::{ReaderKey, ReaderKeySecret};
use serde_json::{Value, json};
use support::app::{As, TestApp, text};

/// Creates a key and returns its id and secret.
async fn create(app: &TestApp, who: &As, name: &str) -> (String, String) {
    let key = app.post(who, "/v1/reader-keys", &json!({ "name": name })).await.expect(201);
    (text(&key["id"]).to_owned(), text(&key["secret"]).to_owned())
}

/// Returns the key that a secret is valid for.
async fn verify(app: &TestApp, secret: &str) -> Option<ReaderKey> {
    let secret = ReaderKeySecret::parse(secret).expect("a key's text");
    app.store.control.reader_keys_verify(&secret).await.expect("the store answers")
}

/// Returns the names of the listed keys.
fn names(body: &Value) -> Vec<&str> {
    body["reader_keys"].as_array().expect("keys").iter().map(|key| text(&key["name"])).collect()
}

/// Returns the events about reader keys of an organization, oldest first.
async fn key_events(app: &TestApp, organization: &str) -> Vec<Event> {
    let mut events = app.events(organization).await;
    events.retain(|event| event.kind.as_str().starts_with("monitor.reader_key."));
    events
}
