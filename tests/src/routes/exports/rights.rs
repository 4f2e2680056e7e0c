//! Access to exports.

use chrono::Duration;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, As, MEMBER, OWNER, STRANGER, TestApp, ago, members, text};
use support::events::{event_at, with};

async fn ids(app: &TestApp, who: &As) -> Vec<String> {
    let exports = app.list(who, "/v1/exports?limit=100", "exports").await;
    members(&exports, "id").into_iter().map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn export_of_member_has_own_events_only() {
    let app = TestApp::start().await;
    let mine = json!({ "id": "u_member", "name": "Member", "email": "member@northwind.example" });
    app.record(&[
        event_at(&app.organization, "ada-1", ago(Duration::hours(2))),
        with(event_at(&app.organization, "mine-1", ago(Duration::hours(1))), "/actor", mine),
    ])
    .await;
    let filters = json!({ "user": ["u_ada"], "source": "pass" });
    assert_eq!(members(&app.export_events(&MEMBER, &filters).await, "id"), ["mine-1"]);
    let listed = app.get(&MEMBER, "/v1/exports").await.expect(200);
    assert_eq!(listed["exports"][0]["filters"]["user"], json!(["u_member"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_are_visible_by_role_and_organization() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    let mine = app.create_export(&MEMBER, &json!({})).await;
    let owners = app.create_export(&OWNER, &json!({})).await;
    for who in [&OWNER, &ADMIN, &AUDITOR] {
        assert_eq!(ids(&app, who).await, [owners.clone(), mine.clone()], "{who:?}");
    }
    assert_eq!(ids(&app, &MEMBER).await, std::slice::from_ref(&mine));
    let strangers = ["owner", "admin", "auditor", "member"].map(|role| As::Of(STRANGER, role));
    for who in strangers.iter().chain([&MEMBER]) {
        assert_eq!(app.get_export(who, &owners).await.problem(404), "not_found", "{who:?}");
        assert_eq!(app.post_link(who, &owners, &json!({})).await.problem(404), "not_found", "{who:?}");
        assert_eq!(app.delete_export(who, &owners).await.problem(404), "not_found", "{who:?}");
    }
    for who in &strangers {
        assert_eq!(ids(&app, who).await, [""; 0]);
    }
    // An auditor reads every export and deletes only their own.
    assert_eq!(app.delete_export(&AUDITOR, &owners).await.problem(403), "forbidden");
    let auditors = app.create_export(&AUDITOR, &json!({})).await;
    for (who, id) in [(&AUDITOR, auditors), (&ADMIN, owners), (&MEMBER, mine)] {
        app.delete_export(who, &id).await.expect(204);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn export_of_former_admin_is_not_found() {
    let app = TestApp::start().await;
    let id = app.create_export(&OWNER, &json!({})).await;
    let demoted = app.bearer("u_owner", "member");
    assert_eq!(app.get_export(&demoted, &id).await.problem(404), "not_found");
    assert_eq!(ids(&app, &demoted).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn exports_while_monitor_is_off_are_for_admins() {
    let app = TestApp::start().await;
    app.record(&[event_at(&app.organization, "e-1", ago(Duration::hours(1)))]).await;
    let export = app.export(&MEMBER, &json!({})).await;
    app.patch_settings(&OWNER, &json!({ "activity_monitor": false })).await.expect(200);
    assert_eq!(app.get_export(&MEMBER, text(&export["id"])).await.problem(403), "monitor_off");
    assert_eq!(app.get(&MEMBER, "/v1/exports").await.problem(403), "monitor_off");
    assert_eq!(app.post_export(&MEMBER, &json!({})).await.problem(403), "monitor_off");
    assert_eq!(app.export_events(&OWNER, &json!({ "source": "pass" })).await.len(), 1);
}
