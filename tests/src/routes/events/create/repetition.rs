//! The same event again, and another one under its id.

use serde_json::json;

use support::app::{ADMIN, TestApp};
use support::events::{event, varied, with, without};

#[tokio::test]
async fn the_same_content_is_a_duplicate_and_other_content_a_conflict() {
    let app = TestApp::start().await;
    let original = event(&app.organization, "e");
    app.record(std::slice::from_ref(&original)).await;
    let before = app.get(&ADMIN, "/v1/events/pass/e").await.expect(200);

    // The same content: members in another order, defaults spelt out, the address in another spelling.
    let respelt = with(original.clone(), "/outcome", json!("success"));
    let respelt = with(respelt, "/client/ip", json!("::ffff:203.0.113.7"));
    let changes = [
        with(original.clone(), "/actor/name", json!("Ada King")),
        with(original.clone(), "/client/ip", json!("203.0.113.8")),
        without(original.clone(), "/client/ip"),
        with(original.clone(), "/metadata/reason", json!("audit!")),
        with(original.clone(), "/type", json!("pass.item.deleted")),
        without(original.clone(), "/session_id"),
        with(original.clone(), "/outcome", json!("attempt")),
        with(original.clone(), "/occurred_at", json!("2026-11-01T00:00:00Z")),
        with(original.clone(), "/targets", json!([])),
    ];
    assert_eq!(app.statuses(std::slice::from_ref(&original)).await, ["duplicate"]);
    assert_eq!(app.statuses(&[respelt]).await, ["duplicate"]);
    for changed in changes {
        assert_eq!(app.statuses(std::slice::from_ref(&changed)).await, ["conflict"], "{changed}");
    }
    assert_eq!(app.get(&ADMIN, "/v1/events/pass/e").await.expect(200), before);
    // The name of an event that was refused is not the actor's name.
    let users = app.get(&ADMIN, "/v1/users?q=king").await.expect(200);
    assert_eq!(users["users"], json!([]));
}

#[tokio::test]
async fn one_id_may_be_used_by_each_source() {
    let app = TestApp::start().await;
    let pass = event(&app.organization, "e");
    let vpn = with(pass.clone(), "/type", json!("vpn.session.started"));
    assert_eq!(app.statuses(&[pass, vpn]).await, ["recorded", "recorded"]);
}

#[tokio::test]
async fn repetitions_within_one_request_are_told_apart() {
    let app = TestApp::start().await;
    let first = event(&app.organization, "e");
    let other = with(first.clone(), "/actor/name", json!("Grace"));
    let statuses = app.statuses(&[first.clone(), first.clone(), other.clone()]).await;
    assert_eq!(statuses, ["recorded", "duplicate", "conflict"]);
    assert_eq!(app.statuses(&[other.clone(), first.clone()]).await, ["conflict", "retry"]);
    assert_eq!(app.statuses(&[first]).await, ["duplicate"]);
}

#[tokio::test]
async fn a_request_of_500_mixes_new_and_old() {
    let app = TestApp::start().await;
    let events = varied(&app.organization, 500);
    app.record(&events[..100]).await;
    let statuses = app.statuses(&events).await;
    assert!(statuses[..100].iter().all(|status| status == "duplicate"), "{statuses:?}");
    assert!(statuses[100..].iter().all(|status| status == "recorded"), "{statuses:?}");
    assert_eq!(app.all_events(&ADMIN, "/v1/events", "limit=1000").await.len(), 500);
}
