//! Reader keys, against a real DynamoDB engine.

use api::{Caller, Reader};
use authorizer::{Outage, State};
use chrono::TimeDelta;
use event_store::ReaderKeySecret;
use serde_json::json;
use support::app::{ADMIN, TestApp, text};

use super::{NOWHERE, ask, identify, load, start};

/// Starts a stack, and an authorizer that reads its tables.
async fn start_with_table() -> (TestApp, State) {
    let app = TestApp::start_fresh().await;
    let dynamodb = app.aws().endpoints().expect("a stack has emulators").dynamodb.clone();
    let state = load(&dynamodb, NOWHERE, &app.clock, &[]);
    (app, state)
}

async fn create(app: &TestApp) -> ReaderKeySecret {
    let created = app.post(&ADMIN, "/v1/reader-keys", &json!({ "name": "SIEM" })).await.expect(201);
    ReaderKeySecret::parse(text(&created["secret"])).expect("a key's text")
}

#[tokio::test(flavor = "multi_thread")]
async fn reader_key_identifies_reader() {
    let (app, state) = start_with_table().await;
    let secret = create(&app).await;
    let reader = Reader { key_id: secret.id().clone(), organization_id: app.organization_id() };
    assert_eq!(identify(&state, &secret.expose()).await, Some(Caller::Reader(reader)));
}

#[tokio::test(flavor = "multi_thread")]
async fn reader_key_wrong_or_revoked_is_denied() {
    let (app, state) = start_with_table().await;
    let (good, revoked) = (create(&app).await, create(&app).await);
    app.delete(&ADMIN, &format!("/v1/reader-keys/{}", revoked.id())).await.expect(204);
    let unknown = ReaderKeySecret::generate().expect("there is randomness");
    let (id, own) = (good.id(), good.expose());
    let random =
        |secret: &ReaderKeySecret| secret.expose().splitn(3, '_').nth(2).expect("three parts").to_owned();
    for key in [
        revoked.expose(),
        unknown.expose(),
        format!("amr_{id}_{}", "A".repeat(43)),
        format!("amr_{id}_{}", random(&unknown)),
        format!("amr_{id}_"),
        format!("amr_{id}"),
        "amr_".to_owned(),
        "amr__".to_owned(),
        format!("{own}A"),
        own[..own.len() - 1].to_owned(),
        own.to_uppercase(),
        // As a product key.
        format!("am_{id}_{}", random(&good)),
    ] {
        assert_eq!(identify(&state, &key).await, None, "{key}");
    }
    assert!(identify(&state, &own).await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn product_key_as_reader_key_is_denied() {
    let (app, state) = start_with_table().await;
    let body = json!({ "name": "Pass", "sources": "all", "organizations": "all" });
    let (id, secret) = app.create_key(&body).await;
    assert!(identify(&state, &secret).await.is_some());
    let random = secret.splitn(3, '_').nth(2).expect("three parts");
    assert_eq!(identify(&state, &format!("amr_{id}_{random}")).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn reader_key_use_is_stored_once_an_hour() {
    let (app, state) = start_with_table().await;
    let secret = create(&app).await;
    for (seconds, used_at) in [
        (0, "2026-11-21T19:00:00.000Z"),
        (3_599, "2026-11-21T19:00:00.000Z"),
        (1, "2026-11-21T20:00:00.000Z"),
    ] {
        app.clock.pass(TimeDelta::seconds(seconds));
        assert!(identify(&state, &secret.expose()).await.is_some());
        let listed = app.get(&ADMIN, "/v1/reader-keys").await.expect(200);
        assert_eq!(listed["reader_keys"][0]["last_used_at"], used_at);
    }
}

#[tokio::test]
async fn reader_key_table_outage_is_an_error() {
    let state = start(NOWHERE, &[]);
    let secret = ReaderKeySecret::generate().expect("there is randomness");
    let outage =
        ask(&state, Some(&format!("Bearer {}", secret.expose()))).await.expect_err("it cannot be known");
    assert!(matches!(outage, Outage::Store(_)), "{outage:?}");
    assert!(!format!("{outage:?}").contains(&secret.expose()[21..]), "an error does not tell the key");
}
