//! No event is answered `retry` for its actor's sake.

use chrono::Duration;
use serde_json::{Value, json};

use support::app::{ADMIN, TestApp, ago};
use support::events::{event, event_at, with};

fn by(app: &TestApp, id: &str, user: &str, email: &str) -> Value {
    with(event(&app.organization, id), "/actor", json!({ "id": user, "name": user, "email": email }))
}

/// Returns the ids of the events of a user or address, in order.
async fn ids(app: &TestApp, user: &str) -> Vec<String> {
    let events = app.all_events(&ADMIN, "/v1/events", &format!("user={user}&order=asc")).await;
    let mut ids: Vec<String> =
        events.iter().map(|event| event["id"].as_str().expect("an id").to_owned()).collect();
    ids.sort();
    ids
}

#[tokio::test]
async fn ingest_address_in_other_case_is_recorded() {
    let app = TestApp::start().await;
    // One after the other, together with a new actor, and both spellings at once.
    assert_eq!(app.statuses(&[by(&app, "a1", "u_case", "Ada@x.example")]).await, ["recorded"]);
    let more = [by(&app, "a2", "u_case", "ada@x.example"), by(&app, "a3", "u_new", "new@x.example")];
    assert_eq!(app.statuses(&more).await, ["recorded", "recorded"]);
    let both = [by(&app, "b1", "u_both", "Zoë@x.example"), by(&app, "b2", "u_both", "zoe@x.example")];
    assert_eq!(app.statuses(&both).await, ["recorded", "recorded"]);

    assert_eq!(ids(&app, "ADA@x.example").await, ["a1", "a2"]);
    assert_eq!(ids(&app, "new@x.example").await, ["a3"]);
    assert_eq!(ids(&app, "zoe@x.example").await, ["b1", "b2"]);
}

#[tokio::test]
async fn ingest_address_that_folds_too_long_is_recorded() {
    let app = TestApp::start().await;
    // One character of three bytes that folds to 33: the row of the address would have a key of over 1,024 bytes.
    let long = format!("{}@x", "\u{fdfa}".repeat(100));
    let events = [by(&app, "l1", "u_long", &long), by(&app, "l2", "u_other", "other@x.example")];
    assert_eq!(app.statuses(&events).await, ["recorded", "recorded"]);
    assert_eq!(app.statuses(&events).await, ["duplicate", "duplicate"]);
    assert_eq!(ids(&app, "other@x.example").await, ["l2"]);
    let stored = app.get(&ADMIN, "/v1/events/pass/l1").await.expect(200);
    assert_eq!(stored["actor"]["email"], long, "the address is recorded with the event");
}

#[tokio::test]
async fn ingest_former_addresses_all_find_their_person() {
    let app = TestApp::start().await;
    let send = async |index: i64, email: &str| {
        let time = ago(Duration::minutes(100 - index));
        let event = event_at(&app.organization, &format!("f{index}"), time);
        let actor = json!({ "id": "u_moved", "email": email });
        assert_eq!(app.statuses(&[with(event, "/actor", actor)]).await, ["recorded"], "{email}");
    };
    let addresses = ["one@x.example", "two@x.example", "ONE@x.example", "three@x.example", "two@x.example"];
    for (index, address) in (0..).zip(addresses) {
        send(index, address).await;
    }
    for address in addresses {
        assert_eq!(ids(&app, address).await, ["f0", "f1", "f2", "f3", "f4"], "{address}");
    }
}
