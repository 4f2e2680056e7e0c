use event_model::Role;
use reqwest::Method;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, As, MEMBER, OWNER, STRANGER, TestApp};

use super::{PATH, changes, facts};

#[tokio::test]
async fn notifications_change_is_one_event() {
    let app = TestApp::start().await;
    let wanted =
        json!({ "own_account": false, "findings": { "immediate_from": "critical", "digest": true } });
    for _ in 0..2 {
        let body = app.send(&ADMIN, Method::PUT, PATH, &wanted).await.expect(200);
        assert_eq!((&body["own_account"], &body["findings"]), (&wanted["own_account"], &wanted["findings"]));
        assert!(body["changed_at"].is_string(), "{body}");
    }
    let read = app.get(&ADMIN, PATH).await.expect(200);
    assert_eq!(read["findings"], wanted["findings"]);
    let events = changes(&app).await;
    assert_eq!(events.len(), 1, "{events:?}");
    assert_eq!(facts(&events[0]), [("immediate_from", "critical"), ("own_account", "false")]);
    assert_eq!(events[0].actor.id.as_str(), "u_admin");
    // Another person keeps theirs.
    assert_eq!(app.get(&OWNER, PATH).await.expect(200)["own_account"], true);
}

#[tokio::test]
async fn notifications_none_at_all_can_be_chosen() {
    let app = TestApp::start().await;
    let wanted = json!({ "own_account": false, "findings": { "immediate_from": null, "digest": false } });
    let body = app.send(&OWNER, Method::PUT, PATH, &wanted).await.expect(200);
    assert_eq!((&body["own_account"], &body["findings"]), (&wanted["own_account"], &wanted["findings"]));
    let events = changes(&app).await;
    let expected = [("digest", "false"), ("immediate_from", "none"), ("own_account", "false")];
    assert_eq!(facts(&events[0]), expected);
}

#[tokio::test]
async fn notifications_of_member_have_no_findings() {
    let app = TestApp::start().await;
    let findings = json!({ "own_account": true, "findings": { "immediate_from": "high", "digest": true } });
    let refused = app.send(&MEMBER, Method::PUT, PATH, &findings).await;
    assert_eq!(refused.problem(403), "forbidden");
    app.send(&AUDITOR, Method::PUT, PATH, &findings).await.expect(200);
    let body = app.send(&MEMBER, Method::PUT, PATH, &json!({ "own_account": false })).await.expect(200);
    assert_eq!(body["findings"], json!(null));
    // A member who becomes an admin gets the mails of one.
    let user = "u_member".parse().expect("an id");
    let control = &app.store.control;
    let stored = control.notified_people_get(&app.organization_id(), &user).await.expect("readable");
    let mut person = stored.expect("the visit is stored");
    person.role = Role::Admin;
    assert!(person.preferences().findings.digest && !person.preferences().own_account);
}

#[tokio::test]
async fn notifications_faults_name_the_field() {
    let app = TestApp::start().await;
    for (body, fault) in [
        (json!({}), "/own_account is missing"),
        (json!({ "own_account": "no" }), "/own_account is not true or false"),
        (json!({ "own_account": true, "email": "a@b.example" }), "/email is not a field of this request"),
        (json!({ "own_account": true, "findings": {} }), "/findings/digest is missing"),
        (
            json!({ "own_account": true, "findings": { "immediate_from": "info", "digest": true } }),
            "/findings/immediate_from must be one of low, medium, high, critical, or null",
        ),
    ] {
        let faults = app.send(&OWNER, Method::PUT, PATH, &body).await.faults(400);
        assert_eq!(faults, [fault], "{body}");
    }
    assert_eq!(changes(&app).await.len(), 0);
}

#[tokio::test]
async fn notifications_of_others_stay() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    let wanted = json!({ "own_account": false });
    app.send(&As::Of(STRANGER, "owner"), Method::PUT, PATH, &wanted).await.expect(200);
    assert_eq!(app.get(&OWNER, PATH).await.expect(200)["own_account"], true);
    assert_eq!(changes(&app).await.len(), 0);
}
