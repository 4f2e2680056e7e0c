use chrono::Duration;
use event_model::{Plan, Role};
use event_store::{Mailbox, notifications_id};
use serde_json::{Value, json};
use support::app::{ADMIN, AUDITOR, As, MEMBER, OWNER, STRANGER, TestApp};

use super::{PATH, changes};

#[tokio::test]
async fn notifications_have_defaults_by_role() {
    let app = TestApp::start().await;
    let high = json!({ "immediate_from": "high", "digest": true });
    let none = json!({ "immediate_from": null, "digest": false });
    for (who, findings) in [(&OWNER, &high), (&ADMIN, &high), (&AUDITOR, &none), (&MEMBER, &Value::Null)] {
        let body = app.get(who, PATH).await.expect(200);
        assert_eq!(body["own_account"], true, "{who:?}");
        assert_eq!(&body["findings"], findings, "{who:?}");
        assert_eq!((&body["stopped"], &body["changed_at"]), (&Value::Null, &Value::Null));
        assert!(body["address"].as_str().is_some_and(|address| address.contains('@')), "{body}");
    }
    assert_eq!(changes(&app).await.len(), 0);
}

#[tokio::test]
async fn notifications_visit_is_stored_once_a_day() {
    let app = TestApp::start().await;
    let organization = app.organization_id();
    let stored = async || {
        let user = "u_admin".parse().expect("an id");
        let person = app.store.control.notified_people_get(&organization, &user).await;
        person.expect("the table can be read").expect("the visit is stored")
    };
    app.get(&ADMIN, PATH).await.expect(200);
    let first = stored().await;
    assert_eq!((first.role, first.version), (Role::Admin, 1));
    assert!(first.email.is_some() && first.own_account.is_none() && first.findings.is_none());
    app.get(&ADMIN, PATH).await.expect(200);
    assert_eq!(stored().await, first);
    app.clock.pass(Duration::days(1));
    app.get(&ADMIN, PATH).await.expect(200);
    assert_eq!(stored().await.version, 2);
}

#[tokio::test]
async fn notifications_start_with_the_first_visit() {
    let app = TestApp::start().await;
    let started = async || {
        let delivery = app.store.control.deliveries_get(&app.organization_id(), &notifications_id()).await;
        delivery.expect("the table can be read").is_some()
    };
    assert!(!started().await);
    let body = app.get(&MEMBER, PATH).await.expect(200);
    // Only if the installation sends mail.
    assert_eq!(started().await, body["mail"] == "enabled", "{body}");
}

#[tokio::test]
async fn notifications_show_a_refused_address() {
    let app = TestApp::start().await;
    let now = app.clock.clock().timestamp();
    let until = now.plus(Duration::days(1));
    let stopped = event_store::MailStop { at: now, until, reason: "SES does not send it".to_owned() };
    let user = "u_owner".parse().expect("an id");
    let mut mailbox = Mailbox { stopped: Some(stopped), ..Mailbox::new(user) };
    app.store.control.mailboxes_save(&app.organization_id(), &mut mailbox, now).await.expect("stored");
    let body = app.get(&OWNER, PATH).await.expect(200);
    let expected = json!({ "at": now, "until": until, "reason": "SES does not send it" });
    assert_eq!(body["stopped"], expected);
    assert_eq!(app.get(&ADMIN, PATH).await.expect(200)["stopped"], Value::Null);
}

#[tokio::test]
async fn notifications_need_a_plan_and_no_parameters() {
    let app = TestApp::start().await;
    app.add_stranger().await;
    app.get(&As::Of(STRANGER, "owner"), PATH).await.expect(200);
    assert_eq!(app.get(&OWNER, &format!("{PATH}?user=u_ada")).await.invalid_parameter(), "user");
    app.set_organization(Plan::Essentials, 1).await;
    assert_eq!(app.get(&OWNER, PATH).await.problem(403), "plan_required");
}
