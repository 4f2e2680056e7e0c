//! `PUT /v1/views/{id}`, `DELETE /v1/views/{id}`

use reqwest::Method;
use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, Answer, As, MEMBER, OWNER, TestApp, text};

use super::{PATH, save, seen, start, view};

async fn put(app: &TestApp, who: &As, path: &str, body: &Value) -> Answer {
    app.send(who, Method::PUT, path, body).await
}

#[tokio::test]
async fn update_view_replaces_all_but_scope() {
    let app = start().await;
    let path = save(&app, &OWNER, "organization", "events").await;
    app.wait(5);
    let body = json!({ "name": "Others", "scope": "organization", "list": "events" });
    let changed = put(&app, &ADMIN, &path, &body).await.expect(200);
    let members = ["name", "last", "created_by", "changed_by", "created_at", "changed_at"];
    assert_eq!(
        json!(members.map(|name| changed[name].clone())),
        json!(["Others", null, "u_owner", "u_admin", "2026-11-21T19:00:00.000Z", "2026-11-21T19:05:00.000Z"])
    );
    assert_eq!(changed["filters"]["type"], json!([]));
    assert_eq!(app.get(&AUDITOR, PATH).await.expect(200)["views"], json!([changed]));
    let faults = put(&app, &ADMIN, &path, &view("own", "events")).await.faults(400);
    assert_eq!(faults, ["/scope cannot be changed: save another view"]);
    let faults = put(&app, &ADMIN, &path, &json!({})).await.faults(400);
    assert_eq!(faults, ["/name is missing", "/scope is missing", "/list is missing"]);
}

#[tokio::test]
async fn update_view_needs_its_role() {
    let app = start().await;
    let shared = save(&app, &OWNER, "organization", "events").await;
    let own = save(&app, &OWNER, "own", "events").await;
    let member = save(&app, &MEMBER, "own", "my_events").await;
    let organization = view("organization", "events");
    for (who, path, body, expected) in [
        (&AUDITOR, &shared, &organization, (403, "forbidden")),
        (&MEMBER, &shared, &organization, (404, "not_found")),
        (&ADMIN, &own, &view("own", "events"), (404, "not_found")),
        (&ADMIN, &member, &view("own", "my_events"), (404, "not_found")),
        // A view of one's own events must not become one of all.
        (&MEMBER, &member, &view("own", "events"), (403, "forbidden")),
    ] {
        assert_eq!(put(&app, who, path, body).await.problem(expected.0), expected.1, "{who:?} {path}");
        if who != &MEMBER || *path != member {
            assert_eq!(app.delete(who, path).await.problem(expected.0), expected.1, "{who:?} {path}");
        }
    }
    assert_eq!(seen(&app, &OWNER).await, [own, shared]);
    assert_eq!(seen(&app, &MEMBER).await, [member]);
}

#[tokio::test]
async fn deleted_view_is_not_found() {
    let app = start().await;
    let path = save(&app, &ADMIN, "own", "events").await;
    app.delete(&ADMIN, &path).await.expect(204);
    assert_eq!(app.delete(&ADMIN, &path).await.problem(404), "not_found");
    assert_eq!(put(&app, &ADMIN, &path, &view("own", "events")).await.problem(404), "not_found");
    assert_eq!(app.delete(&ADMIN, &format!("{PATH}/x")).await.problem(404), "not_found");
    assert_eq!(seen(&app, &ADMIN).await, Vec::<String>::new());
    // The same filters can be saved again.
    let again = app.post(&ADMIN, PATH, &view("own", "events")).await.expect(201);
    assert_ne!(format!("{PATH}/{}", text(&again["id"])), path);
}
