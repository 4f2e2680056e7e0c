//! `POST /v1/mutes` with `preview`

use serde_json::{Value, json};
use support::app::{ADMIN, TestApp, members};

async fn preview(app: &TestApp, rule: &str, subject: Value) -> Value {
    let body = json!({ "rule": rule, "subject": subject, "preview": true });
    app.post(&ADMIN, "/v1/mutes", &body).await.expect(200)
}

#[tokio::test]
async fn preview_of_mute_tells_what_it_would_hide() {
    let app = TestApp::start().await;
    let ada = app.open_guessing("u_1", "203.0.113.7").await;
    let grace = app.open_guessing("u_2", "198.51.100.20").await;
    let ids = async |subject: Value| {
        let found = preview(&app, "account.guessing", subject).await;
        assert_eq!(found["complete"], true);
        let findings = found["findings"].as_array().expect("findings");
        assert_eq!(found["count"], findings.len());
        let mut ids: Vec<String> = members(findings, "id").into_iter().map(str::to_owned).collect();
        ids.sort();
        ids
    };
    let mut both = [ada.clone(), grace.clone()];
    both.sort();
    assert_eq!(ids(json!({ "kind": "person", "value": "u_1" })).await, std::slice::from_ref(&ada));
    assert_eq!(ids(json!({ "kind": "address", "value": "198.51.100.20" })).await, [grace]);
    assert_eq!(ids(json!({ "kind": "network", "value": "203.0.113.0/24" })).await, [ada]);
    assert_eq!(ids(json!({ "kind": "country", "value": "AQ" })).await, [""; 0]);
    assert_eq!(ids(json!({ "kind": "organization" })).await, both);
    let other = preview(&app, "address.spray", json!({ "kind": "organization" })).await;
    assert_eq!(other["count"], 0);
    assert_eq!(app.get(&ADMIN, "/v1/mutes").await.expect(200)["mutes"], json!([]));
    // A month later, nothing is left to hide.
    app.clock.pass(chrono::Duration::days(31));
    assert_eq!(ids(json!({ "kind": "organization" })).await, [""; 0]);
}

#[tokio::test]
async fn preview_of_mute_checks_what_is_given() {
    let app = TestApp::start_fresh().await;
    let body = json!({ "rule": "monitor.blinded", "subject": { "kind": "organization" }, "until": "now", "preview": true });
    let faults = app.post(&ADMIN, "/v1/mutes", &body).await.faults(400);
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(faults[0], "/rule cannot be muted");
    assert!(faults[1].starts_with("/until "), "{faults:?}");
}
