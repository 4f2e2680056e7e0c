//! `GET /v1/backtests/{id}`

use serde_json::json;
use support::app::{ADMIN, As, STRANGER, TestApp, text};
use support::backtests::queued;
use support::findings::failed_sign_ins;

use super::{ended, request, wait_for_feed};

#[tokio::test]
async fn get_backtest_of_silent_worker_has_failed() {
    let app = TestApp::start().await;
    let organization = app.organization_id();
    let mut backtest = queued(&app, "account.guessing", 24).await;
    let path = format!("/v1/backtests/{}", backtest.id);
    let state = async || app.get(&ADMIN, &path).await.expect(200)["state"].clone();
    assert_eq!(state().await, "queued");
    backtest.state = event_store::BacktestState::Running;
    let now = app.clock.clock().timestamp();
    app.store.control.backtests_put(&organization, &mut backtest, now).await.expect("it is written");
    assert_eq!(state().await, "running");
    app.clock.pass(chrono::Duration::seconds(70));
    assert_eq!(state().await, "failed");
}

#[tokio::test]
async fn two_backtests_of_an_organization_are_open() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    queued(&app, "account.guessing", 24).await;
    queued(&app, "address.spray", 24).await;
    let path = "/v1/detections/link.burst/backtests";
    let refused = app.post(&ADMIN, path, &request(&app, &json!({}))).await;
    assert_eq!(refused.headers["retry-after"], "10");
    assert_eq!(refused.problem(429), "too_many_requests");
    app.post(&As::Of(STRANGER, "owner"), path, &request(&app, &json!({}))).await.expect(202);
    // Their workers never start.
    app.clock.pass(chrono::Duration::minutes(6));
    app.post(&ADMIN, path, &request(&app, &json!({}))).await.expect(202);
}

#[tokio::test]
async fn get_backtest_without_details_hides_addresses() {
    let app = TestApp::start().await;
    for nth in 0..10 {
        app.record(&failed_sign_ins(
            &app.organization,
            &format!("u_{nth}"),
            "203.0.113.7",
            1,
            app.hour_ago(),
        ))
        .await;
    }
    wait_for_feed(&app, 10).await;
    let path = "/v1/detections/address.spray/backtests";
    let id = app.post(&ADMIN, path, &request(&app, &json!({}))).await.expect(202)["id"].clone();
    let shown = ended(&app, text(&id)).await;
    let example = &shown["examples"][0];
    assert_eq!(example["key"], json!({ "kind": "address", "value": "203.0.113.7" }));
    assert!(text(&example["sentence"]).contains("203.0.113.7"), "{example}");
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    let hidden = ended(&app, text(&id)).await;
    assert_eq!(hidden["examples"][0]["key"], json!({ "kind": "address", "value": null }));
    assert!(!hidden.to_string().contains("203.0.113.7"), "{hidden}");
}

#[tokio::test]
async fn get_unknown_backtest_is_not_found() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    let backtest = queued(&app, "account.guessing", 24).await;
    for (who, id) in [
        (&As::Of(STRANGER, "owner"), backtest.id.as_str()),
        (&ADMIN, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"),
        (&ADMIN, "none"),
    ] {
        assert_eq!(app.get(who, &format!("/v1/backtests/{id}")).await.problem(404), "not_found", "{id}");
    }
}
