//! The watchers are watched.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::http::Method;
use chrono::{Duration, Utc};
use lambda::clock::Clock;
use serde_json::json;

use support::app::{As, TestApp};
use support::events::{event, with};

#[tokio::test]
async fn what_admins_and_operators_do_is_recorded_whatever_the_settings() {
    let app = TestApp::start().await;
    let admin = As::Role("admin");
    app.patch_settings(&admin, &json!({ "show_details": false, "retention_days": 500 })).await.expect(200);
    app.patch_settings(&admin, &json!({ "activity_monitor": false })).await.expect(200);
    app.patch_settings(&admin, &json!({ "show_details": true })).await.expect(200);
    let key = app.create_key().await;
    app.delete_key(&key).await.expect(204);
    let id = app.create_export(&As::Role("auditor"), &json!({ "filters": {}, "format": "csv" })).await;
    app.finished_export(&As::Role("auditor"), &id).await;
    app.link(&As::Role("auditor"), &id, "data").await;
    app.send(&As::Role("auditor"), Method::DELETE, &format!("/v1/exports/{id}"), None).await.expect(204);

    let events = app.all_events(&As::Role("auditor"), "/v1/events", "source=monitor&order=asc").await;
    let told: Vec<(String, String)> = events
        .iter()
        .map(|event| {
            let text = |pointer: &str| {
                event.pointer(pointer).and_then(|v| v.as_str()).unwrap_or_default().to_owned()
            };
            (text("/type"), text("/actor/id"))
        })
        .filter(|(kind, _)| kind != "monitor.enabled")
        .collect();
    let expected = [
        ("monitor.details.hidden", "u_admin"),
        ("monitor.retention.changed", "u_admin"),
        ("monitor.disabled", "u_admin"),
        ("monitor.details.shown", "u_admin"),
        ("monitor.key.created", "u_operator"),
        ("monitor.key.revoked", "u_operator"),
        ("monitor.export.created", "u_auditor"),
        ("monitor.export.downloaded", "u_auditor"),
        ("monitor.export.deleted", "u_auditor"),
    ];
    let mut told: Vec<(&str, &str)> =
        told.iter().map(|(kind, actor)| (kind.as_str(), actor.as_str())).collect();
    told.dedup();
    let (mut sorted_told, mut sorted) = (told.clone(), expected.to_vec());
    sorted_told.sort_unstable();
    sorted.sort_unstable();
    assert_eq!(sorted_told, sorted);
}

#[tokio::test]
async fn monitor_events_outlive_shorter_retention() {
    let days = Arc::new(AtomicI64::new(0));
    let passed = Arc::clone(&days);
    let clock = Clock::new(move || Utc::now() + Duration::days(passed.load(Ordering::Relaxed)));
    let app = TestApp::start_with_clock(clock).await;
    let admin = As::Role("admin");
    assert_eq!(app.statuses(&[event(&app.organization, "product")]).await, ["recorded"]);
    app.patch_settings(&admin, &json!({ "show_details": false })).await.expect(200);
    app.get(&admin, "/v1/events/pass/product").await.expect(200);
    days.store(100, Ordering::Relaxed);
    app.patch_settings(&admin, &json!({ "retention_days": 30 })).await.expect(200);

    app.get(&admin, "/v1/events/pass/product").await.problem(404);
    let hidden = "source=monitor&type=monitor.details.hidden";
    let listed = app.all_events(&admin, "/v1/events", hidden).await;
    assert_eq!(listed.len(), 1);
    let id = listed[0]["id"].as_str().expect("an id");
    assert_eq!(app.get(&admin, &format!("/v1/events/monitor/{id}")).await.expect(200)["id"], listed[0]["id"]);
    let counted = app.get(&admin, &format!("/v1/events/histogram?bucket=day&{hidden}")).await.expect(200);
    assert_eq!(counted["total"], 1);
    // The longest of the old retention, the new one and 400 days.
    days.store(399, Ordering::Relaxed);
    assert_eq!(app.all_events(&admin, "/v1/events", hidden).await.len(), 1);
    days.store(401, Ordering::Relaxed);
    assert_eq!(app.all_events(&admin, "/v1/events", hidden).await.len(), 0);
}

#[tokio::test]
async fn nobody_sends_events_of_the_monitor() {
    let app = TestApp::start().await;
    for entry in event_model::CATALOGUE.iter().filter(|entry| entry.id.starts_with("monitor.")) {
        let forged = with(event(&app.organization, "forged"), "/type", json!(entry.id));
        assert_eq!(app.statuses(&[forged]).await, ["rejected"], "{}", entry.id);
    }
}
