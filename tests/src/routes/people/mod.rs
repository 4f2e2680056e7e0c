//! `/v1/people`

mod budget;
mod get;
mod list;
mod pages;
mod second_factor;

use chrono::Duration;
use serde_json::{Value, json};
use support::app::{TestApp, ago, text};
use support::events::event_at;

/// An address of the demo in São Paulo.
const BRAZIL: &str = "203.0.113.7";

/// Returns an event of a person some minutes ago.
fn acted(app: &TestApp, user: &str, kind: &str, minutes: i64) -> Value {
    let id = format!("{user}-{kind}-{minutes}");
    let mut event = event_at(&app.organization, &id, ago(Duration::minutes(minutes)));
    event["type"] = json!(kind);
    event["actor"] = json!({ "id": user, "name": name(user), "email": format!("{user}@northwind.example") });
    event["client"]["ip"] = json!(BRAZIL);
    event
}

/// Returns the event of a person who read an item some minutes ago.
fn read(app: &TestApp, user: &str, item: &str, minutes: i64) -> Value {
    let mut event = acted(app, user, "pass.item.read", minutes);
    event["targets"] =
        json!([{ "type": "item", "id": item }, { "type": "vault", "id": format!("v-{minutes}") }]);
    event
}

fn name(user: &str) -> String {
    format!("Person {user}")
}

/// Returns the ids of a list of people.
fn ids(people: &Value) -> String {
    let people = people["people"].as_array().expect("people");
    people.iter().map(|person| text(&person["id"])).collect::<Vec<_>>().join(" ")
}

/// Returns a person of a list.
fn one<'a>(people: &'a Value, id: &str) -> &'a Value {
    let people = people["people"].as_array().expect("people");
    people.iter().find(|person| person["id"] == id).unwrap_or_else(|| panic!("{id} is not in {people:?}"))
}
