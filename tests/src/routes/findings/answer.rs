//! `POST /v1/me/findings/{id}/answer`

use serde_json::{Value, json};
use support::app::{ADMIN, TestApp};

use super::{ADDRESS, close, finding_events};

/// The address of the tests' requests.
const OWN_ADDRESS: &str = "127.0.0.1";

/// Answers about a finding as the member `u_ada`.
async fn answer(app: &TestApp, id: &str, body: &Value) -> support::app::Answer {
    let who = app.bearer("u_ada", "member");
    app.post(&who, &format!("/v1/me/findings/{id}/answer"), body).await
}

/// Returns severity, state and number of answers of a finding.
async fn state(app: &TestApp, id: &str) -> Value {
    let got = app.get(&ADMIN, &format!("/v1/findings/{id}")).await.expect(200);
    json!([got["severity"], got["state"], got["answers"].as_array().map(Vec::len)])
}

#[tokio::test]
async fn answer_not_mine_makes_critical_and_opens() {
    let app = TestApp::start().await;
    let id = app.open_guessing("u_ada", ADDRESS).await;
    close(&app, &id, "expected").await;
    let answered =
        answer(&app, &id, &json!({ "answer": "not_mine", "note": "I was asleep." })).await.expect(200);
    assert_eq!(answered["effect"], "raised");
    assert_eq!(
        (&answered["finding"]["severity"], &answered["finding"]["state"]),
        (&json!("critical"), &json!("open"))
    );
    assert_eq!(state(&app, &id).await, json!(["critical", "open", 1]));
    let got = app.get(&ADMIN, &format!("/v1/findings/{id}")).await.expect(200);
    let mut given = got["answers"][0].clone();
    given["at"].take();
    let expected = json!({ "by": "u_ada", "at": null, "answer": "not_mine", "from_address_of_evidence": false, "note": "I was asleep." });
    assert_eq!(given, expected);
    let listed = app.get(&ADMIN, "/v1/findings?severity=critical").await.expect(200);
    assert_eq!(listed["findings"].as_array().map(Vec::len), Some(1));
    // A closed finding is opened by the answer alone; the severity does not rise twice.
    close(&app, &id, "malicious").await;
    answer(&app, &id, &json!({ "answer": "not_mine" })).await.expect(200);
    let events = finding_events(&app).await;
    assert_eq!(
        events,
        [
            "answered u_ada answer=not_mine from_address_of_evidence=false severity=critical",
            "answered u_ada answer=not_mine from_address_of_evidence=false severity=critical",
            "closed u_admin resolution=expected severity=low",
            "closed u_admin resolution=malicious severity=critical",
            "opened activity_monitor severity=low",
            "raised u_ada severity=critical",
            "reopened u_ada severity=critical",
            "reopened u_ada severity=critical",
        ]
    );
}

#[tokio::test]
async fn answer_mine_is_a_note_and_closes_nothing() {
    let app = TestApp::start().await;
    let id = app.open_guessing("u_ada", ADDRESS).await;
    let answered = answer(&app, &id, &json!({ "answer": "mine" })).await.expect(200);
    assert_eq!(answered["effect"], "noted");
    assert_eq!(state(&app, &id).await, json!(["low", "open", 1]));
    answer(&app, &id, &json!({ "answer": "not_mine" })).await.expect(200);
    // Whoever has taken over the account cannot take the alarm back.
    answer(&app, &id, &json!({ "answer": "mine" })).await.expect(200);
    assert_eq!(state(&app, &id).await, json!(["critical", "open", 3]));
}

#[tokio::test]
async fn answer_from_address_of_evidence_is_a_note() {
    let app = TestApp::start().await;
    let id = app.open_guessing("u_ada", OWN_ADDRESS).await;
    close(&app, &id, "expected").await;
    for kind in ["mine", "not_mine"] {
        let answered = answer(&app, &id, &json!({ "answer": kind })).await.expect(200);
        assert_eq!(answered["effect"], "noted", "{kind}");
        assert!(
            answered["detail"].as_str().is_some_and(|text| text.contains("changes nothing")),
            "{answered}"
        );
        assert!(answered["finding"]["answers"][0]["from_address_of_evidence"].as_bool() == Some(true));
    }
    assert_eq!(state(&app, &id).await, json!(["low", "closed", 2]));
}

#[tokio::test]
async fn answer_of_others_or_invalid_is_refused() {
    let app = TestApp::start().await;
    let id = app.open_guessing("u_bo", ADDRESS).await;
    let own = app.open_guessing("u_ada", ADDRESS).await;
    let before = app.all_stored().await;
    let mine = json!({ "answer": "mine" });
    for id in [id.as_str(), "x", &"0".repeat(32)] {
        assert_eq!(answer(&app, id, &mine).await.problem(404), "not_found", "{id}");
    }
    // Rights over the organization are no rights over the account of another person.
    let admin = app.post(&ADMIN, &format!("/v1/me/findings/{id}/answer"), &mine).await;
    assert_eq!(admin.problem(404), "not_found");
    let cases = [
        (json!({}), "/answer is missing"),
        (json!({ "answer": "maybe" }), "/answer must be one of mine, not_mine"),
        (json!({ "answer": "mine", "note": "" }), "/note is empty"),
        (json!({ "answer": "mine", "severity": "low" }), "/severity is not a field of this request"),
    ];
    for (body, fault) in cases {
        assert_eq!(answer(&app, &own, &body).await.faults(400), [fault], "{body}");
    }
    assert_eq!(app.all_stored().await, before);
    for _ in 0..10 {
        answer(&app, &own, &mine).await.expect(200);
    }
    assert_eq!(answer(&app, &own, &mine).await.problem(409), "conflict");
}
