use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::extract::Path;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use bytes::Bytes;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Full};
use lambda::clock::Clock;
use lambda_http::RequestExt;
use lambda_http::request::RequestContext;
use serde_json::{Value, json};

use super::{Answer, Gateway, MAX_BODY};
use crate::functions::handlers;
use crate::lambda::{Handler, Lambda, Loaded};
use crate::template::{Authorizer, Route, Template};

const GZIP: &[u8] = b"\x1f\x8b\x08\x00 not text";

fn app() -> Router {
    Router::new()
        .route("/things/{id}", get(thing))
        .route("/echo", post(|body: Bytes| async move { body.len().to_string() }))
        .route("/cookies", get(|| async { [("set-cookie", "a=1"), ("x-more", "yes")] }))
        .route(
            "/asset.js",
            get(|| async { ([("content-encoding", "gzip"), ("content-type", "text/javascript")], GZIP) }),
        )
        .route("/panic", get(panic))
        .route("/slow", get(|| tokio::time::sleep(Duration::from_secs(60))))
        .route("/large", get(|| async { "x".repeat(7 * 1024 * 1024) }))
}

async fn panic() {
    panic!("on purpose");
}

async fn thing(Path(id): Path<String>, request: axum::extract::Request) -> impl IntoResponse {
    let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else {
        return Json(Value::Null);
    };
    let caller = context.authorizer.as_ref().map(|authorizer| json!(authorizer.fields));
    Json(json!({
        "id": id,
        "query": request.uri().query(),
        "caller": caller,
        "from": context.http.source_ip,
        "route": context.route_key,
    }))
}

struct Fixture {
    gateway: Gateway,
    asked: Arc<AtomicUsize>,
}

fn fixture(ttl: Duration) -> Fixture {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let authorizer: Handler = handlers::event(move |event: Value, _| {
        counter.fetch_add(1, Ordering::Relaxed);
        async move {
            let identity = event["identitySource"][0].as_str().unwrap_or_default().to_owned();
            match identity.as_str() {
                "Bearer broken" => Err("the key set cannot be had"),
                _ => Ok(json!({
                    "isAuthorized": identity == "Bearer good",
                    "context": {"kind": "person", "header": event["headers"]["authorization"]},
                })),
            }
        }
    });
    let loaded = |handler, timeout| Loaded { handler, timeout, async_retries: 0 };
    let functions = BTreeMap::from([
        ("App".to_owned(), loaded(handlers::http(app()), Duration::from_secs(30))),
        ("Authorizer".to_owned(), loaded(authorizer, Duration::from_secs(10))),
    ]);
    let route = |method: &str, path: &str, authorizer: Option<&str>| Route {
        method: Some(method.to_owned()),
        path: Some(path.to_owned()),
        function: "App".to_owned(),
        authorizer: authorizer.map(str::to_owned),
    };
    let template = Template {
        streams: Vec::new(),
        schedules: Vec::new(),
        functions: Vec::new(),
        routes: vec![
            route("GET", "/things/{id}", Some("Caller")),
            route("POST", "/echo", None),
            route("GET", "/{proxy+}", None),
        ],
        authorizers: BTreeMap::from([(
            "Caller".to_owned(),
            Authorizer { function: "Authorizer".to_owned(), ttl, headers: vec!["authorization".to_owned()] },
        )]),
        tables: Vec::new(),
        buckets: Vec::new(),
        keys: Vec::new(),
    };
    Fixture { gateway: Gateway::new(&template, Lambda::new(functions), Clock::system()), asked }
}

impl Fixture {
    async fn send(&self, request: http::request::Builder, body: impl Into<Bytes>) -> Answer {
        let request = request.body(Full::new(body.into())).unwrap();
        self.gateway.answer(request, IpAddr::V4(Ipv4Addr::LOCALHOST)).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path), "").await
    }

    async fn thing(&self, authorization: &str) -> Answer {
        self.send(Request::get("/things/a%3A1?x=1").header("authorization", authorization), "").await
    }
}

async fn body(answer: Answer) -> Bytes {
    answer.into_body().collect().await.unwrap().to_bytes()
}

