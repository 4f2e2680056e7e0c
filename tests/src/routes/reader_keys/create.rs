//! `POST /v1/reader-keys`

use event_model::{Plan, limits};
use futures::future::join_all;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, MEMBER, OPERATOR, OWNER, TestApp, text};

use super::{create, key_events, names, verify};

#[tokio::test]
async fn create_reader_key_shows_the_secret_once() {
    let app = TestApp::start_fresh().await;
    app.wait(1);
    let body = json!({ "name": "SIEM, production" });
    let mut created = app.post(&ADMIN, "/v1/reader-keys", &body).await.expect(201);
    let secret = created.as_object_mut().and_then(|key| key.remove("secret")).expect("a secret");
    let (id, secret) = (text(&created["id"]).to_owned(), text(&secret));
    assert!(secret.starts_with(&format!("amr_{id}_")), "{secret}");
    insta::assert_json_snapshot!(created, { ".id" => "[id]" });
    assert_eq!(app.get(&ADMIN, "/v1/reader-keys").await.expect(200)["reader_keys"], json!([created]));

    // Not what follows the last underscore: the secret may have underscores too.
    let private = secret.splitn(3, '_').nth(2).expect("a secret");
    assert!(!app.all_stored().await.concat().iter().any(|item| item.contains(private)));
    let key = verify(&app, secret).await.expect("the key is known");
    assert_eq!((key.id.as_str(), key.organization_id.as_str()), (id.as_str(), "org_a"));
}

#[tokio::test]
async fn create_reader_key_is_recorded() {
    let app = TestApp::start_fresh().await;
    app.wait(1);
    let (id, _) = create(&app, &OWNER, "SIEM").await;
    let events = key_events(&app, "org_a").await;
    let [event] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(event.targets[0].id.as_str(), id);
    insta::assert_json_snapshot!(event_model::EventBody::new(event.clone(), true), {
        ".id" => "[id]", ".client.ip" => "[ip]", ".targets[0].id" => "[key]",
    });
}

#[tokio::test]
async fn create_reader_key_names_every_fault() {
    let app = TestApp::start_fresh().await;
    let before = app.all_stored().await;
    for (body, faults) in [
        (json!({}), vec!["/name is missing"]),
        (json!({ "name": "" }), vec!["/name is empty"]),
        (json!({ "name": null }), vec!["/name is not a string"]),
        (
            json!({ "name": "K", "organization_id": "org_b" }),
            vec!["/organization_id is not a field of this request"],
        ),
    ] {
        assert_eq!(app.post(&ADMIN, "/v1/reader-keys", &body).await.faults(400), faults, "{body}");
    }
    assert_eq!(app.all_stored().await, before);
}

#[tokio::test]
async fn create_reader_key_needs_role_and_plan() {
    let app = TestApp::start_fresh().await;
    let body = json!({ "name": "SIEM" });
    for who in [&AUDITOR, &MEMBER, &OPERATOR] {
        assert_eq!(app.post(who, "/v1/reader-keys", &body).await.problem(403), "forbidden", "{who:?}");
    }
    let (id, _) = create(&app, &OWNER, "SIEM").await;
    app.set_organization(Plan::Free, 1).await;
    for answer in [app.post(&OWNER, "/v1/reader-keys", &body).await, app.get(&OWNER, "/v1/reader-keys").await]
    {
        assert_eq!(answer.problem(403), "plan_required");
    }
    // A key can be revoked with any plan: it would work again with the next one.
    app.delete(&OWNER, &format!("/v1/reader-keys/{id}")).await.expect(204);
}

#[tokio::test]
async fn create_reader_key_over_the_limit_is_refused() {
    let app = TestApp::start_fresh().await;
    // Concurrent requests that conflict too often are refused too.
    let body = json!({ "name": "Burst" });
    let burst = (0..25).map(|_| app.post(&ADMIN, "/v1/reader-keys", &body));
    let created = join_all(burst).await.into_iter().filter(|answer| answer.status == 201).count();
    assert!(created <= limits::READER_KEYS_PER_ORGANIZATION, "{created}");
    let listed = app.get(&ADMIN, "/v1/reader-keys").await.expect(200);
    assert_eq!(names(&listed).len(), created);
    for _ in created..limits::READER_KEYS_PER_ORGANIZATION {
        create(&app, &ADMIN, "More").await;
    }
    let before = app.all_stored().await;
    assert_eq!(app.post(&ADMIN, "/v1/reader-keys", &body).await.problem(409), "conflict");
    assert_eq!(app.all_stored().await, before);
    assert_eq!(key_events(&app, "org_a").await.len(), limits::READER_KEYS_PER_ORGANIZATION);

    // A revoked key makes room for one.
    let id = text(&listed["reader_keys"][0]["id"]);
    app.delete(&ADMIN, &format!("/v1/reader-keys/{id}")).await.expect(204);
    create(&app, &ADMIN, "After").await;
    assert_eq!(app.post(&ADMIN, "/v1/reader-keys", &body).await.problem(409), "conflict");
}
