//! Events whatever the e-mail addresses of their actors.

use chrono::Duration;
use serde_json::{Value, json};
use support::app::{ADMIN, TestApp, ago, members};
use support::events::{event, event_at, with};

fn by(app: &TestApp, id: &str, user: &str, email: &str) -> Value {
    with(event(&app.organization, id), "/actor", json!({ "id": user, "name": user, "email": email }))
}

/// Returns the sorted ids of the events of a user or address.
async fn ids(app: &TestApp, user: &str) -> String {
    let events = app.all_events(&ADMIN, "/v1/events", &format!("user={user}")).await;
    let mut ids = members(&events, "id");
    ids.sort_unstable();
    ids.join(" ")
}

#[tokio::test]
async fn ingest_address_in_other_case_is_recorded() {
    let app = TestApp::start().await;
    // One after the other, together with a new actor, and both spellings at once.
    app.record(&[by(&app, "a1", "u_case", "Ada@x.example")]).await;
    app.record(&[by(&app, "a2", "u_case", "ada@x.example"), by(&app, "a3", "u_new", "new@x.example")]).await;
    app.record(&[by(&app, "b1", "u_both", "Zoë@x.example"), by(&app, "b2", "u_both", "zoe@x.example")]).await;
    for (user, expected) in [("ADA@x.example", "a1 a2"), ("new@x.example", "a3"), ("zoe@x.example", "b1 b2")]
    {
        assert_eq!(ids(&app, user).await, expected);
    }
}

#[tokio::test]
async fn ingest_address_that_folds_too_long_is_recorded() {
    let app = TestApp::start().await;
    // One character of three bytes that folds to 33: the key of the address row would be over 1,024 bytes.
    let long = format!("{}@x", "\u{fdfa}".repeat(100));
    let events = [by(&app, "l1", "u_long", &long), by(&app, "l2", "u_other", "other@x.example")];
    app.record(&events).await;
    assert_eq!(app.statuses(&events).await, ["duplicate", "duplicate"]);
    assert_eq!(ids(&app, "other@x.example").await, "l2");
    let stored = app.get(&ADMIN, "/v1/events/pass/l1").await.expect(200);
    assert_eq!(stored["actor"]["email"], long, "the address is recorded with the event");
}

#[tokio::test]
async fn ingest_former_addresses_all_find_their_person() {
    let app = TestApp::start().await;
    let addresses = ["one@x.example", "two@x.example", "ONE@x.example", "three@x.example", "two@x.example"];
    for (index, address) in (0..).zip(addresses) {
        let event = event_at(&app.organization, &format!("f{index}"), ago(Duration::minutes(100 - index)));
        app.record(&[with(event, "/actor", json!({ "id": "u_moved", "email": address }))]).await;
    }
    for address in addresses {
        assert_eq!(ids(&app, address).await, "f0 f1 f2 f3 f4", "{address}");
    }
}
