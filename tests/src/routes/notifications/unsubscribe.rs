use reqwest::Method;
use serde_json::json;
use support::app::{ADMIN, Answer, As, OWNER, TestApp, text};

use super::{PATH, changes, facts};

const TOKEN: &str = "3pXb0mE2n7Yc9qW5tK1vR8sA4uZ6dF0gH2jL-_xQwTo";

/// Stores an unsubscribe link of the admin, who has opened the dashboard.
async fn link(app: &TestApp) -> String {
    app.get(&ADMIN, PATH).await.expect(200);
    let user = "u_admin".parse().expect("an id");
    let now = app.clock.clock().timestamp();
    let control = &app.store.control;
    control.unsubscribe_links_create(&app.organization_id(), &user, TOKEN, now).await.expect("stored");
    format!("/v1/unsubscribe/{TOKEN}")
}

/// Sends what a mail program sends (RFC 8058).
async fn one_click(app: &TestApp, path: &str) -> Answer {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    app.request(&As::Nobody, Method::POST, path, &headers, "List-Unsubscribe=One-Click").await
}

#[tokio::test]
async fn unsubscribe_page_changes_nothing() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    let page = app.get(&As::Nobody, &path).await;
    assert_eq!(page.headers["content-type"], "text/html; charset=utf-8");
    assert_eq!(page.headers["cache-control"], "no-store");
    assert!(page.headers["content-security-policy"].starts_with("default-src 'none'"));
    let html = page.expect(200);
    assert!(text(&html).contains("<form method=\"post\">"), "{html}");
    assert_eq!(changes(&app).await.len(), 0);
    assert_eq!(app.get(&ADMIN, PATH).await.expect(200)["findings"]["digest"], true);
}

#[tokio::test]
async fn unsubscribe_ends_digests_once() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    for _ in 0..2 {
        let page = one_click(&app, &path).await.expect(200);
        assert!(text(&page).contains("You get no more digests"), "{page}");
    }
    let findings = &app.get(&ADMIN, PATH).await.expect(200)["findings"];
    assert_eq!(findings, &json!({ "immediate_from": "high", "digest": false }));
    assert_eq!(app.get(&OWNER, PATH).await.expect(200)["findings"]["digest"], true);
    let events = changes(&app).await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(facts(&events[0]), [("digest", "false"), ("through", "unsubscribe_link")]);
    assert_eq!((events[0].actor.id.as_str(), events[0].actor.email.is_none()), ("u_admin", true));
}

#[tokio::test]
async fn unsubscribe_unknown_token_is_answered_alike() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    let unknown = path.replace("3p", "4p");
    let (of_known, of_unknown) = (one_click(&app, &path).await, one_click(&app, &unknown).await);
    assert_eq!(of_known.status, of_unknown.status);
    assert_eq!(of_known.body, of_unknown.body);
    let long = format!("/v1/unsubscribe/{}", "a".repeat(3_000));
    assert_eq!(one_click(&app, &long).await.expect(200), of_known.body);
    assert_eq!(changes(&app).await.len(), 1);
}

#[tokio::test]
async fn unsubscribe_link_expires() {
    let app = TestApp::start().await;
    let path = link(&app).await;
    app.clock.pass(chrono::Duration::days(400));
    one_click(&app, &path).await.expect(200);
    assert_eq!(changes(&app).await.len(), 0);
}
