//! `POST` and `GET /v1/exports`

use serde_json::{Value, json};
use support::app::{OWNER, TestApp, members, text};

#[tokio::test(flavor = "multi_thread")]
async fn create_export_is_accepted_and_listed() {
    let app = TestApp::start_with(support::clock::TestClock::system(), 500).await;
    let request = json!({ "filters": { "user": "u_ada", "type": "pass.item.*" }, "format": "csv" });
    let answer = app.post_export(&OWNER, &request).await;
    let location = answer.headers["location"].clone();
    let export = answer.expect(202);
    let id = text(&export["id"]);
    assert_eq!(location, format!("/v1/exports/{id}"));
    insta::assert_json_snapshot!(export, {
        ".id" => "[id]", ".created_at" => "[now]", ".from" => "[400 days ago]", ".to" => "[now]",
        ".expires_at" => "[in a day]", ".file_name" => "[name]", ".position" => "[position]",
    });
    let ready = app.finished_export(&OWNER, id).await;
    assert_eq!(ready["created_at"], export["created_at"]);
    let listed = app.get(&OWNER, "/v1/exports").await.expect(200);
    assert_eq!(listed, json!({ "exports": [ready], "next_cursor": null }));
}

#[tokio::test(flavor = "multi_thread")]
async fn create_export_names_every_fault() {
    let app = TestApp::start().await;
    let columns: Vec<String> = (0..4_000).map(|column| format!("c{column}")).collect();
    let many = app.post_export(&OWNER, &json!({ "columns": columns })).await.faults(400);
    assert_eq!((many.len(), many[20].as_str()), (21, " and 3980 more"));

    let request = json!({
        "filters": { "user": 7, "colour": "red", "ip": "localhost", "from": "2026-02-01T00:00:00Z", "to": "2026-01-01T00:00:00Z" },
        "format": "xlsx", "time_zone": "Europe/Atlantis", "columns": ["id", "id"], "extra": 1,
    });
    let cases = [
        (
            request,
            vec![
                "/filters/user is not a string",
                "/filters/ip is neither an IPv4 or IPv6 address nor a network such as 192.0.2.0/24 or 2001:db8::/32",
                "/filters/to is not later than from",
                "/filters/colour is not a filter",
                "/format must be one of csv, jsonl, csv.gz, jsonl.gz",
                "/time_zone must be the IANA name of a time zone, such as Europe/Zurich",
                "/columns/1 is duplicated",
                "/extra is not a field of this request",
            ],
        ),
        (json!({ "filters": { "from": "2999-01-01T00:00:00Z" } }), vec!["/filters/from is in the future"]),
        (
            json!({ "filters": { "to": "1999-01-01T00:00:00Z" } }),
            vec!["/filters/to is earlier than any event that is kept"],
        ),
    ];
    for (request, faults) in cases {
        assert_eq!(app.post_export(&OWNER, &request).await.faults(400), faults);
    }
    assert_eq!(app.get(&OWNER, "/v1/exports").await.expect(200)["exports"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn list_exports_is_newest_first() {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.insert(0, app.create_export(&OWNER, &json!({})).await);
    }
    let listed: Vec<Value> = app.list(&OWNER, "/v1/exports?limit=2", "exports").await;
    assert_eq!(members(&listed, "id"), ids);
    for (query, name) in
        [("limit=0", "limit"), ("page=2", "page"), ("cursor=%23", "cursor"), ("cursor=abc", "cursor")]
    {
        assert_eq!(app.get(&OWNER, &format!("/v1/exports?{query}")).await.invalid_parameter(), name);
    }
}
