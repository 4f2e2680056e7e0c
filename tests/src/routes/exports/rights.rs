//! Who may have which exports.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use support::app::{ADMIN, AUDITOR, As, MEMBER, OWNER, STRANGER, TestApp, ago};
use support::events::{event_at, with};

async fn ids(app: &TestApp, who: &As) -> Vec<String> {
    let body = app.get(who, "/v1/exports").await.expect(200);
    let exports = body["exports"].as_array().expect("exports").iter();
    exports.map(|export| export["id"].as_str().expect("an id").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_members_export_is_of_their_own_events_whoever_they_ask_for() {
    let app = TestApp::start().await;
    let mine = json!({ "id": "u_member", "name": "Member", "email": "member@northwind.example" });
    let events = [
        event_at(&app.organization, "ada-1", ago(Duration::hours(2))),
        with(event_at(&app.organization, "mine-1", ago(Duration::hours(1))), "/actor", mine),
    ];
    app.record(&events).await;
    let request = json!({ "filters": { "user": ["u_ada"], "source": "pass" }, "format": "jsonl" });
    let id = app.create_export(&MEMBER, &request).await;
    let export = app.finished_export(&MEMBER, &id).await;
    assert_eq!(export["filters"]["user"], json!(["u_member"]));
    let text = String::from_utf8(app.download(&MEMBER, &export, "data").await).expect("text");
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.iter().map(|event| &event["id"]).collect::<Vec<_>>(), ["mine-1"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_see_their_own_exports_and_nobody_sees_those_of_another_organisation() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    let members = app.create_export(&MEMBER, &json!({})).await;
    let owners = app.create_export(&OWNER, &json!({})).await;
    for role in ["owner", "admin", "auditor"] {
        assert_eq!(ids(&app, &As::Role(role)).await, [owners.clone(), members.clone()], "{role}");
    }
    assert_eq!(ids(&app, &MEMBER).await, std::slice::from_ref(&members));
    let path = format!("/v1/exports/{owners}");
    assert_eq!(app.get(&MEMBER, &path).await.problem(404), "not_found");
    assert_eq!(app.post_link(&MEMBER, &owners, &json!({})).await.problem(404), "not_found");
    assert_eq!(app.delete_export(&MEMBER, &owners).await.problem(404), "not_found");
    for role in ["owner", "admin", "auditor", "member"] {
        let stranger = As::Of(STRANGER, role);
        assert_eq!(app.get(&stranger, &path).await.problem(404), "not_found");
        assert_eq!(app.post_link(&stranger, &owners, &json!({})).await.problem(404), "not_found");
        assert_eq!(app.delete_export(&stranger, &owners).await.problem(404), "not_found");
        assert_eq!(ids(&app, &stranger).await, [""; 0]);
    }
    // An auditor reads everything and removes nothing but what they asked for.
    assert_eq!(app.delete_export(&AUDITOR, &owners).await.problem(403), "forbidden");
    let auditors = app.create_export(&AUDITOR, &json!({})).await;
    assert_eq!(app.delete_export(&AUDITOR, &auditors).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.delete_export(&ADMIN, &owners).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.delete_export(&MEMBER, &members).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_who_becomes_a_member_loses_what_they_asked_for_as_an_admin() {
    let app = TestApp::start().await;
    let id = app.create_export(&OWNER, &json!({})).await;
    let demoted = app.bearer("u_owner", "member");
    assert_eq!(app.get(&demoted, &format!("/v1/exports/{id}")).await.problem(404), "not_found");
    assert_eq!(ids(&app, &demoted).await, [""; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_monitor_is_off_members_get_nothing_and_admins_what_there_was() {
    let app = TestApp::start().await;
    app.record(&[event_at(&app.organization, "e-1", ago(Duration::hours(1)))]).await;
    let members = app.create_export(&MEMBER, &json!({})).await;
    app.finished_export(&MEMBER, &members).await;
    app.patch_settings(&OWNER, &json!({ "activity_monitor": false })).await.expect(200);
    let path = format!("/v1/exports/{members}");
    assert_eq!(app.get(&MEMBER, &path).await.problem(403), "monitor_off");
    assert_eq!(app.get(&MEMBER, "/v1/exports").await.problem(403), "monitor_off");
    assert_eq!(app.post_export(&MEMBER, &json!({})).await.problem(403), "monitor_off");
    let request = json!({ "filters": { "source": "pass" }, "format": "jsonl" });
    assert_eq!(app.export_text(&OWNER, &request).await.lines().count(), 1);
}
