//! The watchers are watched.

use axum::http::Method;
use serde_json::json;

use crate::app::{As, TestApp};
use crate::events::{event, with};

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
async fn nobody_sends_events_of_the_monitor() {
    let app = TestApp::start().await;
    for entry in event_model::CATALOGUE.iter().filter(|entry| entry.id.starts_with("monitor.")) {
        let forged = with(event(&app.organization, "forged"), "/type", json!(entry.id));
        assert_eq!(app.statuses(&[forged]).await, ["rejected"], "{}", entry.id);
    }
}
