//! Tests of the router. They pass with and without a build of the web app.

use axum::Router;
use axum::body::Body;
use event_store::{Aws, Endpoints};
use http::{HeaderMap, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use lambda::clock::Clock;
use lambda::env::Env;
use tower::ServiceExt;

use crate::encoding::Encoding;
use crate::files::{File, INDEX};

fn router() -> Router {
    let env = Env::from_iter([
        ("OIDC_ISSUER", "https://login.example.com/realms/a"),
        ("OIDC_CLIENT_ID", "dashboard"),
        ("OIDC_ORIGINS", "https://tokens.example.com"),
    ]);
    let aws = Aws::with_endpoints(Endpoints::all("http://localhost:9"));
    crate::app(crate::State::load(&env, &aws, Clock::system()).expect("a valid environment"))
}

async fn get(path: &str, headers: &[(header::HeaderName, &str)]) -> Response<Body> {
    let mut request = Request::get(path);
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    router().oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer")
}

async fn text(response: Response<Body>) -> String {
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    String::from_utf8(bytes.to_vec()).expect("text")
}

fn is_built() -> bool {
    File::find(INDEX, [].into_iter()).is_some()
}

fn value(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[tokio::test]
async fn config_json_has_public_settings() {
    let response = get("/config.json", &[]).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(value(response.headers(), header::CACHE_CONTROL), "no-cache");
    let body: serde_json::Value = serde_json::from_str(&text(response).await).expect("JSON");
    assert_eq!(
        body,
        serde_json::json!({
            "issuer": "https://login.example.com/realms/a",
            "client_id": "dashboard",
            "scopes": "openid email profile",
        })
    );
}

#[tokio::test]
async fn every_response_has_security_headers() {
    for path in ["/", "/config.json", "/missing.js", "/settings"] {
        let response = get(path, &[]).await;
        let headers = response.headers();
        let policy = value(headers, header::CONTENT_SECURITY_POLICY);
        assert!(!policy.contains("unsafe"), "{policy}");
        for directive in [
            "default-src 'none'",
            "connect-src 'self' https://login.example.com https://tokens.example.com;",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(directive), "{path}: {policy}");
        }
        assert_eq!(value(headers, header::REFERRER_POLICY), "no-referrer");
        assert_eq!(value(headers, header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert!(value(headers, header::STRICT_TRANSPORT_SECURITY).starts_with("max-age="));
    }
}

#[tokio::test]
async fn unknown_path_returns_404_problem() {
    for path in [
        "/assets/gone.js",
        "/favicon.ico.map",
        "/v1/nothing",
        "/v1",
        "/../Cargo.toml",
        "//v1/events",
        "/V1/EVENTS",
        "/v2/events",
        "/healthz",
        "/v1event",
        "/settings/anything",
        "/config",
    ] {
        let response = get(path, &[]).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(value(response.headers(), header::CONTENT_TYPE), "application/problem+json", "{path}");
    }
}

#[tokio::test]
async fn navigation_to_unknown_page_returns_404_page() {
    let browser = [(header::ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8")];
    let response = get("/nowhere", &browser).await;
    assert_eq!(value(response.headers(), header::CONTENT_TYPE), "text/html; charset=utf-8");
    let expected = if is_built() { StatusCode::NOT_FOUND } else { StatusCode::SERVICE_UNAVAILABLE };
    assert_eq!(response.status(), expected);
    for path in ["/v1/nothing", "//v1/events", "/V2", "/v1event"] {
        let response = get(path, &browser).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(value(response.headers(), header::CONTENT_TYPE), "application/problem+json", "{path}");
    }
}

#[tokio::test]
async fn app_path_returns_page() {
    let (root, inside) = (get("/", &[]).await, get("/settings?a=b", &[]).await);
    assert_eq!(root.status(), inside.status());
    if !is_built() {
        assert_eq!(root.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(text(root).await.contains("npm run build"));
        return;
    }
    assert_eq!(root.status(), StatusCode::OK);
    assert_eq!(value(root.headers(), header::CACHE_CONTROL), "no-cache");
    let tag = value(root.headers(), header::ETAG).to_owned();
    let again = get("/", &[(header::IF_NONE_MATCH, &format!("\"other\", W/{tag}"))]).await;
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(value(again.headers(), header::ETAG), tag);
    assert_eq!(text(again).await, "");
    let page = text(root).await;
    assert_eq!(page, text(inside).await);
    assert!(!page.contains("<style") && !page.contains("style="), "the policy would block it");
}

#[tokio::test]
async fn route_of_web_app_is_served() {
    let routes = include_str!("../web/src/app/routes.ts");
    let paths: Vec<&str> =
        routes.split("path: '").skip(1).filter_map(|rest| rest.split('\'').next()).collect();
    assert!(paths.len() >= 6, "{paths:?}");
    for path in paths.into_iter().chain(["/callback?code=1&state=2", "/people/u_ada?zone=UTC"]) {
        assert_ne!(get(path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/people/", "/people/u_ada/more", "/overview/1", "/me"] {
        assert_eq!(get(path, &[]).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn openapi_is_public_json() {
    let response = get("/v1/openapi.json", &[]).await;
    assert_eq!(value(response.headers(), header::CONTENT_TYPE), "application/json");
    let body: serde_json::Value = serde_json::from_str(&text(response).await).expect("JSON");
    assert_eq!(body["info"]["title"], "Activity monitor");
}

#[tokio::test]
async fn script_is_compressed_and_immutable() {
    if !is_built() {
        return;
    }
    let page = text(get("/", &[]).await).await;
    let (_, rest) = page.split_once("src=\"").expect("a script");
    let (script, _) = rest.split_once('"').expect("its address");
    let plain = get(script, &[]).await;
    assert_eq!(value(plain.headers(), header::CACHE_CONTROL), "public, max-age=31536000, immutable");
    assert_eq!(value(plain.headers(), header::CONTENT_TYPE), "text/javascript; charset=utf-8");
    let plain = text(plain).await.len();
    for encoding in [Encoding::Brotli, Encoding::Gzip] {
        let response = get(script, &[(header::ACCEPT_ENCODING, encoding.name())]).await;
        assert_eq!(value(response.headers(), header::CONTENT_ENCODING), encoding.name());
        assert_eq!(value(response.headers(), header::VARY), "Accept-Encoding");
        let length = response.into_body().collect().await.expect("a body").to_bytes().len();
        assert!(length < plain / 2, "{length} of {plain}");
    }
}
