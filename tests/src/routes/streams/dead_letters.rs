//! `GET /v1/streams/{id}/attempts`, `/dead-letters` and `POST …/dead-letters/redrive`

use chrono::Duration;
use event_model::StreamState;
use event_store::{Attempt, DeadLetter, FeedSequence};
use serde_json::json;
use support::app::{ADMIN, AUDITOR, TestApp, members, text};
use support::receiver::Receiver;
use support::streams::webhook;

use super::{URL, event_words, stream_events};

async fn record_dead_letter(app: &TestApp, id: &str, sequence: FeedSequence) {
    let now = app.clock.clock().timestamp();
    let letter = DeadLetter {
        stream_id: id.parse().expect("an id"),
        sequence,
        source: "pass".parse().expect("a source"),
        event_id: format!("e{}", sequence.segment).parse().expect("an id"),
        refused_at: now,
        status: Some(422),
        excerpt: "no".to_owned(),
    };
    let kept = now.plus(Duration::days(10));
    let recorded = app.store.control.dead_letters_record(&app.organization_id(), &letter, kept).await;
    recorded.expect("the store answers");
}

#[tokio::test]
async fn dead_letters_are_listed_in_the_order_of_the_feed() {
    let app = TestApp::start_fresh().await;
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    for segment in [10, 9, 1042] {
        record_dead_letter(&app, &id, FeedSequence { segment, place: 17 }).await;
    }
    let path = format!("/v1/streams/{id}/dead-letters");
    let listed = app.list(&AUDITOR, &format!("{path}?limit=2"), "dead_letters").await;
    assert_eq!(members(&listed, "sequence"), ["9.17", "10.17", "1042.17"]);
    let first = json!({
        "sequence": "9.17", "source": "pass", "event_id": "e9", "refused_at": "2026-11-21T19:00:00.000Z",
        "status": 422, "excerpt": "no",
    });
    assert_eq!(listed[0], first);
    assert_eq!(app.stream(&id).await["dead_letters"], 3);
    for query in ["cursor=x", "cursor=1042", "limit=0", "limit=101", "color=red"] {
        let answer = app.get(&AUDITOR, &format!("{path}?{query}")).await;
        assert_eq!(answer.problem(400), "invalid_parameter", "{query}");
    }
    // They expire with their events.
    app.wait(10 * 24 * 60);
    assert_eq!(app.stream(&id).await["dead_letters"], 0);
}

#[tokio::test]
async fn redrive_marks_the_stream_and_is_recorded() {
    let app = TestApp::start_fresh().await;
    let receiver = Receiver::start().await;
    let id = text(&app.create_stream(&webhook(&receiver.webhook_url())).await["id"]).to_owned();
    app.set_stream_state(&id, StreamState::Paused).await;
    let act = "dead-letters/redrive";
    for (state, detail) in [
        (StreamState::Active, "the stream has no dead letters"),
        (StreamState::Paused, "the stream has no dead letters"),
    ] {
        app.set_stream_state(&id, state).await;
        assert_eq!(text(&app.act_on_stream(&ADMIN, &id, act).await.expect(409)["detail"]), detail);
    }
    record_dead_letter(&app, &id, FeedSequence { segment: 1, place: 1 }).await;
    for (state, detail) in [
        (StreamState::Paused, "resume the stream first"),
        (StreamState::Disabled, "resume the stream first"),
        (StreamState::Verifying, "verify the destination first"),
    ] {
        app.set_stream_state(&id, state).await;
        assert_eq!(text(&app.act_on_stream(&ADMIN, &id, act).await.expect(409)["detail"]), detail);
    }
    assert_eq!(event_words(&app).await, ["created"]);
    app.set_stream_state(&id, StreamState::Active).await;
    app.wait(1);
    app.act_on_stream(&ADMIN, &id, act).await.expect(202);
    let event = stream_events(&app).await.pop().expect("an event");
    assert_eq!(event.kind.as_str(), "monitor.stream.redriven");
    assert_eq!(json!(event.metadata), json!({ "kind": "webhook", "dead_letters": "1" }));
}

#[tokio::test]
async fn attempts_are_listed_newest_first() {
    let app = TestApp::start_fresh().await;
    let id = text(&app.create_stream(&webhook(URL)).await["id"]).to_owned();
    let path = format!("/v1/streams/{id}/attempts");
    assert_eq!(app.get(&AUDITOR, &path).await.expect(200), json!({ "attempts": [] }));
    for segment in [1042, 1043] {
        app.wait(1);
        let attempt = Attempt {
            stream_id: id.parse().expect("an id"),
            at: app.clock.clock().timestamp(),
            message_id: format!("{id}_{segment}.1_{segment}.17"),
            first: FeedSequence { segment, place: 1 },
            last: FeedSequence { segment, place: 17 },
            events: 17,
            duration_ms: 143,
            status: Some(503),
            failure: Some("the destination answered 503".to_owned()),
            excerpt: "busy".to_owned(),
        };
        let recorded = app.store.control.attempts_record(&app.organization_id(), &attempt).await;
        recorded.expect("the store answers");
    }
    let listed = app.get(&AUDITOR, &path).await.expect(200);
    let newest = json!({
        "at": "2026-11-21T19:02:00.000Z", "message_id": format!("{id}_1043.1_1043.17"), "first": "1043.1",
        "last": "1043.17", "events": 17, "duration_ms": 143, "status": 503,
        "failure": "the destination answered 503", "excerpt": "busy",
    });
    assert_eq!(listed["attempts"][0], newest);
    assert_eq!(listed["attempts"].as_array().map(Vec::len), Some(2));
    assert_eq!(app.get(&AUDITOR, &format!("{path}?limit=1")).await.problem(400), "invalid_parameter");
}
