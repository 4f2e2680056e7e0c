//! `POST /v1/findings/{id}/verify`

use detections::{
    AddressNet, Day, EventRef, Evidence, Finding, FindingId, Key, Measures, Novelty, RuleId, Severity,
};
use event_model::Timestamp;
use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, MEMBER, TestApp};
use support::events::event_at;
use support::findings::{failed_sign_ins, person};

use super::ADDRESS;

async fn verify(app: &TestApp, finding: &Finding) -> Value {
    app.post(&AUDITOR, &format!("/v1/findings/{}/verify", finding.id), &json!({})).await.expect(200)
}

#[tokio::test]
async fn verify_finding_of_stored_evidence_is_same() {
    let app = TestApp::start().await;
    let finding = app.guessing("u_ada", ADDRESS).await;
    app.open(&finding).await;
    let before = app.all_stored().await;
    let same = verify(&app, &finding).await;
    assert_eq!(
        same,
        json!({
            "result": "same", "checked_events": 3, "missing_events": 0, "severity_now": "low",
            "explanation": "The evidence gives the finding, and the events around it give the same severity.",
        })
    );
    assert_eq!(app.all_stored().await, before);
    let path = format!("/v1/findings/{}/verify", finding.id);
    assert_eq!(app.post(&MEMBER, &path, &json!({})).await.problem(403), "forbidden");
    let unknown = format!("/v1/findings/{}/verify", "0".repeat(32));
    assert_eq!(app.post(&ADMIN, &unknown, &json!({})).await.problem(404), "not_found");
}

#[tokio::test]
async fn verify_finding_without_evidence_differs() {
    let app = TestApp::start().await;
    let mut finding = app.guessing("u_ada", ADDRESS).await;
    let event = EventRef {
        source: "account".parse().expect("a source"),
        id: "expired".parse().expect("an event id"),
    };
    finding.evidence.insert(0, Evidence { at: finding.first_at, event, novelty: None });
    app.open(&finding).await;
    let differs = verify(&app, &finding).await;
    assert_eq!((&differs["result"], &differs["missing_events"]), (&json!("differs"), &json!(1)));
    assert_eq!((&differs["checked_events"], &differs["severity_now"]), (&json!(3), &json!("low")));
    assert_eq!(
        differs["explanation"],
        "1 of 4 events of the evidence are no longer stored. The rest still gives a finding."
    );
}

#[tokio::test]
async fn verify_finding_with_other_parameters_differs() {
    let app = TestApp::start().await;
    let finding = app.guessing("u_ada", ADDRESS).await;
    // As if the rule had changed: the stored parameters do not give the hit.
    app.write_finding(&app.organization, &finding, &[("fails", 4)], None).await;
    let differs = verify(&app, &finding).await;
    assert_eq!((&differs["result"], &differs["severity_now"]), (&json!("differs"), &json!(null)));
    assert_eq!(differs["missing_events"], 0);
}

#[tokio::test]
async fn verify_finding_knows_later_events() {
    let app = TestApp::start().await;
    // More persons fail from one address than get in: a spray.
    let parameters = [("persons", 3)];
    for user in ["u_1", "u_2", "u_3"] {
        app.record(&failed_sign_ins(&app.organization, user, ADDRESS, 1, app.hour_ago())).await;
    }
    let key = Key::Address(AddressNet::of(ADDRESS.parse().expect("an address")));
    let found = app.find(&app.organization, RuleId::AddressSpray, &key, &parameters).await;
    let [finding] = found.try_into().expect("one finding");
    assert_eq!(finding.severity, Severity::Medium);
    app.write_finding(&app.organization, &finding, &parameters, None).await;
    assert_eq!(verify(&app, &finding).await["result"], "same");
    // Events that arrive later tell that many had got in from it, as from an office.
    let before = app.hour_ago() - chrono::Duration::minutes(5);
    let success = |nth: usize| {
        let mut event = event_at(&app.organization, &format!("in-{nth}"), before);
        event["type"] = json!("account.login.succeeded");
        event["actor"] = json!({ "id": format!("u_in_{nth}") });
        event["client"]["ip"] = json!(ADDRESS);
        event
    };
    app.record(&(0..5).map(success).collect::<Vec<_>>()).await;
    let explained = verify(&app, &finding).await;
    assert_eq!(
        (&explained["result"], &explained["severity_now"]),
        (&json!("explained_by_later_events"), &json!("info"))
    );
    assert_eq!(explained["checked_events"], 3);
}

#[tokio::test]
async fn verify_finding_raised_by_answer_is_same() {
    let app = TestApp::start().await;
    let finding = app.guessing("u_ada", ADDRESS).await;
    let id = app.open(&finding).await;
    let who = app.bearer("u_ada", "member");
    app.post(&who, &format!("/v1/me/findings/{id}/answer"), &json!({ "answer": "not_mine" }))
        .await
        .expect(200);
    let got = app.get(&ADMIN, &format!("/v1/findings/{id}")).await.expect(200);
    assert_eq!(got["severity"], "critical");
    assert_eq!(verify(&app, &finding).await["result"], "same");
}

#[tokio::test]
async fn verify_finding_has_novelty_of_then() {
    let app = TestApp::start().await;
    let mut sign_in = event_at(&app.organization, "in", app.hour_ago());
    sign_in["type"] = json!("account.login.succeeded");
    app.record(&[sign_in]).await;
    // The profile that the stack has now does not know that the person was silent for 90 days.
    let past = Novelty {
        sign_ins: 20,
        sign_in_days: 10,
        country_age: Some(90),
        asn_age: Some(90),
        device_age: Some(90),
        silent_days: Some(90),
        account_days: Some(200),
    };
    let (rule, key) = (RuleId::AccountDormant, person("u_ada"));
    let at = Timestamp::from_datetime(app.hour_ago());
    let event =
        EventRef { source: "account".parse().expect("a source"), id: "in".parse().expect("an event id") };
    let stored = Finding {
        id: FindingId::new(&app.organization_id(), rule, &key, Day::of(at)),
        rule,
        key,
        start: Day::of(at),
        severity: Severity::Low,
        first_at: at,
        last_at: at,
        triggers: [event.clone()].into(),
        evidence: vec![Evidence { at, event, novelty: Some(past) }],
        measures: Measures::default().number("days", 90),
        is_late: false,
    };
    app.write_finding(&app.organization, &stored, &[], None).await;
    let same = verify(&app, &stored).await;
    assert_eq!((&same["result"], &same["severity_now"]), (&json!("same"), &json!("low")));
    let got = app.get(&ADMIN, &format!("/v1/findings/{}", stored.id)).await.expect(200);
    assert_eq!(got["sentence"], "Ada Lovelace signed in after at least 90 days without activity.");
}
