//! `POST /v1/detections/{rule}/backtests`

use event_model::Plan;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, MEMBER, OPERATOR, OWNER, TestApp, text};
use support::findings::failed_sign_ins;

use super::{ended, request, wait_for_feed};

const PATH: &str = "/v1/detections/account.guessing/backtests";

#[tokio::test]
async fn create_backtest_counts_what_would_be_found() {
    let app = TestApp::start().await;
    app.record(&failed_sign_ins(&app.organization, "u_1", "203.0.113.7", 6, app.hour_ago())).await;
    app.record(&failed_sign_ins(&app.organization, "u_2", "203.0.113.7", 4, app.hour_ago())).await;
    wait_for_feed(&app, 10).await;

    let created = app.post(&OWNER, PATH, &request(&app, &json!({ "fails": 5 }))).await;
    assert_eq!(created.status, 202, "{}", created.body);
    let id = text(&created.body["id"]).to_owned();
    assert_eq!(created.headers["location"], format!("/v1/backtests/{id}"));
    assert_eq!((&created.body["state"], &created.body["findings"]), (&json!("queued"), &json!(null)));
    assert_eq!(created.body["parameters"]["fails"], 5);

    let done = ended(&app, &id).await;
    assert_eq!(done["state"], "done", "{done}");
    let counts = json!({ "info": 0, "low": 1, "medium": 0, "high": 0, "critical": 0 });
    assert_eq!(done["findings"], counts);
    assert_eq!((&done["messages_per_week"], &done["counted_to"]), (&json!(0.0), &json!(null)));
    assert!(done["progress"]["events"].as_u64().expect("a number") >= 10, "{done}");
    let example = &done["examples"][0];
    assert_eq!(text(&example["sentence"]), "6 sign-ins of Person u_1 failed.");
    assert_eq!(example["key"], json!({ "kind": "person", "value": "u_1" }));
    assert_eq!((&example["user"]["name"], &example["hits"]), (&json!("Person u_1"), &json!(2)));
    assert_eq!(done["days"].as_array().map(Vec::len), Some(1));

    // With the current parameters, nothing is found. No back-test opens a finding.
    let id = app.post(&ADMIN, PATH, &request(&app, &json!({}))).await.expect(202)["id"].clone();
    let done = ended(&app, text(&id)).await;
    assert_eq!((&done["findings"]["low"], &done["examples"]), (&json!(0), &json!([])));
    assert_eq!(app.get(&ADMIN, "/v1/findings").await.expect(200)["findings"], json!([]));
    let events = app.all_events(&ADMIN, "/v1/events", "source=monitor&type=monitor.backtest.created").await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[0]["metadata"]["rule"], "account.guessing");
    let listed = app.get(&AUDITOR, "/v1/backtests").await.expect(200);
    let listed = listed["backtests"].as_array().expect("back-tests").clone();
    assert_eq!((listed.len(), &listed[0]["id"], &listed[0]["examples"]), (2, &id, &json!(null)));
}

#[tokio::test]
async fn create_backtest_names_every_fault() {
    let app = TestApp::start_fresh().await;
    for (body, faults) in [
        (json!({}), vec!["/from is missing", "/to is missing"]),
        (
            json!({ "from": "2026-11-01T00:00:00Z", "to": "2026-12-01T00:00:00Z" }),
            vec!["/to is in the future"],
        ),
        (
            json!({ "from": "2026-11-02T00:00:00Z", "to": "2026-11-02T00:00:00Z" }),
            vec!["/from must be earlier than to"],
        ),
        (
            json!({ "from": "2025-11-01T00:00:00Z", "to": "2026-11-20T00:00:00Z" }),
            vec!["/to must be at most 366 days after from"],
        ),
        (
            json!({ "from": "2020-01-01T00:00:00Z", "to": "2020-01-02T00:00:00Z" }),
            vec!["/to is earlier than any event that is kept"],
        ),
        (
            json!({ "parameters": { "fails": 1 }, "from": "yesterday", "to": 7 }),
            vec![
                "/parameters/fails must be a whole number from 3 to 100",
                "/from is not an RFC 3339 time such as 2026-11-21T19:23:11.123Z, between the years 1970 and 9999",
                "/to is not a string",
            ],
        ),
    ] {
        assert_eq!(app.post(&ADMIN, PATH, &body).await.faults(400), faults, "{body}");
    }
    let unknown = app.post(&ADMIN, "/v1/detections/account.unknown/backtests", &json!({})).await;
    assert_eq!(unknown.problem(404), "not_found");
    assert_eq!(app.get(&ADMIN, "/v1/backtests").await.expect(200), json!({ "backtests": [] }));
}

#[tokio::test]
async fn create_backtest_needs_role_and_plan() {
    let app = TestApp::start_fresh().await;
    let body = request(&app, &json!({}));
    for who in [&AUDITOR, &MEMBER, &OPERATOR] {
        assert_eq!(app.post(who, PATH, &body).await.problem(403), "forbidden", "{who:?}");
    }
    for who in [&MEMBER, &OPERATOR] {
        assert_eq!(app.get(who, "/v1/backtests").await.problem(403), "forbidden", "{who:?}");
    }
    app.set_organization(Plan::Free, 1).await;
    assert_eq!(app.post(&ADMIN, PATH, &body).await.problem(403), "plan_required");
}
