//! `GET /v1/me/findings`

use detections::{Finding, FindingId, RuleId, Severity};
use serde_json::json;
use support::app::{ADMIN, OPERATOR, TestApp, members};
use support::events::event_at;
use support::events::with;
use support::findings::THREE_FAILS;

use super::ADDRESS;

#[tokio::test]
async fn list_my_findings_has_own_events_only() {
    let app = TestApp::start_fresh().await;
    app.patch_settings(&ADMIN, &json!({ "activity_monitor": true })).await.expect(200);
    let mut finding = app.guessing("u_ada", ADDRESS).await;
    // An event of another person that shows the finding too.
    let other = event_at("org_a", "other", app.hour_ago());
    app.record(&[with(other, "/actor/id", json!("u_admin"))]).await;
    let event = detections::EventRef {
        source: "pass".parse().expect("a source"),
        id: "other".parse().expect("an event id"),
    };
    finding.evidence.push(detections::Evidence { at: finding.last_at, event, novelty: None });
    let id = app.open(&finding).await;
    let note = json!({ "note": "Do not tell Ada.", "assigned_to": "u_admin" });
    super::patch_finding(&app, &ADMIN, &id, &note).await.expect(200);
    app.open_guessing("u_bo", ADDRESS).await;
    let ada = app.bearer("u_ada", "member");
    let listed = app.get(&ada, "/v1/me/findings").await.expect(200);
    insta::assert_json_snapshot!(listed, { ".findings[].evidence[1:]" => "[more]" });
    let evidence = listed["findings"][0]["evidence"].as_array().expect("events");
    assert_eq!(members(evidence, "id"), ["u_ada-fail-0", "u_ada-fail-1", "u_ada-fail-2"]);
    // The role does not matter.
    let as_admin = app.get(&app.bearer("u_ada", "admin"), "/v1/me/findings").await.expect(200);
    assert_eq!(as_admin, listed);
}

#[tokio::test]
async fn list_my_findings_leaves_out_what_is_not_shown() {
    let app = TestApp::start().await;
    let ada = app.guessing("u_ada", ADDRESS).await;
    let of_rule = |rule: RuleId, severity: Severity| Finding {
        id: FindingId::new(&app.organization_id(), rule, &ada.key, ada.start),
        rule,
        severity,
        ..ada.clone()
    };
    let mute = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("a mute id");
    let muted = of_rule(RuleId::AccountTakeover, Severity::High);
    app.write_finding(&app.organization, &muted, &THREE_FAILS, Some(&mute)).await;
    let info = of_rule(RuleId::AccountNewPlace, Severity::Info);
    let leaver = of_rule(RuleId::MemberLeaver, Severity::Medium);
    assert!(!RuleId::MemberLeaver.rule().about().is_shown_to_person);
    let shown = [ada.clone(), of_rule(RuleId::AccountGuessed, Severity::High)];
    for finding in [&info, &leaver, &shown[0], &shown[1]] {
        app.write_finding(&app.organization, finding, &THREE_FAILS, None).await;
    }
    let who = app.bearer("u_ada", "member");
    let listed = app.list(&who, "/v1/me/findings?limit=1", "findings").await;
    let mut rules = members(&listed, "rule");
    rules.sort_unstable();
    assert_eq!(rules, ["account.guessed", "account.guessing"]);
    for hidden in [&muted, &info, &leaver] {
        let path = format!("/v1/me/findings/{}/answer", hidden.id);
        let answer = app.post(&who, &path, &json!({ "answer": "mine" })).await;
        assert_eq!(answer.problem(404), "not_found", "{}", hidden.rule);
    }
    assert_eq!(app.get(&OPERATOR, "/v1/me/findings").await.problem(403), "forbidden");
    let refused = app.get(&who, "/v1/me/findings?user=u_bo").await;
    assert_eq!(refused.invalid_parameter(), "user");
}

#[tokio::test]
async fn list_my_findings_while_off_is_refused_to_members() {
    let app = TestApp::start().await;
    app.open_guessing("u_ada", ADDRESS).await;
    app.patch_settings(&ADMIN, &json!({ "activity_monitor": false })).await.expect(200);
    let member = app.get(&app.bearer("u_ada", "member"), "/v1/me/findings").await;
    assert_eq!(member.problem(403), "monitor_off");
    let auditor = app.get(&app.bearer("u_ada", "auditor"), "/v1/me/findings").await.expect(200);
    assert_eq!(auditor["findings"].as_array().map(Vec::len), Some(1));
}
