//! Events with an id that is already used.

use serde_json::json;
use support::app::{ADMIN, TestApp};
use support::events::{event, varied, with, without};

#[tokio::test]
async fn ingest_repeated_id_is_duplicate_or_conflict() {
    let app = TestApp::start().await;
    let original = event(&app.organization, "e");
    app.record(std::slice::from_ref(&original)).await;
    let before = app.get(&ADMIN, "/v1/events/pass/e").await.expect(200);

    // The same content with its members in another order, explicit defaults, and another form of the address.
    let same = with(original.clone(), "/outcome", json!("success"));
    let same = with(same, "/client/ip", json!("::ffff:203.0.113.7"));
    let set = |pointer, value| (with(original.clone(), pointer, value), "conflict");
    for (event, status) in [
        (original.clone(), "duplicate"),
        (same, "duplicate"),
        set("/actor/name", json!("Ada King")),
        set("/client/ip", json!("203.0.113.8")),
        (without(original.clone(), "/client/ip"), "conflict"),
        set("/metadata/reason", json!("audit!")),
        set("/type", json!("pass.item.deleted")),
        (without(original.clone(), "/session_id"), "conflict"),
        set("/outcome", json!("attempt")),
        set("/occurred_at", json!("2026-11-01T00:00:00Z")),
        set("/targets", json!([])),
    ] {
        assert_eq!(app.statuses(std::slice::from_ref(&event)).await, [status], "{event}");
    }
    assert_eq!(app.get(&ADMIN, "/v1/events/pass/e").await.expect(200), before);
    // A refused event does not rename its actor.
    let users = app.get(&ADMIN, "/v1/users?q=king").await.expect(200);
    assert_eq!(users["users"], json!([]));
}

#[tokio::test]
async fn ingest_same_id_of_two_sources_is_recorded() {
    let app = TestApp::start().await;
    let pass = event(&app.organization, "e");
    let vpn = with(pass.clone(), "/type", json!("vpn.session.started"));
    app.record(&[pass, vpn]).await;
}

#[tokio::test]
async fn ingest_repeated_id_in_one_request_is_answered() {
    let app = TestApp::start().await;
    let first = event(&app.organization, "e");
    let other = with(first.clone(), "/actor/name", json!("Grace"));
    let statuses = app.statuses(&[first.clone(), first.clone(), other.clone()]).await;
    assert_eq!(statuses, ["recorded", "duplicate", "conflict"]);
    assert_eq!(app.statuses(&[other, first.clone()]).await, ["conflict", "retry"]);
    assert_eq!(app.statuses(&[first]).await, ["duplicate"]);
}

#[tokio::test]
async fn ingest_500_events_mixes_new_and_duplicate() {
    let app = TestApp::start().await;
    let events = varied(&app.organization, 500);
    app.record(&events[..100]).await;
    let statuses = app.statuses(&events).await;
    assert!(statuses[..100].iter().all(|status| status == "duplicate"), "{statuses:?}");
    assert!(statuses[100..].iter().all(|status| status == "recorded"), "{statuses:?}");
    assert_eq!(app.all_events(&ADMIN, "/v1/events", "limit=1000").await.len(), 500);
}
