//! Asking for exports.

use serde_json::{Value, json};

use support::app::{OWNER, TestApp, members};

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_accepted_and_can_be_looked_at() {
    let app = TestApp::start().await;
    let request = json!({ "filters": { "user": "u_ada", "type": "pass.item.*" }, "format": "csv" });
    let answer = app.post_export(&OWNER, &request).await;
    let location = answer.headers["location"].clone();
    let export = answer.expect(202);
    assert_eq!(location, format!("/v1/exports/{}", export["id"].as_str().expect("an id")));
    assert_eq!(export["status"], "pending");
    assert_eq!(export["complete"], false);
    assert_eq!(export["incomplete_reason"], "not_ready");
    assert_eq!(export["filters"]["user"], json!(["u_ada"]));
    assert_eq!(export["filters"]["type"], json!(["pass.item.*"]));
    assert_eq!((&export["rows"], &export["reached"]), (&json!(0), &Value::Null));
    assert_eq!(
        export["created_by"],
        json!({ "id": "u_owner", "name": "Owner", "email": "owner@northwind.example" })
    );
    let ready = app.finished_export(&OWNER, export["id"].as_str().expect("an id")).await;
    assert_eq!(ready["created_at"], export["created_at"]);
    let listed = app.get(&OWNER, "/v1/exports").await.expect(200);
    assert_eq!(listed["exports"][0]["id"], export["id"]);
    assert_eq!(listed["exports"][0]["status"], "ready");
    assert_eq!(listed["exports"][0], ready);
    assert_eq!(listed["next_cursor"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_named_where_they_stand() {
    let app = TestApp::start().await;
    let request = json!({
        "filters": { "user": 7, "colour": "red", "ip": "localhost", "from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" },
        "format": "xlsx", "time_zone": "Europe/Atlantis", "columns": ["id", "id"], "extra": 1,
    });
    assert_eq!(
        app.post_export(&OWNER, &request).await.faults(400),
        [
            "/filters/user is not a string",
            "/filters/ip is neither an IPv4 or IPv6 address nor a network such as 192.0.2.0/24 or 2001:db8::/32",
            "/filters/to is not later than from",
            "/filters/colour is not a filter",
            "/format is not one of csv, jsonl, csv.gz, jsonl.gz",
            "/time_zone must be the IANA name of a time zone, such as Europe/Zurich",
            "/columns/1 is duplicated",
            "/extra is not a field of this request",
        ]
    );
    assert_eq!(app.get(&OWNER, "/v1/exports").await.expect(200)["exports"], json!([]));
    let future = app.post_export(&OWNER, &json!({ "filters": { "from": "2999-01-01T00:00:00Z" } })).await;
    assert_eq!(future.faults(400), ["/filters/from is in the future"]);
    let past = app.post_export(&OWNER, &json!({ "filters": { "to": "1999-01-01T00:00:00Z" } })).await;
    assert_eq!(past.faults(400), ["/filters/to is earlier than any event that is kept"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn listings_come_in_pages_newest_first() {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, app.create_export(&OWNER, &json!({})).await);
    }
    let listed = app.list(&OWNER, "/v1/exports?limit=2", "exports").await;
    assert_eq!(members(&listed, "id"), ids);
    assert_eq!(app.get(&OWNER, "/v1/exports?limit=0").await.problem(400), "invalid_parameter");
    assert_eq!(app.get(&OWNER, "/v1/exports?page=2").await.problem(400), "invalid_parameter");
    assert_eq!(app.get(&OWNER, "/v1/exports?cursor=%23").await.problem(400), "invalid_parameter");
}

#[tokio::test(flavor = "multi_thread")]
async fn create_export_many_faults_are_capped() {
    let app = TestApp::start().await;
    let columns: Vec<String> = (0..4_000).map(|column| format!("c{column}")).collect();
    let faults = app.post_export(&OWNER, &json!({ "columns": columns })).await.faults(400);
    assert_eq!(faults.len(), 21);
    assert_eq!(faults[20], " and 3980 more");
}
