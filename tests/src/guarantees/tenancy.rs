//! An organization sees nothing of another one.

use serde_json::json;
use support::app::{As, OWNER, STRANGER, TestApp, text};
use support::events::varied;

#[tokio::test]
async fn events_are_invisible_to_other_organizations() {
    let app = TestApp::start().await;
    app.record(&varied(&app.organization, 30)).await;
    app.add_stranger().await;
    for role in ["owner", "admin", "auditor", "member"] {
        let stranger = As::Of(STRANGER, role);
        let own = app.get(&stranger, "/v1/me/events?limit=1000").await.expect(200);
        for event in own["events"].as_array().expect("events") {
            assert_eq!(event["organization_id"], STRANGER, "{role}");
        }
        if role == "member" {
            continue;
        }
        // A stranger sees the settings of their own organization change, and nothing else.
        let events = app.get(&stranger, "/v1/events?limit=1000").await.expect(200);
        for event in events["events"].as_array().expect("events") {
            assert_eq!(event["organization_id"], STRANGER, "{role}");
        }
        for query in ["user=u_ada", "ip=203.0.113.7", "type=account.login.*", "source=pass"] {
            let events = app.get(&stranger, &format!("/v1/events?{query}")).await.expect(200);
            assert_eq!(events["events"], json!([]), "{role} {query}");
        }
        let users = app.get(&stranger, "/v1/users?q=northwind").await.expect(200);
        assert_eq!(users["users"], json!([]), "{role}");
        let one = app.get(&stranger, "/v1/events/pass/e1").await;
        assert_eq!(one.problem(404), "not_found", "{role}");
    }
}

#[tokio::test]
async fn reader_keys_are_invisible_to_other_organizations() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    let own = app.post(&OWNER, "/v1/reader-keys", &json!({ "name": "SIEM" })).await.expect(201);
    let path = format!("/v1/reader-keys/{}", text(&own["id"]));
    for role in ["owner", "admin"] {
        let stranger = As::Of(STRANGER, role);
        let listed = app.get(&stranger, "/v1/reader-keys").await.expect(200);
        assert_eq!(listed["reader_keys"], json!([]), "{role}");
        assert_eq!(app.delete(&stranger, &path).await.problem(404), "not_found", "{role}");
        let events = app.get(&stranger, "/v1/events?type=monitor.reader_key.*").await.expect(200);
        assert_eq!(events["events"], json!([]), "{role}");
    }
    let listed = app.get(&OWNER, "/v1/reader-keys").await.expect(200);
    assert_eq!(listed["reader_keys"][0]["revoked_at"], json!(null));
}
