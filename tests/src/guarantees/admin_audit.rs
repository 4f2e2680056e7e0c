//! Acts of admins and operators are events too.

use chrono::Duration;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, TestApp, text};
use support::events::{event, with};

#[tokio::test]
async fn admin_acts_are_recorded_whatever_the_settings() {
    let app = TestApp::start().await;
    for patch in [
        json!({ "show_details": false, "retention_days": 500 }),
        json!({ "activity_monitor": false }),
        json!({ "show_details": true }),
    ] {
        app.patch_settings(&ADMIN, &patch).await.expect(200);
    }
    let body = json!({ "name": "A product", "sources": ["pass"], "organizations": [app.organization] });
    let (key, _) = app.create_key(&body).await;
    app.delete_key(&key).await.expect(204);
    let reader_key = app.post(&ADMIN, "/v1/reader-keys", &json!({ "name": "SIEM" })).await.expect(201);
    app.delete(&ADMIN, &format!("/v1/reader-keys/{}", text(&reader_key["id"]))).await.expect(204);
    let export = app.export(&AUDITOR, &json!({})).await;
    let id = text(&export["id"]);
    app.link(&AUDITOR, id, "data").await;
    app.delete_export(&AUDITOR, id).await.expect(204);

    let events = app.all_events(&AUDITOR, "/v1/events", "source=monitor").await;
    let mut acts: Vec<(&str, &str)> =
        events.iter().map(|event| (text(&event["type"]), text(&event["actor"]["id"]))).collect();
    acts.retain(|(kind, _)| *kind != "monitor.enabled");
    acts.sort_unstable();
    let mut expected = [
        ("monitor.details.hidden", "u_admin"),
        ("monitor.retention.changed", "u_admin"),
        ("monitor.disabled", "u_admin"),
        ("monitor.details.shown", "u_admin"),
        ("monitor.key.created", "u_operator"),
        ("monitor.key.revoked", "u_operator"),
        ("monitor.reader_key.created", "u_admin"),
        ("monitor.reader_key.revoked", "u_admin"),
        ("monitor.export.created", "u_auditor"),
        ("monitor.export.downloaded", "u_auditor"),
        ("monitor.export.deleted", "u_auditor"),
    ];
    expected.sort_unstable();
    assert_eq!(acts, expected);
}

#[tokio::test]
async fn monitor_events_outlive_shorter_retention() {
    let app = TestApp::start().await;
    app.record(&[event(&app.organization, "product")]).await;
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    app.get(&ADMIN, "/v1/events/pass/product").await.expect(200);
    app.clock.pass(Duration::days(100));
    app.patch_settings(&ADMIN, &json!({ "retention_days": 30 })).await.expect(200);

    app.get(&ADMIN, "/v1/events/pass/product").await.problem(404);
    let hidden = "source=monitor&type=monitor.details.hidden";
    let listed = app.all_events(&ADMIN, "/v1/events", hidden).await;
    assert_eq!(listed.len(), 1);
    let path = format!("/v1/events/monitor/{}", text(&listed[0]["id"]));
    assert_eq!(app.get(&ADMIN, &path).await.expect(200)["id"], listed[0]["id"]);
    let counted = app.get(&ADMIN, &format!("/v1/events/summary?bucket=day&{hidden}")).await.expect(200);
    assert_eq!(counted["total"], 1);
    // The longest of the old retention, the new one and 400 days.
    app.clock.pass(Duration::days(299));
    assert_eq!(app.all_events(&ADMIN, "/v1/events", hidden).await.len(), 1);
    app.clock.pass(Duration::days(2));
    assert_eq!(app.all_events(&ADMIN, "/v1/events", hidden).await.len(), 0);
}

#[tokio::test]
async fn products_cannot_send_monitor_events() {
    let app = TestApp::start().await;
    for entry in event_model::Catalog::built_in().entries().iter().filter(|entry| entry.id.is_monitor()) {
        let forged = with(event(&app.organization, "forged"), "/type", json!(entry.id));
        assert_eq!(app.statuses(&[forged]).await, ["rejected"], "{}", entry.id);
    }
}
