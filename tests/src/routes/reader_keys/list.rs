//! `GET /v1/reader-keys`

use event_model::KeyId;
use support::app::{ADMIN, AUDITOR, As, MEMBER, OPERATOR, OWNER, STRANGER, TestApp, members, text};

use super::{create, names, verify};

#[tokio::test]
async fn list_reader_keys_is_newest_first() {
    let app = TestApp::start_fresh().await;
    let mut expected = Vec::new();
    for n in 0..7 {
        // Two of each time.
        app.wait(n % 2);
        let name = format!("K{n}");
        create(&app, &ADMIN, &name).await;
        expected.push(name);
    }
    for who in [&OWNER, &ADMIN, &AUDITOR] {
        let listed = app.list(who, "/v1/reader-keys?limit=2", "reader_keys").await;
        assert!(members(&listed, "created_at").is_sorted_by(|a, b| a >= b), "{listed:?}");
        let mut found = members(&listed, "name");
        found.sort_unstable();
        assert_eq!(found, expected, "{who:?}");
    }
    for who in [&MEMBER, &OPERATOR] {
        assert_eq!(app.get(who, "/v1/reader-keys").await.problem(403), "forbidden", "{who:?}");
    }
    for cursor in ["x", "2026-11-21T19:00:00.000Z", "2026-11-21T19:00:00Z_0000000000000000"] {
        let answer = app.get(&ADMIN, &format!("/v1/reader-keys?cursor={cursor}")).await;
        assert_eq!(answer.problem(400), "invalid_parameter", "{cursor}");
    }
}

#[tokio::test]
async fn list_reader_keys_has_only_own_organization() {
    let app = TestApp::start_fresh().await;
    app.add_stranger().await;
    let stranger = As::Of(STRANGER, "admin");
    for n in 0..3 {
        app.wait(1);
        create(&app, &ADMIN, &format!("Ours {n}")).await;
        create(&app, &stranger, &format!("Theirs {n}")).await;
    }
    let first = app.get(&ADMIN, "/v1/reader-keys?limit=1").await.expect(200);
    assert_eq!(names(&first), ["Ours 2"]);
    // A cursor is only a time and an id: it does not open the list of the organization that it comes from.
    let path = format!("/v1/reader-keys?cursor={}", text(&first["next_cursor"]));
    for listed in [app.get(&stranger, "/v1/reader-keys").await, app.get(&stranger, &path).await] {
        let listed = listed.expect(200);
        let listed = names(&listed);
        assert!(listed.len() >= 2 && listed.iter().all(|name| name.starts_with("Theirs")), "{listed:?}");
    }
}

#[tokio::test]
async fn reader_key_last_use_is_stored_once_an_hour() {
    let app = TestApp::start_fresh().await;
    app.wait(1);
    let (id, secret) = create(&app, &ADMIN, "SIEM").await;
    let id: KeyId = id.parse().expect("a key's id");
    let now = || app.clock.clock().timestamp();
    let touch = async |minutes: i64| {
        app.wait(minutes);
        app.store.control.reader_keys_touch(&id, now()).await.expect("the use is noted");
        let listed = app.get(&AUDITOR, "/v1/reader-keys").await.expect(200);
        text(&listed["reader_keys"][0]["last_used_at"]).to_owned()
    };
    assert_eq!(touch(0).await, "2026-11-21T19:01:00.000Z");
    assert_eq!(touch(59).await, "2026-11-21T19:01:00.000Z");
    assert!(!verify(&app, &secret).await.expect("the key is known").touch_is_due(now()));
    assert_eq!(touch(1).await, "2026-11-21T20:01:00.000Z");

    // The use of an unknown key creates none.
    let control = app.stored("ControlTable").await;
    let unknown = "0123456789abcdef".parse().expect("a key's id");
    app.store.control.reader_keys_touch(&unknown, now()).await.expect("nothing is noted");
    assert_eq!(app.stored("ControlTable").await, control);
}
