//! `GET /v1/detections`

use std::time::Duration;

use detections::RuleId;
use event_model::Plan;
use reqwest::Method;
use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, MEMBER, OPERATOR, OWNER, TestApp, members};
use support::events::event;
use support::findings::THREE_FAILS;

use super::detection;

const PATH: &str = "/v1/detections";

#[tokio::test]
async fn list_detections_has_every_rule() {
    let app = TestApp::start_fresh().await;
    for who in [&OWNER, &ADMIN, &AUDITOR] {
        let list = app.get(who, PATH).await.expect(200);
        let rules = members(list["detections"].as_array().expect("detections"), "rule");
        assert_eq!(rules, RuleId::ALL.map(RuleId::as_str), "{who:?}");
    }
    let mut list = app.get(&ADMIN, PATH).await.expect(200);
    list["detections"] = json!([detection(&list, "account.guessing")]);
    insta::assert_json_snapshot!(list, {
        ".detections[].description" => "[text]", ".detections[].false_positives" => "[cases]",
    });
    for who in [&MEMBER, &OPERATOR] {
        assert_eq!(app.get(who, PATH).await.problem(403), "forbidden", "{who:?}");
    }
    app.set_organization(Plan::Free, 1).await;
    assert_eq!(app.get(&ADMIN, PATH).await.problem(403), "plan_required");
}

#[tokio::test]
async fn list_detections_counts_findings() {
    let app = TestApp::start().await;
    let mut ids = Vec::new();
    for user in ["u_1", "u_2", "u_3", "u_4"] {
        ids.push(app.open_guessing(user, "203.0.113.7").await);
    }
    let mute = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("an id");
    let muted = app.guessing("u_5", "203.0.113.7").await;
    app.write_finding(&app.organization, &muted, &THREE_FAILS, Some(&mute)).await;
    for (id, resolution) in ids.iter().zip(["malicious", "false_alarm", "expected"]) {
        let body = json!({ "state": "closed", "resolution": resolution });
        app.send(&ADMIN, Method::PATCH, &format!("/v1/findings/{id}"), &body).await.expect(200);
    }
    let list = app.get(&AUDITOR, PATH).await.expect(200);
    let guessing = detection(&list, "account.guessing");
    let counts = json!({ "info": 0, "low": 4, "medium": 0, "high": 0, "critical": 0, "muted": 1 });
    assert_eq!(guessing["last_30_days"], counts);
    let closed = json!({ "malicious": 1, "expected": 1, "false_alarm": 1, "wrong_data": 0, "test": 0 });
    assert_eq!((&guessing["closed"], &guessing["precision"]), (&closed, &json!(0.5)));
    let spray = detection(&list, "address.spray");
    assert_eq!((&spray["last_30_days"]["low"], &spray["precision"]), (&json!(0), &Value::Null));
    // A month later, nothing is counted.
    app.clock.pass(chrono::Duration::days(31));
    let list = app.get(&AUDITOR, PATH).await.expect(200);
    assert_eq!(detection(&list, "account.guessing")["last_30_days"]["low"], 0);
}

#[tokio::test]
async fn list_detections_explains_what_it_cannot_see() {
    let app = TestApp::start_fresh().await;
    let change = async |patch: Value| {
        app.patch_settings(&ADMIN, &patch).await.expect(200);
        app.clock.pass(chrono::Duration::days(10));
    };
    let gaps = async |rule: &str| {
        let list = app.get(&ADMIN, PATH).await.expect(200);
        let evaluable = detection(&list, rule)["evaluable"].clone();
        let gaps = evaluable["gaps"].as_array().expect("gaps").iter();
        let day = |time: &Value| time.as_str().map_or("-".to_owned(), |time| time[5..10].to_owned());
        let gap = |gap: &Value| format!("{} {} {}", day(&gap["from"]), day(&gap["to"]), gap["reason"]);
        (evaluable["state"].clone(), gaps.map(gap).collect::<Vec<_>>())
    };
    // The clock stands at 11-21. Each change is followed by ten days.
    assert_eq!(gaps("account.guessing").await.0, "no");
    change(json!({ "activity_monitor": true })).await;
    change(json!({ "collect_details": false })).await;
    let (state, found) = gaps("address.spray").await;
    assert_eq!((state, found.len()), (json!("partly"), 2), "{found:?}");
    assert_eq!(found[1], "12-01 - \"details_not_collected\"");
    let (state, found) = gaps("account.guessing").await;
    assert_eq!((state, found), (json!("partly"), vec!["11-11 11-21 \"monitor_off\"".to_owned()]));
    change(json!({ "collect_details": true })).await;
    app.clock.pass(chrono::Duration::days(31));
    assert_eq!(gaps("address.spray").await, (json!("yes"), vec![]));
}

#[tokio::test]
async fn list_detections_tells_how_far_the_detector_is() {
    let app = TestApp::start_with_options(local::Options::default()).await;
    app.record(&[event(&app.organization, "e")]).await;
    for _ in 0..600 {
        let list = app.get(&ADMIN, PATH).await.expect(200);
        if list["evaluated_segment"].is_u64() && list["evaluated_segment"] == list["feed_segment"] {
            assert!(list["evaluated_to"].is_string(), "{list}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the detector evaluates nothing");
}
