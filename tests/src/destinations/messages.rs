//! What arrives at each destination.

use delivery::message::Payload;
use event_model::{StreamFormat, StreamKind};
use serde_json::Value;
use support::receiver::Product;

use crate::destinations::fixture::{Fixture, KINDS, event, events, finding, now, overflow, usual};

/// Sends a message, and returns it as JSON, or as one value for each line.
async fn received(kind: StreamKind, payload: &Payload) -> Value {
    let fixture = Fixture::start().await;
    let answer = fixture.send(kind, payload, now()).await;
    assert_eq!(answer.reason, None);
    let [message] = &fixture.receiver.stored()[..] else { panic!("one message") };
    if message.product == Product::Splunk {
        return serde_json::Deserializer::from_slice(&message.body)
            .into_iter::<Value>()
            .collect::<Result<_, _>>()
            .expect("JSON");
    }
    message.json()
}

#[tokio::test]
async fn webhook_bodies() {
    insta::assert_json_snapshot!("webhook_events", received(StreamKind::Webhook, &events()).await);
    insta::assert_json_snapshot!("webhook_finding", received(StreamKind::Webhook, &finding("opened")).await);
    insta::assert_json_snapshot!("webhook_test", received(StreamKind::Webhook, &Payload::Test).await);
}

#[tokio::test]
async fn webhook_cloud_events_are_a_batch() {
    let fixture = Fixture::start().await;
    let (mut stream, secrets) = fixture.stream(StreamKind::Webhook);
    stream.format = StreamFormat::CloudEvents;
    for payload in [events(), Payload::Test] {
        fixture.send_as(&stream, &secrets, &payload, now()).await;
    }
    let [events, test] = &fixture.receiver.stored()[..] else { panic!("two messages") };
    for message in [events, test] {
        assert_eq!(message.header("content-type"), "application/cloudevents-batch+json");
    }
    assert_eq!(events.json()[1]["id"], "event-18");
    insta::assert_json_snapshot!("webhook_test_cloud_events", test.json());
}

#[tokio::test]
async fn webhook_names_the_schema() {
    let fixture = Fixture::start().await;
    let (mut stream, secrets) = fixture.stream(StreamKind::Webhook);
    for (format, schema) in [(StreamFormat::Native, "native"), (StreamFormat::Ocsf, "ocsf-1.5.0")] {
        stream.format = format;
        fixture.send_as(&stream, &secrets, &events(), now()).await;
        assert_eq!(fixture.receiver.take_messages()[0].json()["data"]["schema"], schema);
    }
}

#[tokio::test]
async fn slack_bodies() {
    insta::assert_json_snapshot!("slack_finding", received(StreamKind::Slack, &finding("reopened")).await);
    insta::assert_json_snapshot!("slack_overflow", received(StreamKind::Slack, &overflow()).await);
    insta::assert_json_snapshot!("slack_test", received(StreamKind::Slack, &Payload::Test).await);
}

#[tokio::test]
async fn teams_bodies() {
    insta::assert_json_snapshot!("teams_finding", received(StreamKind::Teams, &finding("raised")).await);
    insta::assert_json_snapshot!("teams_test", received(StreamKind::Teams, &Payload::Test).await);
}

#[tokio::test]
async fn splunk_bodies() {
    insta::assert_json_snapshot!("splunk_events", received(StreamKind::Splunk, &events()).await);
    insta::assert_json_snapshot!("splunk_test", received(StreamKind::Splunk, &Payload::Test).await);
}

#[tokio::test]
async fn splunk_has_channel_and_token() {
    let fixture = Fixture::start().await;
    fixture.send(StreamKind::Splunk, &events(), now()).await;
    let [message] = &fixture.receiver.stored()[..] else { panic!("one message") };
    assert_eq!(message.path, "/services/collector/event");
    assert_eq!(message.header("x-splunk-request-channel"), "f2a1c3d4-0000-4000-8000-000000000001");
    assert!(message.header("authorization").starts_with("Splunk "));
}

#[tokio::test]
async fn datadog_bodies() {
    insta::assert_json_snapshot!("datadog_events", received(StreamKind::Datadog, &events()).await);
}

/// Datadog drops logs with a time of more than 18 hours ago.
#[tokio::test]
async fn datadog_old_event_has_its_time_inside_only() {
    let (old, recent) = ("2026-11-21T02:23:12.999Z", "2026-11-21T02:23:13.000Z");
    let logs = received(StreamKind::Datadog, &Payload::Events(vec![event(1, old), event(2, recent)])).await;
    assert_eq!(logs[0]["timestamp"], Value::Null);
    assert_eq!(logs[1]["timestamp"], recent);
    let event: Value = serde_json::from_str(logs[0]["message"].as_str().expect("a text")).expect("JSON");
    assert_eq!(event["occurred_at"], old);
}

#[tokio::test]
async fn every_kind_sends_its_events_in_order() {
    for kind in KINDS.into_iter().filter(|kind| !kind.is_for_people()) {
        let fixture = Fixture::start().await;
        fixture.send(kind, &events(), now()).await;
        let [message] = &fixture.receiver.stored()[..] else { panic!("one message") };
        let ids: Vec<_> = message.events().into_iter().map(|event| event["id"].clone()).collect();
        assert_eq!(ids, ["event-17", "event-18"], "{kind}");
        assert_eq!(message.header("user-agent"), format!("activity-monitor/{}", env!("CARGO_PKG_VERSION")));
    }
}

/// A batch is repeated as it was, or else a receiver could not tell a repeat.
#[tokio::test]
async fn repeated_message_has_the_same_body() {
    for kind in KINDS {
        let fixture = Fixture::start().await;
        for _ in 0..2 {
            fixture.send(kind, &usual(kind), now()).await;
        }
        let [first, second] = &fixture.receiver.stored()[..] else { panic!("two messages") };
        assert_eq!(first.body, second.body, "{kind}");
    }
}
