//! An organization sees no finding of another one.

use serde_json::json;
use support::app::{ADMIN, As, STRANGER, TestApp, text};
use support::findings::{THREE_FAILS, failed_sign_ins, person};

use super::{ADDRESS, patch_finding};

#[tokio::test]
async fn findings_are_invisible_to_other_organizations() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    let own = app.open_guessing("u_owner", ADDRESS).await;
    // The same person, by id, in the other organization.
    app.record(&failed_sign_ins(STRANGER, "u_owner", "192.0.2.9", 3, app.hour_ago())).await;
    let found =
        app.find(STRANGER, detections::RuleId::AccountGuessing, &person("u_owner"), &THREE_FAILS).await;
    app.write_finding(STRANGER, &found[0], &THREE_FAILS, None).await;
    let theirs = found[0].id.to_string();
    assert_ne!(own, theirs);
    let cursor = format!("{}_{}", found[0].last_at.plus(chrono::Duration::hours(1)), own);
    for role in ["owner", "admin", "auditor"] {
        let stranger = As::Of(STRANGER, role);
        let cursor = format!("cursor={cursor}");
        for query in ["", "user=u_owner", "user=u_owner@northwind.example", cursor.as_str()] {
            let listed = app.get(&stranger, &format!("/v1/findings?{query}")).await.expect(200);
            let findings = listed["findings"].as_array().expect("findings");
            assert_eq!(findings.len(), 1, "{role} {query}");
            assert_eq!(text(&findings[0]["id"]), theirs, "{role} {query}");
        }
        assert_eq!(app.get(&stranger, &format!("/v1/findings/{own}")).await.problem(404), "not_found");
        let verify = app.post(&stranger, &format!("/v1/findings/{own}/verify"), &json!({})).await;
        assert_eq!(verify.problem(404), "not_found");
    }
    let got = app.get(&As::Of(STRANGER, "owner"), &format!("/v1/findings/{theirs}")).await.expect(200);
    assert!(!got.to_string().contains(ADDRESS) && !got.to_string().contains(&app.organization), "{got}");
    let before = app.stored("ControlTable").await;
    for role in ["owner", "admin"] {
        let changed = patch_finding(&app, &As::Of(STRANGER, role), &own, &json!({ "note": "x" })).await;
        assert_eq!(changed.problem(404), "not_found", "{role}");
    }
    let owner = As::Of(STRANGER, "owner");
    let mine = app.get(&owner, "/v1/me/findings").await.expect(200);
    assert_eq!(mine["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!(text(&mine["findings"][0]["id"]), theirs);
    let answer =
        app.post(&owner, &format!("/v1/me/findings/{own}/answer"), &json!({ "answer": "not_mine" })).await;
    assert_eq!(answer.problem(404), "not_found");
    assert_eq!(app.stored("ControlTable").await, before);
    let got = app.get(&ADMIN, &format!("/v1/findings/{own}")).await.expect(200);
    assert_eq!((&got["note"], &got["severity"]), (&json!(null), &json!("low")));
}