async fn message(answer: Answer) -> (StatusCode, Value) {
    let status = answer.status();
    assert_eq!(answer.headers()["content-type"], "application/json");
    (status, serde_json::from_slice(&body(answer).await).unwrap())
}

#[tokio::test]
async fn gateway_passes_context_of_caller() {
    let answer = fixture(Duration::from_secs(60)).thing("Bearer good").await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(answer.headers().contains_key("apigw-requestid"));
    let seen: Value = serde_json::from_slice(&body(answer).await).unwrap();
    assert_eq!(
        seen,
        json!({
            "id": "a:1",
            "query": "x=1",
            "caller": {"kind": "person", "header": "Bearer good"},
            "from": "127.0.0.1",
            "route": "GET /things/{id}",
        })
    );
}

#[tokio::test]
async fn gateway_refuses_with_own_message() {
    let fixture = fixture(Duration::from_secs(60));
    let refused = |status, text: &str| (status, json!({ "message": text }));
    assert_eq!(
        message(fixture.get("/things/1").await).await,
        refused(StatusCode::UNAUTHORIZED, "Unauthorized")
    );
    assert_eq!(
        fixture.asked.load(Ordering::Relaxed),
        0,
        "a request without the header is refused without a call"
    );
    assert_eq!(message(fixture.thing("Bearer bad").await).await, refused(StatusCode::FORBIDDEN, "Forbidden"));
    let failed = refused(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
    assert_eq!(message(fixture.thing("Bearer broken").await).await, failed);
    assert_eq!(message(fixture.get("/panic").await).await, failed);
    assert_eq!(message(fixture.get("/large").await).await, failed);
    let unknown = fixture.send(Request::delete("/echo"), "").await;
    assert_eq!(message(unknown).await, refused(StatusCode::NOT_FOUND, "Not Found"));
    let too_large = refused(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
    let sent =
        |size| fixture.send(Request::post("/echo").header("content-type", "text/plain"), vec![b'x'; size]);
    assert_eq!(message(sent(MAX_BODY + 1).await).await, too_large);
    assert_eq!(message(sent(MAX_BODY - 1).await).await, too_large, "Lambda's own limit is lower");
    assert_eq!(body(sent(1_500_000).await).await, "1500000");
}

#[tokio::test]
async fn gateway_slow_function_times_out() {
    let mut fixture = fixture(Duration::ZERO);
    fixture.gateway.patience = Duration::from_millis(100);
    let refused = (StatusCode::SERVICE_UNAVAILABLE, json!({ "message": "Service Unavailable" }));
    assert_eq!(message(fixture.get("/slow").await).await, refused);
}

#[tokio::test]
async fn authorizer_result_is_cached_and_failure_is_not() {
    let fixture_for = |ttl| async move {
        let fixture = fixture(ttl);
        for authorization in
            ["Bearer good", "Bearer good", "Bearer bad", "Bearer bad", "Bearer broken", "Bearer broken"]
        {
            fixture.thing(authorization).await;
        }
        fixture.asked.load(Ordering::Relaxed)
    };
    assert_eq!(fixture_for(Duration::from_secs(60)).await, 4);
    assert_eq!(fixture_for(Duration::ZERO).await, 6);
    let fixture = fixture(Duration::from_millis(50));
    assert_eq!(fixture.thing("Bearer good").await.status(), StatusCode::OK);
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(fixture.thing("Bearer good").await.status(), StatusCode::OK);
    assert_eq!(fixture.asked.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn gateway_keeps_bytes_and_cookies() {
    let fixture = fixture(Duration::ZERO);
    let asset = fixture.get("/asset.js").await;
    assert_eq!(asset.headers()["content-encoding"], "gzip");
    assert_eq!(body(asset).await, GZIP);
    let cookies = fixture.get("/cookies").await;
    assert_eq!(cookies.headers()["set-cookie"], "a=1");
    assert_eq!(cookies.headers()["x-more"], "yes");
    let sent = fixture.send(Request::post("/echo").header("content-encoding", "gzip"), GZIP).await;
    assert_eq!(body(sent).await, GZIP.len().to_string());
}
