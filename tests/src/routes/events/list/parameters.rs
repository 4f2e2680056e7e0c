//! Parameters of lists.

use support::app::{ADMIN, TestApp};

#[tokio::test]
async fn list_events_bad_parameter_is_named() {
    let app = TestApp::start().await;
    let users: String = (0..51).map(|n| format!("&user=u{n}")).collect();
    let texts: String = (0..51).map(|n| format!("&not.text=t{n}")).collect();
    let many: String = (0..10_000).map(|n| format!("&type=pass.item.read{n}")).collect();
    let long = format!("user={}@x.example", "a".repeat(311));
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
        ("country=ch", "country"),
        ("isp=*", "isp"),
        ("device=", "device"),
        ("session=a%00b", "session"),
        ("target=%20", "target"),
        ("text=%CC%81", "text"),
        ("not.country=CH&not.country=Italy", "not.country"),
        ("not.type=pass", "not.type"),
        ("not.source=mail", "not.source"),
        ("not.from=2026-11-21T00:00:00Z", "not.from"),
        ("not.color=red", "not.color"),
        ("outcome=failed", "outcome"),
        ("from=2026-11-21", "from"),
        ("from=2026-11-21T00:00:00Z&to=2026-11-21T00:00:00Z", "to"),
        ("to=never", "to"),
        ("user=", "user"),
        ("user=a%00b", "user"),
        (users.trim_start_matches('&'), "user"),
        (texts.trim_start_matches('&'), "not.text"),
        (long.as_str(), "user"),
        ("users=u_ada", "users"),
        ("organization_id=org_other", "organization_id"),
        ("Limit=5", "Limit"),
    ];
    for (query, name) in cases {
        assert_eq!(
            app.get(&ADMIN, &format!("/v1/events?{query}")).await.invalid_parameter(),
            name,
            "{query}"
        );
    }
    let answer = app.get(&ADMIN, &format!("/v1/events?{}", &many[1..60_000])).await;
    assert_eq!(answer.problem(400), "invalid_parameter");
}

#[tokio::test]
async fn events_path_with_other_method_returns_404() {
    let app = TestApp::start().await;
    let put = app.send(&ADMIN, reqwest::Method::PUT, "/v1/events", &serde_json::json!({})).await;
    assert_eq!(put.expect(404), serde_json::json!({ "message": "Not Found" }));
}

#[tokio::test]
async fn list_events_message_says_what_to_write() {
    let app = TestApp::start().await;
    let cases = [
        ("type=pass", "write pass.*"),
        ("type=account.login*", "write account.login.*"),
        ("from=2026-11-21T00:00:00+02:00", "write + as %2B"),
        ("to=2026-11-21T00:00:00.5+02:00", "write + as %2B"),
    ];
    for (query, words) in cases {
        let answer = app.get(&ADMIN, &format!("/v1/events?{query}")).await.expect(400);
        assert!(answer["detail"].as_str().is_some_and(|detail| detail.contains(words)), "{answer}");
    }
}

#[tokio::test]
async fn list_events_repeated_or_long_user_is_accepted() {
    let app = TestApp::start().await;
    let same = "&user=u_ada".repeat(60);
    app.get(&ADMIN, &format!("/v1/events?{}", &same[1..])).await.expect(200);
    let address = format!("{}%40{}.example", "a".repeat(64), "b".repeat(200));
    app.get(&ADMIN, &format!("/v1/events?user={address}")).await.expect(200);
}
