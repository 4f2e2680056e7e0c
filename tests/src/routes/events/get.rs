//! One event, as it is read back.

use serde_json::json;

use support::app::{ADMIN, AUDITOR, As, MEMBER, OWNER, TestApp};
use support::events::{event, with};

#[tokio::test]
async fn get_event_returns_what_was_sent() {
    let app = TestApp::start().await;
    let sent = event(&app.organization, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
    app.record(&[with(sent, "/client/user_agent", json!("Mozilla/5.0 (X11; Linux x86_64)"))]).await;
    let got = app.get(&AUDITOR, "/v1/events/pass/0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11").await;
    let listed = app.all_events(&OWNER, "/v1/events", "").await;
    let got = got.expect(200);
    assert_eq!(listed, std::slice::from_ref(&got));
    insta::assert_json_snapshot!(got, {
        ".occurred_at" => "[an hour ago]",
        ".recorded_at" => "[now]",
        ".organization_id" => "[organization]",
    });
}

#[tokio::test]
async fn get_event_unknown_returns_404() {
    let app = TestApp::start().await;
    app.record(&[event(&app.organization, "e")]).await;
    for path in ["pass/f", "vpn/e", "nothing/e", "pass/%00", "monitor/e"] {
        let answer = app.get(&ADMIN, &format!("/v1/events/{path}")).await;
        assert_eq!(answer.problem(404), "not_found", "{path}");
    }
    assert_eq!(app.get(&MEMBER, "/v1/events/pass/e").await.problem(403), "forbidden");
}

#[tokio::test]
async fn list_event_types_returns_the_catalog() {
    let app = TestApp::start().await;
    for who in [As::Product, As::Role("member"), As::Role("operator")] {
        let body = app.get(&who, "/v1/event-types").await.expect(200);
        let served = body["event_types"].as_array().expect("types");
        let ids: Vec<&str> = served.iter().filter_map(|entry| entry["id"].as_str()).collect();
        let catalog: Vec<&str> =
            event_model::Catalog::built_in().entries().iter().map(|entry| entry.id.as_str()).collect();
        assert_eq!(ids, catalog);
        let failed = served.iter().find(|entry| entry["id"] == "account.login.failed_2fa");
        assert_eq!(failed.expect("the type is there")["label"], "Login Failed 2FA");
    }
}
