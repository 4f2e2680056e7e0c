//! An organization sees nothing of another one.

use std::time::Duration;

use event_model::Plan;
use serde_json::{Value, json};
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
async fn reader_key_reads_only_own_feed() {
    let app = TestApp::start().await;
    app.record(&varied(&app.organization, 30)).await;
    app.add_stranger().await;
    let own = reader(&app, &OWNER).await;
    let stranger = reader(&app, &As::Of(STRANGER, "owner")).await;
    for (who, organization) in [(&own, app.organization.as_str()), (&stranger, STRANGER)] {
        let events = first_of_feed(&app, who).await;
        for event in &events {
            assert_eq!(event["organization_id"], organization, "{event}");
        }
    }
}

#[tokio::test]
async fn reader_key_without_plan_or_organization_is_refused() {
    let app = TestApp::start().await;
    let reader = reader(&app, &OWNER).await;
    let feed = "/v1/feed?start=now";
    app.get(&reader, feed).await.expect(200);
    app.set_organization(Plan::Free, 1).await;
    assert_eq!(app.get(&reader, feed).await.problem(403), "plan_required");
    let key = json!({ "pk": { "S": format!("ORG#{}", app.organization) }, "sk": { "S": "ORGANIZATION" } });
    app.dynamodb("DeleteItem", &json!({ "TableName": "ControlTable", "Key": key })).await;
    assert_eq!(app.get(&reader, feed).await.problem(403), "unknown_organization");
}

/// Creates a reader key and returns its holder.
async fn reader(app: &TestApp, owner: &As) -> As {
    let key = app.post(owner, "/v1/reader-keys", &json!({ "name": "SIEM" })).await.expect(201);
    As::Bearer(format!("Bearer {}", text(&key["secret"])))
}

/// Returns the first events of the feed of `who`. Waits until there are some.
async fn first_of_feed(app: &TestApp, who: &As) -> Vec<Value> {
    for _ in 0..200 {
        let page = app.get(who, "/v1/feed?start=beginning&limit=1000").await.expect(200);
        let events = page["events"].as_array().expect("events");
        if !events.is_empty() {
            return events.clone();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the feed stays empty");
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
