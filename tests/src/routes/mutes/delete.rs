//! `DELETE /v1/mutes/{id}`

use event_model::Plan;
use futures::future::join_all;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, As, MEMBER, OWNER, STRANGER, TestApp};

use super::{create, mute_events};

#[tokio::test]
async fn deleted_mute_has_ended_and_stays_listed() {
    let app = TestApp::start_fresh().await;
    let id = create(&app, json!({ "kind": "organization" })).await;
    let path = format!("/v1/mutes/{id}");
    for who in [&AUDITOR, &MEMBER] {
        assert_eq!(app.delete(who, &path).await.problem(403), "forbidden", "{who:?}");
    }
    app.wait(5);
    // With any plan.
    app.set_organization(Plan::Free, 1).await;
    for answer in join_all((0..4).map(|_| app.delete(&OWNER, &path))).await {
        answer.expect(204);
    }
    app.set_organization(Plan::Professional, 1).await;
    app.wait(5);
    app.delete(&ADMIN, &path).await.expect(204);
    let mute = app.get(&AUDITOR, "/v1/mutes").await.expect(200)["mutes"][0].clone();
    assert_eq!((&mute["state"], &mute["deleted_at"]), (&json!("ended"), &json!("2026-11-21T19:05:00.000Z")));
    let kinds: Vec<_> = mute_events(&app).await.iter().map(|event| event.kind.to_string()).collect();
    assert_eq!(kinds, ["monitor.mute.created", "monitor.mute.deleted"]);
}

#[tokio::test]
async fn delete_unknown_mute_is_not_found() {
    let app = TestApp::start_fresh().await;
    app.add_stranger().await;
    let id = create(&app, json!({ "kind": "organization" })).await;
    for (who, id) in [
        (&As::Of(STRANGER, "owner"), id.as_str()),
        (&ADMIN, "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"),
        (&ADMIN, "not-a-mute"),
        (&ADMIN, "%FF"),
    ] {
        assert_eq!(app.delete(who, &format!("/v1/mutes/{id}")).await.problem(404), "not_found", "{id}");
    }
    assert_eq!(mute_events(&app).await.len(), 1);
}
