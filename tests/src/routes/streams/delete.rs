//! `DELETE /v1/streams/{id}`

use futures::future::join_all;
use serde_json::json;
use support::app::{ADMIN, OWNER, TestApp, text};
use support::streams::webhook;

use super::{URL, event_words, stream_events};

#[tokio::test]
async fn deleted_stream_is_gone_and_recorded_once() {
    let app = TestApp::start_fresh().await;
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    app.wait(1);
    let path = format!("/v1/streams/{id}");
    let answers = join_all((0..4).map(|_| app.delete(&OWNER, &path))).await;
    assert!(answers.iter().any(|answer| answer.status == 204), "{answers:?}");
    assert!(answers.iter().all(|answer| [204, 404].contains(&answer.status.as_u16())), "{answers:?}");
    assert_eq!(app.get(&ADMIN, &path).await.problem(404), "not_found");
    assert_eq!(app.get(&ADMIN, "/v1/streams").await.expect(200), json!({ "streams": [] }));
    assert_eq!(event_words(&app).await, ["created", "deleted"]);
    let deleted = stream_events(&app).await.pop().expect("an event");
    assert_eq!(
        json!(deleted.metadata),
        json!({ "kind": "webhook", "destination": "siem.northwind.example" })
    );
    // Nothing of it is left but the number of streams that were created, without its secret.
    let control = app.stored("ControlTable").await.join("\n");
    assert!(!control.contains(&id), "{control}");
}

#[tokio::test]
async fn stream_that_does_not_exist_is_not_found() {
    let app = TestApp::start_fresh().await;
    for id in ["0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11", "not-an-id", "%FF"] {
        let path = format!("/v1/streams/{id}");
        assert_eq!(app.get(&ADMIN, &path).await.problem(404), "not_found", "{id}");
        assert_eq!(app.delete(&ADMIN, &path).await.problem(404), "not_found", "{id}");
        assert_eq!(app.patch_stream(&ADMIN, id, &json!({})).await.problem(404), "not_found", "{id}");
        for act in ["verify", "test", "pause", "resume", "rotate-secret", "dead-letters/redrive"] {
            assert_eq!(app.act_on_stream(&ADMIN, id, act).await.problem(404), "not_found", "{id} {act}");
        }
        for list in ["attempts", "dead-letters"] {
            assert_eq!(
                app.get(&ADMIN, &format!("{path}/{list}")).await.problem(404),
                "not_found",
                "{id} {list}"
            );
        }
    }
}
