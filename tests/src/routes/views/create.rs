//! `POST /v1/views`

use event_model::{Plan, limits};
use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, MEMBER, OPERATOR, OWNER};

use super::{PATH, save, seen, start, view};

#[tokio::test]
async fn create_view_is_listed_with_canonical_filters() {
    let app = start().await;
    let body = json!({ "name": "Failed sign-ins", "scope": "own", "list": "events", "order": "asc", "bucket": "day",
        "filters": { "outcome": "failure", "type": ["account.login.*"], "from": "2026-11-01T01:00:00+01:00" } });
    let saved = app.post(&AUDITOR, PATH, &body).await.expect(201);
    assert_eq!(app.get(&AUDITOR, PATH).await.expect(200), json!({ "views": [saved], "next_cursor": null }));
    assert_eq!(
        (&saved["filters"]["outcome"], &saved["filters"]["from"]),
        (&json!(["failure"]), &json!("2026-11-01T00:00:00.000Z"))
    );
    let rest = ["name", "scope", "list", "last", "order", "bucket", "created_by", "changed_by"];
    let rest = rest.map(|name| saved[name].clone());
    let expected = json!(["Failed sign-ins", "own", "events", null, "asc", "day", "u_auditor", "u_auditor"]);
    assert_eq!(json!(rest), expected);
    // No event records it.
    assert_eq!(app.event_types(&app.organization).await, ["monitor.enabled"]);
}

#[tokio::test]
async fn create_view_names_every_fault() {
    let app = start().await;
    let with = |member: &str, value: Value| {
        let mut body = view("own", "events");
        body[member] = value;
        body
    };
    let users: Vec<String> =
        (0..50).map(|nth| format!("{nth}{}@northwind.example", "x".repeat(200))).collect();
    let mut my_events = view("own", "my_events");
    my_events["filters"]["user"] = json!("u_ada");
    for (body, fault) in [
        (json!({}), "/name is missing /scope is missing /list is missing"),
        (with("name", json!("x".repeat(257))), "/name is longer than 256 bytes"),
        (with("name", json!(" ")), "/name has no visible character"),
        (with("scope", json!("team")), "/scope must be one of own, organization"),
        (with("list", json!("exports")), "/list must be one of events, my_events"),
        (
            with("last", json!("soon")),
            "/last must be a number of hours or days, such as 24h or 7d: at most 3650 days; or this_week, last_week, this_month or last_month",
        ),
        (
            with("filters", json!({ "from": "2026-11-01T00:00:00Z" })),
            "/last must be absent, because the filters have from or to",
        ),
        (with("filters", json!({ "usr": "u" })), "/filters/usr is not a filter"),
        (
            with("filters", json!({ "type": "crm.contact.created" })),
            "/filters/type is not a type of the catalog (GET /v1/event-types)",
        ),
        (with("filters", json!({ "user": users })), "/filters have more than 8192 bytes as JSON"),
        (with("order", json!("up")), "/order must be one of asc, desc"),
        (with("bucket", json!("year")), "/bucket must be one of hour, day, auto"),
        (with("color", json!("red")), "/color is not a field of this request"),
        (view("organization", "my_events"), "/list must be events, because the view is for the organization"),
        (my_events, "/filters/user must be absent, because the list has only your own events"),
    ] {
        assert_eq!(app.post(&ADMIN, PATH, &body).await.faults(400).join(" "), fault, "{body}");
    }
    assert_eq!(seen(&app, &ADMIN).await, Vec::<String>::new());
}

#[tokio::test]
async fn create_view_needs_role_and_plan() {
    let app = start().await;
    for (who, scope, list) in [
        (&AUDITOR, "organization", "events"),
        (&MEMBER, "organization", "events"),
        (&MEMBER, "own", "events"),
        (&OPERATOR, "own", "events"),
    ] {
        let answer = app.post(who, PATH, &view(scope, list)).await;
        assert_eq!(answer.problem(403), "forbidden", "{who:?} {scope} {list}");
    }
    for (who, scope, list) in [
        (&OWNER, "organization", "events"),
        (&ADMIN, "organization", "events"),
        (&AUDITOR, "own", "events"),
        (&AUDITOR, "own", "my_events"),
        (&MEMBER, "own", "my_events"),
    ] {
        save(&app, who, scope, list).await;
    }
    app.set_organization(Plan::Free, 1).await;
    for answer in [app.post(&ADMIN, PATH, &view("own", "events")).await, app.get(&ADMIN, PATH).await] {
        assert_eq!(answer.problem(403), "plan_required");
    }
}

#[tokio::test]
async fn create_view_with_hidden_detail_is_refused() {
    let app = start().await;
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    let mut body = view("own", "events");
    body["filters"] = json!({ "ip": "203.0.113.7" });
    assert_eq!(app.post(&ADMIN, PATH, &body).await.problem(403), "details_hidden");
    let path = save(&app, &ADMIN, "own", "events").await;
    let answer = app.send(&ADMIN, reqwest::Method::PUT, &path, &body).await;
    assert_eq!(answer.problem(403), "details_hidden");
}

#[tokio::test]
async fn create_view_over_the_limit_is_refused() {
    let app = start().await;
    for (scope, max) in [("own", limits::VIEWS_PER_PERSON), ("organization", limits::VIEWS_PER_ORGANIZATION)]
    {
        let mut last = String::new();
        for _ in 0..max {
            last = save(&app, &ADMIN, scope, "events").await;
        }
        assert_eq!(app.post(&ADMIN, PATH, &view(scope, "events")).await.problem(409), "conflict");
        app.delete(&ADMIN, &last).await.expect(204);
        save(&app, &ADMIN, scope, "events").await;
    }
    assert_eq!(seen(&app, &ADMIN).await.len(), limits::VIEWS_PER_PERSON + limits::VIEWS_PER_ORGANIZATION);
    // Another person has room for their own.
    save(&app, &OWNER, "own", "events").await;
}
