//! Raw events of API Gateway against a router.

use axum::Router;
use axum::extract::Path;
use axum::routing::{any, get};
use lambda_http::{Context, LambdaEvent, Service};
use serde_json::{Value, json};

use super::service;
use crate::{NextLink, with_defaults_any_params};

fn event(path: &str, query: &str, headers: &Value) -> Value {
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query, "headers": headers,
        "requestContext": {
            "accountId": "1", "apiId": "a", "domainName": "a.example", "domainPrefix": "a", "requestId": "r",
            "routeKey": "$default", "stage": "$default", "time": "x", "timeEpoch": 0,
            "http": {"method": "DELETE", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "t"},
        },
        "isBase64Encoded": false,
    })
}

async fn send(event: Value) -> (i64, String) {
    let router = Router::new()
        .route("/things/{id}", any(|Path(id): Path<String>| async move { id }))
        .route("/settings", get(|| async { "settings" }).delete(|| async { "settings" }));
    send_to(router, event).await
}

async fn send_to(router: Router, event: Value) -> (i64, String) {
    let event = serde_json::from_value(event).expect("an event");
    let answer =
        service(with_defaults_any_params(router)).call(LambdaEvent::new(event, Context::default())).await;
    let answer = serde_json::to_value(answer.expect("an answer")).expect("JSON");
    (answer["statusCode"].as_i64().expect("a status"), answer["body"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn path_decoded_delimiter_stays_in_id() {
    for id in ["k#suffix", "k?x", "k%23x", "k x", "k\"<>", "ké", "a:1", "k%", "k\u{0}"] {
        let got = send(event(&format!("/things/{id}"), "", &json!({ "host": "a.example" }))).await;
        assert_eq!(got, (200, id.to_owned()));
    }
}

#[tokio::test]
async fn path_dot_segment_returns_404() {
    for path in ["/things/../settings", "/things/..", "/./settings", "/things/..\\settings", "/things/."] {
        let (status, body) = send(event(path, "", &json!({}))).await;
        assert_eq!(status, 404, "{path}: {body}");
        assert!(body.contains("\"not_found\""), "{path}: {body}");
    }
    assert_eq!(send(event("//settings", "", &json!({}))).await.0, 404);
}

#[tokio::test]
async fn url_unparsable_returns_400() {
    for query in ["a=\"", "a=<", "a=>", "a= b", "a#b", "a=\u{7f}", "é"] {
        let (status, body) = send(event("/settings", query, &json!({}))).await;
        assert_eq!(status, 400, "{query}: {body}");
        assert!(body.contains("percent-encoded"), "{body}");
    }
    for host in ["a.example,b.example:1", "a:b,c", "a b", "{"] {
        let (status, body) = send(event("/settings", "", &json!({ "host": host }))).await;
        assert_eq!(status, 400, "{host}: {body}");
    }
    let long = format!("/things/{}", "é".repeat(30_000));
    assert_eq!(send(event(&long, "", &json!({}))).await.0, 400);
}

#[tokio::test]
async fn link_has_domain_of_api_gateway() {
    let router = Router::new().route(
        "/list",
        any(|link: NextLink| async move { link.to("c").map(|link| link.to_str().expect("text").to_owned()) }),
    );
    for (proto, origin) in
        [("https", "https://a.example"), ("http", "http://a.example"), ("x:", "https://a.example")]
    {
        let headers = json!({
            "host": "evil.example", "x-forwarded-proto": proto, "x-activity-monitor-origin": "https://evil.example",
        });
        let (_, link) = send_to(router.clone(), event("/list", "a=b", &headers)).await;
        assert_eq!(link, format!("<{origin}/list?a=b&cursor=c>; rel=\"next\""));
    }
}

#[tokio::test]
async fn forwarded_proto_invalid_is_ignored() {
    for proto in ["1 :/", "", "http,https", "\t", "javascript"] {
        let headers = json!({ "host": "a.example:99999", "x-forwarded-proto": proto });
        assert_eq!(send(event("/settings", "", &headers)).await, (200, "settings".to_owned()), "{proto}");
    }
}
