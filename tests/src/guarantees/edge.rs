//! Odd URLs, hosts and bodies, through the whole stack.

use reqwest::Method;
use serde_json::json;

use support::app::{ADMIN, As, OPERATOR, TestApp};
use support::events::event;
use support::http::exchange;

#[tokio::test]
async fn path_encoded_delimiter_acts_on_no_other_id() {
    let app = TestApp::start().await;
    app.record(&[event(&app.organization, "h-1")]).await;
    let body = json!({ "name": "A product", "sources": ["pass"], "organizations": [app.organization] });
    let (key, _) = app.create_key(&body).await;
    let organization = json!({ "name": "Renamed", "plan": "business_suite" });
    for path in ["northwind%23x", "northwind%3Fx", "brandnew%3Fx", "brandnew%2e%2e", "%2e%2e", "a%25b"] {
        let path = format!("/v1/organizations/org_{path}");
        let answer = app.send(&OPERATOR, Method::PUT, &path, &organization).await;
        assert!(matches!(answer.status.as_u16(), 400 | 404), "{path}: {answer:?}");
    }
    let organizations = app.get(&OPERATOR, "/v1/organizations").await.expect(200).to_string();
    assert!(!organizations.contains("Renamed"), "{organizations}");
    for suffix in ["%23suffix", "%3Fsuffix", "%2Fsuffix", "%2F..", "%252e"] {
        let answer = app.delete_key(&format!("{key}{suffix}")).await;
        assert_eq!(answer.status.as_u16(), 404, "{suffix}: {answer:?}");
        let event = app.get(&ADMIN, &format!("/v1/events/pass/h-1{suffix}")).await;
        assert_eq!(event.status.as_u16(), 404, "{suffix}: {event:?}");
    }
    let keys = app.get(&OPERATOR, "/v1/keys").await.expect(200);
    let entry = keys["keys"].as_array().expect("keys").iter().find(|entry| entry["id"] == *key);
    assert!(entry.is_some_and(|entry| entry["revoked_at"].is_null()), "{keys}");
}

#[tokio::test]
async fn path_mistyped_returns_404_problem() {
    let app = TestApp::start().await;
    let paths =
        ["//v1/events", "/V1/EVENTS", "/v2/events", "/healthz", "/v1x", "/v1/exports/..%2F..%2Fsettings"];
    for path in paths {
        assert_eq!(app.get(&ADMIN, path).await.problem(404), "not_found", "{path}");
    }
}

#[tokio::test]
async fn host_repeated_returns_400() {
    let app = TestApp::start().await;
    let request = b"GET /v1/me HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n";
    assert_eq!(exchange(&app.address(), request).await.expect("an answer").status, 400);
    let request = b"GET / HTTP/1.1\r\nhost: a\r\nx-forwarded-proto: 1 :/\r\nconnection: close\r\n\r\n";
    assert!(exchange(&app.address(), request).await.expect("an answer").status < 500);
}

#[tokio::test]
async fn member_duplicated_is_refused_on_every_route() {
    let app = TestApp::start().await;
    let cases = [
        (
            "owner",
            Method::PATCH,
            "/v1/settings",
            r#"{"show_details":true,"show_details":false}"#,
            "/show_details",
        ),
        ("owner", Method::POST, "/v1/exports", r#"{"filters":{"ip":"::1","ip":"::2"}}"#, "/filters/ip"),
        ("operator", Method::POST, "/v1/keys", r#"{"name":"a","name":"b"}"#, "/name"),
        (
            "operator",
            Method::PUT,
            "/v1/organizations/org_a",
            r#"{"name":"A","plan":"free","plan":"free"}"#,
            "/plan",
        ),
    ];
    for (role, method, path, body, pointer) in cases {
        let answer = app.send_raw(&As::Role(role), method.clone(), path, body).await;
        assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{path}");
        assert_eq!(answer.problem(400), "invalid_request", "{path}");
        let broken = app.send_raw(&As::Role(role), method, path, "{").await.expect(400);
        assert_eq!(broken["errors"][0]["pointer"], "", "{path}");
        let message = broken["errors"][0]["message"].as_str().unwrap_or_default();
        assert!(message.starts_with("is not JSON: "), "{path}: {message}");
    }
}

#[tokio::test]
async fn parameter_unknown_is_refused_before_acting() {
    let app = TestApp::start().await;
    let body = json!({ "events": [event(&app.organization, "q-1")] });
    assert_eq!(app.post(&As::Product, "/v1/events?x=1", &body).await.invalid_parameter(), "x");
    let read = app.get(&ADMIN, "/v1/events/pass/q-1").await;
    assert_eq!(read.problem(404), "not_found");
    assert_eq!(app.post(&ADMIN, "/v1/exports?x=1", &json!({})).await.invalid_parameter(), "x");
    assert_eq!(app.get(&ADMIN, "/v1/exports").await.expect(200)["exports"], json!([]));
}
