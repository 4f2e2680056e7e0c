//! `DELETE /v1/reader-keys/{id}`

use futures::future::join_all;
use support::app::{ADMIN, AUDITOR, As, MEMBER, OWNER, STRANGER, TestApp};

use super::{create, key_events, verify};

#[tokio::test]
async fn revoked_reader_key_is_invalid_and_stays_listed() {
    let app = TestApp::start_fresh().await;
    app.wait(1);
    let (id, secret) = create(&app, &ADMIN, "SIEM").await;
    let path = format!("/v1/reader-keys/{id}");
    for who in [&AUDITOR, &MEMBER] {
        assert_eq!(app.delete(who, &path).await.problem(403), "forbidden", "{who:?}");
    }
    app.wait(2);
    app.delete(&OWNER, &path).await.expect(204);
    assert_eq!(verify(&app, &secret).await, None);
    let before = app.all_stored().await;
    app.wait(3);
    app.delete(&ADMIN, &path).await.expect(204);
    assert_eq!(app.all_stored().await, before);
    let listed = app.get(&AUDITOR, "/v1/reader-keys").await.expect(200);
    assert_eq!(listed["reader_keys"][0]["revoked_at"], "2026-11-21T19:03:00.000Z");
    for missing in ["0000000000000000", "not-a-key", "%FF"] {
        let answer = app.delete(&ADMIN, &format!("/v1/reader-keys/{missing}")).await;
        assert_eq!(answer.problem(404), "not_found", "{missing}");
    }
}

#[tokio::test]
async fn revoke_reader_key_is_recorded_once() {
    let app = TestApp::start_fresh().await;
    let (id, secret) = create(&app, &ADMIN, "SIEM").await;
    app.wait(1);
    let path = format!("/v1/reader-keys/{id}");
    let concurrent = join_all((0..8).map(|_| app.delete(&OWNER, &path))).await;
    for answer in concurrent {
        answer.expect(204);
    }
    app.delete(&ADMIN, &path).await.expect(204);
    assert_eq!(verify(&app, &secret).await, None);
    let events = key_events(&app, "org_a").await;
    let types: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(types, ["monitor.reader_key.created", "monitor.reader_key.revoked"]);
    let revoked = &events[1];
    assert_eq!((revoked.actor.id.as_str(), revoked.targets[0].id.as_str()), ("u_owner", id.as_str()));
    assert!(revoked.ip().is_some(), "it is known from where");
}

#[tokio::test]
async fn revoke_reader_key_of_another_organization_fails() {
    let app = TestApp::start_fresh().await;
    app.add_stranger().await;
    let (id, secret) = create(&app, &ADMIN, "SIEM").await;
    let before = app.all_stored().await;
    let answer = app.delete(&As::Of(STRANGER, "owner"), &format!("/v1/reader-keys/{id}")).await;
    assert_eq!(answer.problem(404), "not_found");
    assert_eq!(app.all_stored().await, before);
    assert!(verify(&app, &secret).await.is_some());
}
