//! `GET /v1/mutes`

use serde_json::json;
use support::app::{ADMIN, AUDITOR, As, STRANGER, TestApp, members, text};
use support::findings::THREE_FAILS;

use super::create;

#[tokio::test]
async fn list_mutes_is_newest_first() {
    let app = TestApp::start_fresh().await;
    app.add_stranger().await;
    let mut ids = Vec::new();
    for nth in 0..3 {
        app.wait(1);
        ids.insert(0, create(&app, json!({ "kind": "person", "value": format!("u_{nth}") })).await);
    }
    let list = app.get(&AUDITOR, "/v1/mutes").await.expect(200);
    assert_eq!(members(list["mutes"].as_array().expect("mutes"), "id"), ids);
    assert_eq!(app.get(&As::Of(STRANGER, "owner"), "/v1/mutes").await.expect(200), json!({ "mutes": [] }));
}

#[tokio::test]
async fn list_mutes_tells_their_end() {
    let app = TestApp::start_fresh().await;
    create(&app, json!({ "kind": "organization" })).await;
    let state = async || app.get(&ADMIN, "/v1/mutes").await.expect(200)["mutes"][0]["state"].clone();
    assert_eq!(state().await, "active");
    app.clock.pass(chrono::Duration::days(30));
    assert_eq!(state().await, "ended");
}

#[tokio::test]
async fn list_mutes_counts_what_they_hid() {
    let app = TestApp::start().await;
    let mute = create(&app, json!({ "kind": "organization" })).await;
    let other = create(&app, json!({ "kind": "person", "value": "u_other" })).await;
    for user in ["u_1", "u_2"] {
        let found = app.guessing(user, "203.0.113.7").await;
        let mute = mute.parse().expect("an id");
        app.write_finding(&app.organization, &found, &THREE_FAILS, Some(&mute)).await;
    }
    let list = app.get(&ADMIN, "/v1/mutes").await.expect(200);
    for entry in list["mutes"].as_array().expect("mutes") {
        let hidden = if text(&entry["id"]) == other { 0 } else { 2 };
        assert_eq!(entry["hidden"], hidden, "{entry}");
    }
}
