//! `POST /v1/streams/{id}/pause` and `/resume`

use event_model::StreamState;
use futures::future::join_all;
use serde_json::json;
use support::app::{ADMIN, AUDITOR, MEMBER, OWNER, TestApp, text};
use support::receiver::Receiver;
use support::streams::webhook;

use super::{URL, event_words, stream_events};

#[tokio::test]
async fn pause_and_resume_are_recorded_with_their_states() {
    let app = TestApp::start_fresh().await;
    let receiver = Receiver::start().await;
    let id = text(&app.create_stream(&webhook(&receiver.webhook_url())).await["id"]).to_owned();
    for (state, act, after) in [
        (StreamState::Active, "pause", "paused"),
        (StreamState::Failing, "pause", "paused"),
        (StreamState::Disabled, "resume", "active"),
        (StreamState::Paused, "resume", "active"),
    ] {
        app.set_stream_state(&id, state).await;
        app.wait(1);
        let stream = app.act_on_stream(&OWNER, &id, act).await.expect(200);
        assert_eq!((text(&stream["state"]), &stream["verified"]), (after, &json!(false)), "{act} {state}");
        let event = stream_events(&app).await.pop().expect("an event");
        assert_eq!(event.kind.as_str(), format!("monitor.stream.{act}d"));
        assert_eq!(json!(event.metadata), json!({ "kind": "webhook", "from": state }));
        assert_eq!(event.actor.id.as_str(), "u_owner");
    }
}

#[tokio::test]
async fn act_that_does_not_fit_is_a_conflict() {
    let app = TestApp::start_fresh().await;
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    for (state, act, detail) in [
        (StreamState::Verifying, "pause", "the stream sends nothing until its destination is verified"),
        (StreamState::Paused, "pause", "the stream is paused already"),
        (StreamState::Disabled, "pause", "the stream is disabled and sends nothing"),
        (StreamState::Verifying, "resume", "verify the destination first; the stream starts then"),
        (StreamState::Active, "resume", "the stream is active already"),
        (StreamState::Failing, "resume", "the stream is not stopped: it tries again at next_attempt_at"),
        (StreamState::Active, "verify", "the destination is verified; send a test to check that it works"),
        (StreamState::Verifying, "test", "verify the destination first"),
    ] {
        app.set_stream_state(&id, state).await;
        let answer = app.act_on_stream(&ADMIN, &id, act).await.expect(409);
        assert_eq!((text(&answer["code"]), text(&answer["detail"])), ("conflict", detail), "{act} {state}");
    }
    assert_eq!(event_words(&app).await, ["created"]);
}

#[tokio::test]
async fn pause_at_the_same_time_is_recorded_once() {
    let app = TestApp::start_fresh().await;
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    app.set_stream_state(&id, StreamState::Active).await;
    app.wait(1);
    let answers = join_all((0..6).map(|_| app.act_on_stream(&ADMIN, &id, "pause"))).await;
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(done, 1, "{answers:?}");
    for answer in answers.into_iter().filter(|answer| answer.status != 200) {
        assert_eq!(answer.problem(409), "conflict");
    }
    assert_eq!(event_words(&app).await, ["created", "paused"]);
}

#[tokio::test]
async fn stream_acts_need_owner_or_admin() {
    let app = TestApp::start_fresh().await;
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    for act in ["verify", "test", "pause", "resume", "replay", "rotate-secret", "dead-letters/redrive"] {
        for who in [&AUDITOR, &MEMBER] {
            assert_eq!(app.act_on_stream(who, &id, act).await.problem(403), "forbidden", "{act} {who:?}");
        }
    }
    for who in [&AUDITOR, &MEMBER] {
        assert_eq!(app.patch_stream(who, &id, &json!({ "name": "A" })).await.problem(403), "forbidden");
        assert_eq!(app.delete(who, &format!("/v1/streams/{id}")).await.problem(403), "forbidden");
    }
    for list in ["attempts", "dead-letters"] {
        let path = format!("/v1/streams/{id}/{list}");
        app.get(&AUDITOR, &path).await.expect(200);
        assert_eq!(app.get(&MEMBER, &path).await.problem(403), "forbidden");
    }
    assert_eq!(event_words(&app).await, ["created"]);
}
