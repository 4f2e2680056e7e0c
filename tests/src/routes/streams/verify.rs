//! `POST /v1/streams/{id}/verify` and `/test`

use std::time::Duration;

use serde_json::json;
use support::app::{ADMIN, OWNER, TestApp, text};
use support::events::event;
use support::receiver::{Receiver, Reply};
use support::streams::{received_kinds, webhook};

use super::{event_words, stream_events};

#[tokio::test]
async fn verify_starts_a_stream_of_each_kind() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    for body in received_kinds(&receiver) {
        let id = text(&app.create_stream(&body).await["id"]).to_owned();
        let result = app.act_on_stream(&OWNER, &id, "verify").await.expect(200);
        assert_eq!(
            (&result["delivered"], &result["reason"]),
            (&json!(true), &json!(null)),
            "{body} {result}"
        );
        let stream = app.stream(&id).await;
        assert_eq!((text(&stream["state"]), &stream["verified"]), ("active", &json!(true)), "{stream}");
        let event = stream_events(&app).await.pop().expect("an event");
        assert_eq!((event.kind.as_str(), event.actor.id.as_str()), ("monitor.stream.verified", "u_owner"));
        let tested = app.act_on_stream(&ADMIN, &id, "test").await.expect(200);
        assert_eq!(tested["delivered"], true, "{body} {tested}");
        app.delete(&ADMIN, &format!("/v1/streams/{id}")).await.expect(204);
    }
}

#[tokio::test]
async fn verified_webhook_gets_signed_events() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let mut body = webhook(&receiver.webhook_url());
    body["filters"] = json!({ "source": "pass" });
    let stream = app.create_stream(&body).await;
    receiver.trust(&[text(&stream["secret"])]);
    // Nothing is sent before the destination is verified.
    app.record(&[event(&app.organization, "e1")]).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert_eq!(receiver.messages().len(), 0);

    let id = text(&stream["id"]);
    let result = app.act_on_stream(&ADMIN, id, "verify").await.expect(200);
    assert_eq!(result["delivered"], true, "{result}");
    for _ in 0..200 {
        if !receiver.stored().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let stored = receiver.stored();
    let [message] = stored.as_slice() else { panic!("{stored:?}") };
    assert!(message.is_genuine && message.id().starts_with(id), "{message:?}");
    assert_eq!(message.json()["data"]["events"][0]["id"], "e1");
    // The worker writes what it has done after the answer.
    for _ in 0..100 {
        if app.stream(id).await["delivered_24h"] == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let stream = app.stream(id).await;
    assert_eq!((&stream["delivered_24h"], &stream["last_failure"]), (&json!(1), &json!(null)), "{stream}");
    assert!(stream["last_success_at"].is_string(), "{stream}");
    let attempts = app.get(&ADMIN, &format!("/v1/streams/{id}/attempts")).await.expect(200);
    let attempt = &attempts["attempts"][0];
    assert_eq!((text(&attempt["message_id"]), &attempt["events"]), (message.id(), &json!(1)), "{attempts}");
    assert_eq!((&attempt["status"], &attempt["failure"]), (&json!(204), &json!(null)), "{attempts}");
}

#[tokio::test]
async fn verify_refused_leaves_the_stream_unverified() {
    let app = TestApp::start_fresh().await;
    let receiver = Receiver::start().await;
    let id = text(&app.create_stream(&webhook(&receiver.webhook_url())).await["id"]).to_owned();
    receiver.script([Reply::Status(403, "who are you?"), Reply::WrongChallenge, Reply::Close]);
    for status in [json!(403), json!(200), json!(null)] {
        let result = app.act_on_stream(&ADMIN, &id, "verify").await.expect(200);
        assert_eq!((&result["delivered"], &result["status"]), (&json!(false), &status), "{result}");
        assert!(!text(&result["reason"]).is_empty(), "{result}");
        // Whoever answered has not proved that it is the destination.
        assert_eq!(result["excerpt"], "");
        assert_eq!(app.stream(&id).await["state"], "verifying");
    }
    assert_eq!(event_words(&app).await, ["created"]);
    let attempts = app.get(&ADMIN, &format!("/v1/streams/{id}/attempts")).await.expect(200);
    assert_eq!(attempts, json!({ "attempts": [] }));
}

#[tokio::test]
async fn verify_of_a_destination_that_changes_is_a_conflict() {
    let app = TestApp::start_fresh().await;
    let (first, second) = (Receiver::start().await, Receiver::start().await);
    let id = text(&app.create_stream(&received_kinds(&first)[1]).await["id"]).to_owned();
    first.script([Reply::Late(Duration::from_secs(2))]);
    app.wait(1);
    let patch = json!({ "destination": { "url": second.slack_url() } });
    let change = async {
        tokio::time::sleep(Duration::from_millis(700)).await;
        app.patch_stream(&ADMIN, &id, &patch).await.expect(200)
    };
    let (verified, _) = futures::join!(app.act_on_stream(&ADMIN, &id, "verify"), change);
    // The first destination has accepted. That says nothing about the second one.
    assert_eq!((first.stored().len(), second.messages().len()), (1, 0));
    assert_eq!(verified.problem(409), "conflict");
    assert_eq!(app.stream(&id).await["state"], "verifying");
    assert_eq!(event_words(&app).await, ["created", "changed"]);
}

#[tokio::test]
async fn test_of_a_stream_shows_the_answer() {
    let app = TestApp::start().await;
    let receiver = Receiver::start().await;
    let id = app.start_stream(&webhook(&receiver.webhook_url())).await;
    app.act_on_stream(&ADMIN, &id, "pause").await.expect(200);
    receiver.script([Reply::Status(500, "out of paper")]);
    let result = app.act_on_stream(&ADMIN, &id, "test").await.expect(200);
    assert_eq!((&result["delivered"], &result["status"]), (&json!(false), &json!(500)), "{result}");
    assert_eq!(text(&result["excerpt"]), "out of paper");
    assert!(!text(&result["reason"]).is_empty(), "{result}");
    // A test is no attempt, and changes nothing.
    let stream = app.stream(&id).await;
    assert_eq!((text(&stream["state"]), &stream["last_failure"]), ("paused", &json!(null)), "{stream}");
}

#[tokio::test]
async fn verify_code_is_for_mail_only() {
    let app = TestApp::start_fresh().await;
    let id = text(&app.create_stream(&webhook(super::URL)).await["id"]).to_owned();
    let path = format!("/v1/streams/{id}/verify");
    for (body, fault) in [
        (json!({ "code": "K7QM-2XRT" }), "/code is only for streams of kind email"),
        (json!({ "code": "1234" }), "/code must be a code such as K7QM-2XRT"),
        (json!({ "token": "x" }), "/token is not a field of this request"),
    ] {
        assert_eq!(app.post(&ADMIN, &path, &body).await.faults(400), [fault]);
    }
}
