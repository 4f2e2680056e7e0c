//! `GET /v1/keys`

use event_model::KeyId;
use serde_json::json;
use support::app::{OPERATOR, TestApp, members, text};

use super::verify;

#[tokio::test]
async fn list_keys_is_newest_first() {
    let app = TestApp::start_fresh().await;
    let mut names = Vec::new();
    for n in 0..7 {
        // Two of each time.
        app.wait(n % 2);
        let name = format!("K{n}");
        app.create_key(&json!({"name": name, "sources": ["vpn"], "organizations": "all"})).await;
        names.push(name);
    }
    let listed = app.list(&OPERATOR, "/v1/keys?limit=2", "keys").await;
    assert!(members(&listed, "created_at").is_sorted_by(|a, b| a >= b), "{listed:?}");
    let mut found = members(&listed[..7], "name");
    found.sort_unstable();
    assert_eq!(found, names);
    for cursor in ["x", "2026-11-21T19:00:00.000Z", "2026-11-21T19:00:00Z_0000000000000000"] {
        let answer = app.get(&OPERATOR, &format!("/v1/keys?cursor={cursor}")).await;
        assert_eq!(answer.problem(400), "invalid_parameter", "{cursor}");
    }
}

#[tokio::test]
async fn key_last_use_is_stored_once_an_hour() {
    let app = TestApp::start_fresh().await;
    app.wait(1);
    let body = json!({"name": "K", "sources": "all", "organizations": "all"});
    let (id, secret) = app.create_key(&body).await;
    let id: KeyId = id.parse().expect("a key's id");
    let now = || app.clock.clock().timestamp();
    let touch = async |minutes: i64| {
        app.wait(minutes);
        app.store.control.product_keys_touch(&id, now()).await.expect("the use is noted");
        let listed = app.get(&OPERATOR, "/v1/keys").await.expect(200);
        text(&listed["keys"][0]["last_used_at"]).to_owned()
    };
    assert_eq!(touch(0).await, "2026-11-21T19:01:00.000Z");
    assert_eq!(touch(59).await, "2026-11-21T19:01:00.000Z");
    let key = verify(&app, &secret).await.expect("the key is known");
    assert!(!key.touch_is_due(now()));
    app.wait(1);
    assert!(key.touch_is_due(now()));
    assert_eq!(touch(0).await, "2026-11-21T20:01:00.000Z");

    // The use of an unknown key creates none.
    let control = app.stored("ControlTable").await;
    let unknown = "0123456789abcdef".parse().expect("a key's id");
    app.store.control.product_keys_touch(&unknown, now()).await.expect("nothing is noted");
    assert_eq!(app.stored("ControlTable").await, control);
}
