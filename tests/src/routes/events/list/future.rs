//! Rows that a newer version has written are shown by every reader.

use serde_json::{Value, json};

use support::app::{ADMIN, As, TestApp};
use support::events::{event, with};

const UNKNOWN_TYPE: &str = "crm.contact.merged";

/// Records an event of the user `u_member`, and beside it a row as a newer version might write it.
async fn app_with_future_row() -> TestApp {
    let app = TestApp::start().await;
    let org = &app.organization;
    app.record(&[with(event(org, "e"), "/actor/id", json!("u_member"))]).await;
    let key = json!({ "TableName": "EventsTable", "Key": { "pk": { "S": format!("{org}#pass#e") } } });
    let mut row = app.dynamodb("GetItem", &key).await["Item"].clone();
    row["pk"] = json!({ "S": format!("{org}#crm#f") });
    row["type_key"] = json!({ "S": format!("{org}#{UNKNOWN_TYPE}#0") });
    let sort_key = row["sort_key"]["S"].as_str().expect("a sort key");
    row["sort_key"] = json!({ "S": format!("{}#00000000000000000000", &sort_key[..24]) });
    row["o"] = json!({ "S": "expired" });
    // Attributes that this version does not know, or of types that it does not use.
    row["z1"] = json!({ "NULL": true });
    row["z2"] = json!({ "L": [{ "NS": ["1"] }] });
    row["i"] = json!({ "SS": ["one", "two"] });
    row["s"] = json!({ "NULL": true });
    row["m"] = json!({ "M": { "reason": { "S": "audit" }, "scores": { "NS": ["1"] } } });
    app.dynamodb("PutItem", &json!({ "TableName": "EventsTable", "Item": row })).await;
    app
}

fn types(events: &[Value]) -> Vec<&str> {
    let mut types: Vec<&str> = events.iter().filter_map(|event| event["type"].as_str()).collect();
    types.sort_unstable();
    types
}

#[tokio::test]
async fn future_row_is_on_every_page() {
    let app = app_with_future_row().await;
    let (admin, member) = (As::Role("admin"), As::Role("member"));
    let listings = [
        (&admin, "/v1/events", "limit=1"),
        (&admin, "/v1/events", "limit=1&order=asc"),
        (&admin, "/v1/events", "user=u_member"),
        (&admin, "/v1/events", "ip=203.0.113.7"),
        (&member, "/v1/me/events", "limit=1"),
    ];
    for (who, path, query) in listings {
        let events = app.all_events(who, path, query).await;
        assert_eq!(types(&events), [UNKNOWN_TYPE, "pass.item.created"], "{path}?{query}");
    }
    // A filter matches known values only.
    for query in ["type=pass.*", "source=pass", "outcome=success", "user=u_member&source=pass"] {
        let events = app.all_events(&admin, "/v1/events", query).await;
        assert_eq!(types(&events), ["pass.item.created"], "{query}");
    }
}

#[tokio::test]
async fn future_row_is_read_by_its_name() {
    let app = app_with_future_row().await;
    let event = app.get(&ADMIN, "/v1/events/crm/f").await.expect(200);
    assert_eq!((&event["type"], &event["source"]), (&UNKNOWN_TYPE.into(), &"crm".into()));
    assert_eq!((&event["outcome"], &event["metadata"]), (&"expired".into(), &json!({ "reason": "audit" })));
    assert_eq!(event["session_id"], Value::Null);
    for path in ["crm/g", "CRM/f", "crm%23/f", "sales/f"] {
        let answer = app.get(&ADMIN, &format!("/v1/events/{path}")).await;
        assert_eq!(answer.problem(404), "not_found", "{path}");
    }
}

#[tokio::test]
async fn future_row_is_counted_by_the_summary() {
    let app = app_with_future_row().await;
    let total = async |who: As, path: &str| {
        let body = app.get(&who, path).await.expect(200);
        assert_eq!(body["complete"], true);
        body["total"].as_u64().expect("a number")
    };
    assert_eq!(total(As::Role("admin"), "/v1/events/summary?user=u_member").await, 2);
    assert_eq!(total(As::Role("admin"), "/v1/events/summary?source=pass").await, 1);
    assert_eq!(total(As::Role("member"), "/v1/me/events/summary").await, 2);
}

#[tokio::test]
async fn future_row_is_exported() {
    let app = app_with_future_row().await;
    let filters = json!({ "user": ["u_member"] });
    let columns = json!(["id", "event", "type", "source", "outcome"]);
    let csv = json!({ "format": "csv", "filters": filters, "columns": columns });
    let csv = app.export_text(&ADMIN, &csv).await.replace('"', "");
    assert!(csv.contains(&format!("f,{UNKNOWN_TYPE},{UNKNOWN_TYPE},crm,expired")), "{csv}");
    assert!(csv.contains("e,Item Created,pass.item.created,pass,success"), "{csv}");
    assert_eq!(types(&app.export_events(&ADMIN, &filters).await), [UNKNOWN_TYPE, "pass.item.created"]);
    let filters = json!({ "user": ["u_member"], "source": ["pass"] });
    assert_eq!(app.export_events(&ADMIN, &filters).await.len(), 1);
}

#[tokio::test]
async fn future_row_unreadable_is_an_error() {
    let app = app_with_future_row().await;
    let key = json!({ "pk": { "S": format!("{}#crm#f", app.organization) } });
    let update = json!({
        "TableName": "EventsTable", "Key": key,
        "UpdateExpression": "SET r = :r", "ExpressionAttributeValues": { ":r": { "NULL": true } },
    });
    app.dynamodb("UpdateItem", &update).await;
    for path in ["/v1/events", "/v1/events/summary", "/v1/events/crm/f"] {
        assert_eq!(app.get(&ADMIN, path).await.problem(500), "internal", "{path}");
    }
}
