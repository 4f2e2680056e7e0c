//! The system on one machine.

use chrono::{SecondsFormat, TimeDelta, Utc};
use local::{Options, Stack};
use reqwest::Client;
use serde_json::{Value, json};

use crate::cli::User;

/// Starts a stack in memory, without events.
pub(crate) async fn start() -> Stack {
    Stack::start(Options::default()).await.expect("the stack starts")
}

/// Returns a person of the demo with a token.
pub(crate) fn person(stack: &Stack, role: &str) -> User {
    User::of(stack.url()).with("ACTIVITY_TOKEN", stack.token(role).expect("a person"))
}

/// Returns an event of the demo organization, `minutes` old.
pub(crate) fn event(stack: &Stack, id: &str, minutes: i64) -> Value {
    let time = Utc::now() - TimeDelta::minutes(minutes);
    json!({
        "id": id, "organization_id": stack.organization_id(), "type": "pass.item.read",
        "occurred_at": time.to_rfc3339_opts(SecondsFormat::Millis, true),
        "actor": { "id": "u_ada", "email": "ada@northwind.example" }, "client": { "ip": "203.0.113.7" },
    })
}

/// Records events.
pub(crate) async fn record(stack: &Stack, events: &[Value]) {
    let url = format!("{}/v1/events", stack.url());
    let request = Client::new().post(url).bearer_auth(stack.product_key()).json(&json!({ "events": events }));
    let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    for result in answer["results"].as_array().expect("results") {
        assert_eq!(result["status"], "recorded", "{answer}");
    }
}
