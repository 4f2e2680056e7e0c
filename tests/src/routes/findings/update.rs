//! `PATCH /v1/findings/{id}`

use detections::{Finding, Severity};
use serde_json::json;
use support::app::{ADMIN, AUDITOR, MEMBER, OWNER, TestApp};
use support::findings::THREE_FAILS;

use super::{ADDRESS, close, finding_events, patch_finding};

#[tokio::test]
async fn update_finding_records_each_change() {
    let app = TestApp::start().await;
    let id = app.open_guessing("u_ada", ADDRESS).await;
    let patches = [
        (json!({ "assigned_to": "u_bo", "note": "Ask Ada." }), json!(["open", null, "u_bo", "Ask Ada."])),
        (
            json!({ "state": "closed", "resolution": "expected" }),
            json!(["closed", "expected", "u_bo", "Ask Ada."]),
        ),
        (json!({}), json!(["closed", "expected", "u_bo", "Ask Ada."])),
        (json!({ "resolution": "malicious", "note": null }), json!(["closed", "malicious", "u_bo", null])),
        (json!({ "state": "open", "assigned_to": null }), json!(["open", null, null, null])),
        (json!({ "note": "Again." }), json!(["open", null, null, "Again."])),
    ];
    for (patch, expected) in patches {
        let updated = patch_finding(&app, &OWNER, &id, &patch).await.expect(200);
        let members = ["state", "resolution", "assigned_to", "note"].map(|member| updated[member].clone());
        assert_eq!(json!(members), expected, "{patch}");
        let got = app.get(&AUDITOR, &format!("/v1/findings/{id}")).await.expect(200);
        for (member, value) in updated.as_object().expect("an object") {
            assert_eq!(&got[member], value, "{member}");
        }
    }
    assert_eq!(
        finding_events(&app).await,
        [
            "assigned u_owner assigned_to=u_bo severity=low",
            "assigned u_owner note_changed=true severity=low",
            "assigned u_owner severity=low unassigned=true",
            "closed u_owner resolution=expected severity=low",
            "closed u_owner resolution=malicious severity=low",
            "opened activity_monitor severity=low",
            "reopened u_owner severity=low",
        ]
    );
}

#[tokio::test]
async fn update_finding_invalid_change_is_refused() {
    let app = TestApp::start().await;
    let id = app.open_guessing("u_ada", ADDRESS).await;
    let before = app.all_stored().await;
    let cases = [
        (
            json!({ "state": "closed" }),
            "/resolution is missing: a closed finding needs one of malicious, expected, false_alarm, wrong_data, test",
        ),
        (json!({ "resolution": "test" }), "/resolution is only for closed findings: set state to closed"),
        (json!({ "severity": "low" }), "/severity is not a field of this request"),
        (json!({ "note": "a\nb" }), "/note has a control character"),
        (json!({ "note": "a".repeat(1_001) }), "/note is longer than 1000 bytes"),
    ];
    for (patch, fault) in cases {
        assert_eq!(patch_finding(&app, &ADMIN, &id, &patch).await.faults(400), [fault], "{patch}");
    }
    for who in [&AUDITOR, &MEMBER] {
        let refused = patch_finding(&app, who, &id, &json!({ "note": "x" })).await;
        assert_eq!(refused.problem(403), "forbidden", "{who:?}");
    }
    let unknown = patch_finding(&app, &ADMIN, &"0".repeat(32), &json!({})).await;
    assert_eq!(unknown.problem(404), "not_found");
    assert_eq!(app.all_stored().await, before);
}

#[tokio::test]
async fn update_finding_twice_at_once_keeps_both() {
    let app = TestApp::start().await;
    let id = app.open_guessing("u_ada", ADDRESS).await;
    let (note, assigned_to) = (json!({ "note": "Ask Ada." }), json!({ "assigned_to": "u_bo" }));
    let (first, second) =
        tokio::join!(patch_finding(&app, &OWNER, &id, &note), patch_finding(&app, &ADMIN, &id, &assigned_to));
    first.expect(200);
    second.expect(200);
    let got = app.get(&ADMIN, &format!("/v1/findings/{id}")).await.expect(200);
    assert_eq!((&got["note"], &got["assigned_to"]), (&json!("Ask Ada."), &json!("u_bo")));
}

#[tokio::test]
async fn update_finding_closed_opens_with_severity() {
    let app = TestApp::start().await;
    let finding = app.guessing("u_ada", ADDRESS).await;
    let id = app.open(&finding).await;
    close(&app, &id, "false_alarm").await;
    let state = async || {
        let got = app.get(&ADMIN, &format!("/v1/findings/{id}")).await.expect(200);
        json!([got["state"], got["severity"], got["resolution"]])
    };
    let last_at = finding.last_at.plus(chrono::Duration::minutes(1));
    let more = Finding { last_at, ..finding };
    app.write_finding(&app.organization, &more, &THREE_FAILS, None).await;
    assert_eq!(state().await, json!(["closed", "low", "false_alarm"]));
    let worse = Finding { severity: Severity::High, ..more };
    app.write_finding(&app.organization, &worse, &THREE_FAILS, None).await;
    assert_eq!(state().await, json!(["open", "high", null]));
    assert_eq!(
        finding_events(&app).await,
        [
            "closed u_admin resolution=false_alarm severity=low",
            "opened activity_monitor severity=low",
            "raised activity_monitor severity=high",
            "reopened activity_monitor severity=high",
        ]
    );
}
