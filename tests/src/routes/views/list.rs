//! `GET /v1/views`

use serde_json::json;
use support::app::{ADMIN, AUDITOR, As, MEMBER, OWNER, STRANGER, TestApp};

use super::{PATH, save, seen, start, view};

#[tokio::test]
async fn list_views_shows_own_then_shared() {
    let app = start().await;
    let shared = save(&app, &OWNER, "organization", "events").await;
    let own = save(&app, &ADMIN, "own", "events").await;
    app.wait(1);
    let newer = save(&app, &ADMIN, "own", "my_events").await;
    let member = save(&app, &MEMBER, "own", "my_events").await;
    assert_eq!(seen(&app, &ADMIN).await, [own.clone(), newer, shared.clone()]);
    assert_eq!(seen(&app, &AUDITOR).await, [shared.as_str()]);
    assert_eq!(seen(&app, &MEMBER).await, [member]);
    // A person whose id begins like that of another.
    let similar = app.bearer("u_admin#", "admin");
    assert_eq!(seen(&app, &similar).await, [shared.as_str()]);
    assert_eq!(app.delete(&similar, &own).await.problem(404), "not_found");
    assert_eq!(app.get(&ADMIN, &format!("{PATH}?limit=1")).await.invalid_parameter(), "limit");
}

#[tokio::test]
async fn list_views_leaves_out_an_unreadable_one() {
    let app = start().await;
    let path = save(&app, &ADMIN, "own", "events").await;
    app.wait(1);
    let newer = save(&app, &ADMIN, "organization", "events").await;
    // A newer version may know more filters.
    let keys = app
        .dynamodb(
            "Query",
            &json!({ "TableName": "ControlTable", "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": { ":pk": { "S": "VIEWS#org_a" } } }),
        )
        .await;
    let items = keys["Items"].as_array().expect("items");
    let item = items.iter().find(|item| item["sk"]["S"].as_str().is_some_and(|sk| sk.starts_with("OWN#")));
    let key = json!({ "pk": { "S": "VIEWS#org_a" }, "sk": item.expect("the own view")["sk"] });
    app.dynamodb(
        "UpdateItem",
        &json!({ "TableName": "ControlTable", "Key": key,
        "UpdateExpression": "SET #query.planet = :planet", "ExpressionAttributeNames": { "#query": "query" },
        "ExpressionAttributeValues": { ":planet": { "S": "Mars" } } }),
    )
    .await;
    assert_eq!(seen(&app, &ADMIN).await, [newer]);
    assert_eq!(app.delete(&ADMIN, &path).await.status, 500);
}

#[tokio::test]
async fn views_are_invisible_to_other_organizations() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    let paths =
        [save(&app, &OWNER, "own", "events").await, save(&app, &OWNER, "organization", "events").await];
    let before = app.stored("ControlTable").await;
    for role in ["owner", "admin", "auditor", "member"] {
        // The same id of a person, in another organization.
        let stranger = As::Of(STRANGER, role);
        assert_eq!(seen(&app, &stranger).await, Vec::<String>::new(), "{role}");
        for path in &paths {
            let scope = if *path == paths[0] { "own" } else { "organization" };
            let put = app.send(&stranger, reqwest::Method::PUT, path, &view(scope, "events")).await;
            assert_eq!(put.problem(404), "not_found", "{role}");
            assert_eq!(app.delete(&stranger, path).await.problem(404), "not_found", "{role}");
        }
    }
    assert_eq!(app.stored("ControlTable").await, before);
}
