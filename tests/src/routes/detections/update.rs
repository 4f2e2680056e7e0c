//! `PATCH /v1/detections/{rule}`

use event_model::Plan;
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, Answer, As, MEMBER, OPERATOR, OWNER, STRANGER, TestApp};

use super::{acts, detection, value};

async fn patch(app: &TestApp, who: &As, rule: &str, body: &Value) -> Answer {
    app.send(who, Method::PATCH, &format!("/v1/detections/{rule}"), body).await
}

/// Checks that the settings of the detections were never changed.
async fn assert_unchanged(app: &TestApp) {
    let settings = app.get(&ADMIN, "/v1/detection-settings").await.expect(200);
    assert_eq!((&settings["changed_at"], acts(app).await.len()), (&Value::Null, 0));
}

#[tokio::test]
async fn update_detection_changes_one_rule() {
    let app = TestApp::start_fresh().await;
    let body = json!({ "enabled": false, "parameters": { "fails": 20, "minutes": 10 } });
    let changed = patch(&app, &OWNER, "account.guessing", &body).await.expect(200);
    assert_eq!((&changed["enabled"], value(&changed, "fails")), (&json!(false), 20));
    let list = app.get(&AUDITOR, "/v1/detections").await.expect(200);
    let listed = detection(&list, "account.guessing");
    assert_eq!((&listed["enabled"], value(listed, "fails")), (&json!(false), 20));
    assert_eq!(detection(&list, "address.spray")["enabled"], true);
    // The parameter whose value is the default did not change.
    assert_eq!(
        acts(&app).await,
        [
            r#"monitor.rule.changed rule:account.guessing {"from":"10","parameter":"fails","rule":"account.guessing","to":"20"}"#,
            r#"monitor.rule.disabled rule:account.guessing {"from":"true","rule":"account.guessing","to":"false"}"#,
        ]
    );

    let body = json!({ "enabled": true, "parameters": { "fails": null } });
    let restored = patch(&app, &ADMIN, "account.guessing", &body).await.expect(200);
    assert_eq!((&restored["enabled"], value(&restored, "fails")), (&json!(true), 10));
    let acts = acts(&app).await;
    assert_eq!(acts.len(), 4, "{acts:?}");
    assert!(acts.iter().any(|act| act.starts_with("monitor.rule.enabled ")), "{acts:?}");
}

#[tokio::test]
async fn update_detection_without_change_writes_nothing() {
    let app = TestApp::start_fresh().await;
    for body in [json!({}), json!({ "enabled": true, "parameters": { "fails": 10, "minutes": null } })] {
        patch(&app, &ADMIN, "account.guessing", &body).await.expect(200);
    }
    assert_unchanged(&app).await;
}

#[tokio::test]
async fn update_detection_names_every_fault() {
    let app = TestApp::start_fresh().await;
    for (body, faults) in [
        (
            json!({ "parameters": { "fails": 1, "minutes": "5" } }),
            vec![
                "/parameters/fails must be a whole number from 3 to 100",
                "/parameters/minutes must be a whole number from 1 to 120",
            ],
        ),
        (
            json!({ "enabled": null, "parameters": { "tries": 5 }, "severity": "high" }),
            vec![
                "/enabled is not true or false",
                "/parameters/tries is not a parameter of the rule",
                "/severity is not a field of this request",
            ],
        ),
    ] {
        assert_eq!(patch(&app, &ADMIN, "account.guessing", &body).await.faults(400), faults, "{body}");
    }
    for rule in ["account.unknown", "ACCOUNT.GUESSING", "%FF"] {
        assert_eq!(patch(&app, &ADMIN, rule, &json!({})).await.problem(404), "not_found", "{rule}");
    }
    assert_unchanged(&app).await;
}

#[tokio::test]
async fn update_detection_needs_role_and_plan() {
    let app = TestApp::start_fresh().await;
    app.add_stranger().await;
    let body = json!({ "enabled": false });
    for who in [&AUDITOR, &MEMBER, &OPERATOR] {
        assert_eq!(patch(&app, who, "account.guessing", &body).await.problem(403), "forbidden", "{who:?}");
    }
    patch(&app, &As::Of(STRANGER, "owner"), "account.guessing", &body).await.expect(200);
    let list = app.get(&ADMIN, "/v1/detections").await.expect(200);
    assert_eq!(detection(&list, "account.guessing")["enabled"], true, "another organization's change");
    app.set_organization(Plan::Free, 1).await;
    assert_eq!(patch(&app, &ADMIN, "account.guessing", &body).await.problem(403), "plan_required");
}

#[tokio::test]
async fn update_detections_at_once_keeps_all_changes() {
    let app = TestApp::start_fresh().await;
    let rules = ["account.guessing", "address.spray", "item.mass_read", "link.burst"];
    let body = json!({ "enabled": false });
    for answer in join_all(rules.map(|rule| patch(&app, &ADMIN, rule, &body))).await {
        answer.expect(200);
    }
    let list = app.get(&ADMIN, "/v1/detections").await.expect(200);
    for rule in rules {
        assert_eq!(detection(&list, rule)["enabled"], false, "{rule}");
    }
    assert_eq!(acts(&app).await.len(), rules.len());
}
