//! Parameters are as documented, or refused by name.

use crate::app::{As, TestApp};

#[tokio::test]
async fn a_parameter_that_is_not_as_documented_is_named() {
    let app = TestApp::start().await;
    let users: String = (0..51).map(|n| format!("&user=u{n}")).collect();
    let many: String = (0..10_000).map(|n| format!("&type=pass.item.read{n}")).collect();
    let cases = [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("limit=ten", "limit"),
        ("limit=5&limit=6", "limit"),
        ("order=newest", "order"),
        ("type=pass.item", "type"),
        ("type=pass*", "type"),
        ("type=*", "type"),
        ("source=mail", "source"),
        ("ip=localhost", "ip"),
        ("ip=203.0.113.0/33", "ip"),
        ("ip=203.0.113.7&ip=203.0.113.8", "ip"),
        ("outcome=failed", "outcome"),
        ("from=2026-11-21", "from"),
        ("from=2026-11-21T00:00:00Z&to=2026-11-21T00:00:00Z", "to"),
        ("to=never", "to"),
        ("user=", "user"),
        ("user=a%00b", "user"),
        (users.trim_start_matches('&'), "user"),
        ("users=u_ada", "users"),
        ("organization_id=org_other", "organization_id"),
        ("Limit=5", "Limit"),
    ];
    for (query, name) in cases {
        let answer = app.get(&As::Role("admin"), &format!("/v1/events?{query}")).await;
        assert_eq!(answer.body["errors"][0]["pointer"], name, "{query}");
        assert_eq!(answer.problem(400), "invalid_parameter", "{query}");
    }
    let answer = app.get(&As::Role("admin"), &format!("/v1/events?{}", &many[1..60_000])).await;
    assert_eq!(answer.problem(400), "invalid_parameter");
}

#[tokio::test]
async fn other_paths_and_methods_are_refused() {
    let app = TestApp::start().await;
    let put = app.send(&As::Role("admin"), reqwest::Method::PUT, "/v1/events", None).await;
    assert_eq!(put.expect(404), serde_json::json!({ "message": "Not Found" }));
}
