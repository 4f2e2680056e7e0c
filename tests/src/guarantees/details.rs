//! Hidden details are nowhere to be seen; what is not collected is not there at all.

use serde_json::{Value, json};

use support::app::{As, TestApp};
use support::events::{event, with};

/// An address that nothing else contains.
const ADDRESS: &str = "81.2.69.142";

/// Asks for everything that tells of events, as everyone who may, and returns the answers' text.
async fn everything(app: &TestApp) -> String {
    let mut seen = String::new();
    for role in ["owner", "admin", "auditor"] {
        for path in
            ["/v1/events?limit=1", "/v1/events", "/v1/events/pass/e", "/v1/events/histogram", "/v1/users?q="]
        {
            let answer = app.get(&As::Role(role), path).await;
            seen.push_str(&format!("{:?} {}\n", answer.headers, answer.body));
            if let Some(cursor) = answer.body["next_cursor"].as_str() {
                seen.push_str(
                    &app.get(&As::Role(role), &format!("{path}&cursor={cursor}")).await.body.to_string(),
                );
            }
        }
        seen.push_str(&app.export_text(&As::Role(role), &json!({ "filters": {}, "format": "csv" })).await);
        seen.push_str(&app.export_text(&As::Role(role), &json!({ "filters": {}, "format": "jsonl" })).await);
    }
    for path in ["/v1/me/events", "/v1/me/events/histogram"] {
        seen.push_str(&app.get(&As::Role("member"), path).await.body.to_string());
    }
    seen
}

async fn record(app: &TestApp, id: &str) -> Value {
    let event = with(event(&app.organization, id), "/client/ip", json!(ADDRESS));
    let event = with(event, "/actor/id", json!("u_member"));
    app.record(std::slice::from_ref(&event)).await;
    event
}

#[tokio::test]
async fn hidden_details_are_nowhere_and_come_back() {
    let app = TestApp::start().await;
    record(&app, "e").await;
    record(&app, "f").await;
    assert!(everything(&app).await.contains(ADDRESS));

    app.patch_settings(&As::Role("admin"), &json!({ "show_details": false })).await.expect(200);
    let seen = everything(&app).await;
    assert!(!seen.contains(ADDRESS), "{seen}");
    let hidden = app.get(&As::Role("admin"), "/v1/events/pass/e").await.expect(200);
    assert_eq!(hidden["details"], "hidden");
    for member in ["ip", "isp", "asn", "location"] {
        assert_eq!(hidden["client"].get(member), None, "{member}");
    }
    for (role, path) in
        [("owner", "/v1/events"), ("auditor", "/v1/events/histogram"), ("member", "/v1/me/events")]
    {
        for ip in [ADDRESS, "81.2.69.0/24", "0.0.0.0/0"] {
            let answer = app.get(&As::Role(role), &format!("{path}?ip={ip}")).await;
            assert_eq!(answer.problem(403), "details_hidden", "{role} {ip}");
        }
    }
    let export = json!({ "filters": { "ip": ADDRESS }, "format": "csv" });
    assert_eq!(app.post_export(&As::Role("admin"), &export).await.problem(403), "details_hidden");

    app.patch_settings(&As::Role("admin"), &json!({ "show_details": true })).await.expect(200);
    let shown = app.get(&As::Role("admin"), "/v1/events/pass/e").await.expect(200);
    assert_eq!((&shown["details"], &shown["client"]["ip"]), (&json!("shown"), &json!(ADDRESS)));
}

#[tokio::test]
async fn what_is_not_collected_says_so_and_is_not_stored() {
    let app = TestApp::start().await;
    app.patch_settings(&As::Role("admin"), &json!({ "collect_details": false })).await.expect(200);
    let sent = record(&app, "e").await;
    let stored = app.stored_bytes().await;
    assert!(!stored.contains(ADDRESS), "the address is in a table");
    let event = app.get(&As::Role("admin"), "/v1/events/pass/e").await.expect(200);
    assert_eq!(event["details"], "not_collected");
    assert_eq!(event["client"].get("ip"), None);
    let found: Vec<Value> = app.all_events(&As::Role("admin"), "/v1/events", &format!("ip={ADDRESS}")).await;
    assert_eq!(found, Vec::<Value>::new());

    // Collecting again does not bring back what was not kept, and the same event is still the same.
    app.patch_settings(&As::Role("admin"), &json!({ "collect_details": true })).await.expect(200);
    assert_eq!(app.statuses(&[sent]).await, ["duplicate"]);
    record(&app, "f").await;
    let stored = app.stored_bytes().await;
    assert!(stored.contains(ADDRESS), "the address of the later event is in a table");
    let found = app.all_events(&As::Role("admin"), "/v1/events", &format!("ip={ADDRESS}")).await;
    assert_eq!(found.iter().map(|event| &event["id"]).collect::<Vec<_>>(), ["f"]);
}
