//! `DELETE /v1/keys/{id}`

use event_model::{KeyId, Plan};
use serde_json::json;
use support::app::{OPERATOR, TestApp, organization_id};

use super::verify;

#[tokio::test]
async fn revoked_key_is_invalid_and_stays_listed() {
    let app = TestApp::start_fresh().await;
    app.wait(1);
    let body = json!({"name": "K", "sources": "all", "organizations": "all"});
    let (id, secret) = app.create_key(&body).await;
    app.wait(2);
    app.delete_key(&id).await.expect(204);
    assert_eq!(verify(&app, &secret).await, None);
    let before = app.all_stored().await;
    app.wait(3);
    app.delete_key(&id).await.expect(204);
    assert_eq!(app.all_stored().await, before);
    let listed = app.get(&OPERATOR, "/v1/keys").await.expect(200);
    assert_eq!(listed["keys"][0]["revoked_at"], "2026-11-21T19:03:00.000Z");
    for missing in ["0000000000000000", "not-a-key", "%FF"] {
        assert_eq!(app.delete_key(missing).await.problem(404), "not_found", "{missing}");
    }
}

#[tokio::test]
async fn revoke_key_resumes_after_an_interruption() {
    let app = TestApp::start_fresh().await;
    for id in ["org_b", "org_z"] {
        app.put_organization(id, Plan::Professional, 1).await;
    }
    let body = json!({"name": "All", "sources": "all", "organizations": "all"});
    let (id, _) = app.create_key(&body).await;
    let key: KeyId = id.parse().expect("an id");
    let now = app.clock.clock().timestamp();
    // A first request that got as far as org_b.
    app.store.control.product_keys_revoke(&key, now).await.expect("it is revoked");
    app.store.control.product_keys_told(&key, &organization_id("org_b")).await.expect("it is stored");
    app.delete_key(&id).await.expect(204);
    for (organization, expected) in [("org_a", false), ("org_b", false), ("org_z", true)] {
        let types = app.event_types(organization).await;
        assert_eq!(types.iter().any(|kind| kind == "monitor.key.revoked"), expected, "{organization}");
    }
    let revoked = app.store.control.product_keys_revoke(&key, now).await;
    let told_to = revoked.expect("the store answers").expect("the key exists").told_to;
    assert_eq!(told_to, Some(organization_id("org_z")));
}
