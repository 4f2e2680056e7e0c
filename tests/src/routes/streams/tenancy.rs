//! A stream is invisible to other organizations.

use reqwest::Method;
use serde_json::json;
use support::app::{As, STRANGER, TestApp, text};
use support::streams::webhook;

use super::URL;

#[tokio::test]
async fn stream_of_another_organization_is_not_found() {
    let app = TestApp::start_fresh().await;
    app.add_stranger().await;
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    let stranger = As::Of(STRANGER, "owner");
    assert_eq!(app.get(&stranger, "/v1/streams").await.expect(200), json!({ "streams": [] }));
    let before = app.all_stored().await;
    let mut tried = 0;
    for (method, route) in app.routes() {
        if !route.starts_with("/v1/streams/{id}") {
            continue;
        }
        tried += 1;
        let body = if route.ends_with("/replay") { json!({ "from": "beginning" }) } else { json!({}) };
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let path = route.replace("{id}", &id);
        let answer = app.send(&stranger, method.clone(), &path, &body).await;
        assert_eq!(answer.problem(404), "not_found", "{method} {route}");
    }
    assert_eq!(tried, 12);
    assert_eq!(app.all_stored().await, before);
}
