//! Tests of event buses.

use event_store::Destination;
use rstest::rstest;
use serde_json::{Value, json};

use super::{events, send, senders, stream};
use crate::answer::Verdict;
use crate::fake_aws::{Asked, FakeAws, Said};
use crate::message::Payload;

const BUS: &str = "arn:aws:events:eu-west-1:123456789012:event-bus/security";

fn bus() -> Destination {
    Destination::EventBridge { bus_arn: BUS.to_owned() }
}

fn entries(asked: &Asked) -> Vec<Value> {
    let body: Value = serde_json::from_str(&asked.body).expect("JSON");
    body["Entries"].as_array().expect("a list").clone()
}

/// Answers that the entries for which `code` returns a code failed.
fn put(asked: &[Asked], code: impl Fn(&str) -> Option<&'static str>) -> Said {
    let entries = entries(asked.last().expect("a request"));
    let results = entries.iter().map(|entry| match code(entry["Detail"].as_str().expect("a text")) {
        Some(code) => json!({ "ErrorCode": code, "ErrorMessage": "no" }),
        None => json!({ "EventId": "1" }),
    });
    let results: Vec<_> = results.collect();
    let failed = results.iter().filter(|result| result["ErrorCode"].is_string()).count();
    (200, json!({ "FailedEntryCount": failed, "Entries": results }).to_string())
}

#[tokio::test]
async fn eventbridge_resends_only_failed_entries() {
    let fake = FakeAws::start(|asked| {
        let fails = asked.len() < 3;
        put(asked, |detail| (fails && detail.contains("\"e2\"")).then_some("ThrottlingException"))
    })
    .await;
    let answer = send(&senders(&fake), &stream(bus()), &Payload::Events(events(3, 1))).await;
    assert_eq!(answer.verdict, Verdict::Delivered, "{answer:?}");
    let asked = fake.asked();
    let numbers: Vec<_> = asked.iter().map(|asked| entries(asked).len()).collect();
    assert_eq!(numbers, [3, 1, 1]);
    let entry = &entries(&asked[2])[0];
    assert_eq!((&entry["Source"], &entry["DetailType"]), (&json!("activity-monitor"), &json!("unreadable")));
    assert_eq!(entry["EventBusName"], BUS);
    assert!(entry["Detail"].as_str().expect("a text").contains("\"e2\""));
    assert!(asked[0].headers.contains("/eu-west-1/events/"));
}

#[rstest]
#[case("ThrottlingException", Verdict::Retry, 4)]
#[case("InternalFailure", Verdict::Retry, 4)]
#[case("MalformedDetail", Verdict::Refused, 1)]
#[case("NotAuthorizedForSourceException", Verdict::RetryLoudly, 1)]
#[tokio::test]
async fn eventbridge_failed_entries_have_verdicts(
    #[case] code: &'static str,
    #[case] expected: Verdict,
    #[case] requests: usize,
) {
    let fake =
        FakeAws::start(move |asked| put(asked, |detail| detail.contains("\"e1\"").then_some(code))).await;
    let answer = send(&senders(&fake), &stream(bus()), &Payload::Events(events(2, 1))).await;
    assert_eq!((answer.verdict, answer.status), (expected, None), "{answer:?}");
    assert_eq!(fake.asked().len(), requests);
}

#[rstest]
#[case(400, "AccessDeniedException", Verdict::RetryLoudly)]
#[case(400, "ResourceNotFoundException", Verdict::RetryLoudly)]
#[case(413, "RequestEntityTooLargeException", Verdict::Refused)]
#[case(500, "InternalException", Verdict::Retry)]
#[tokio::test]
async fn eventbridge_errors_have_verdicts(
    #[case] status: u16,
    #[case] code: &str,
    #[case] expected: Verdict,
) {
    let fake = FakeAws::always(status, json!({ "__type": code, "message": "no" }).to_string()).await;
    let answer = send(&senders(&fake), &stream(bus()), &Payload::Test).await;
    assert_eq!((answer.verdict, answer.status), (expected, Some(status)), "{answer:?}");
}

#[tokio::test]
async fn eventbridge_large_event_is_refused_unsent() {
    let fake = FakeAws::always(500, "").await;
    let answer = send(&senders(&fake), &stream(bus()), &Payload::Events(events(1, 256 << 10))).await;
    assert_eq!(answer.verdict, Verdict::Refused);
    assert!(fake.asked().is_empty());
}

#[tokio::test]
async fn eventbridge_arn_of_other_service_is_refused() {
    let fake = FakeAws::always(500, "").await;
    let topic = Destination::EventBridge { bus_arn: "arn:aws:sns:eu-west-1:123456789012:topic".to_owned() };
    let answer = send(&senders(&fake), &stream(topic), &Payload::Test).await;
    assert_eq!(answer.verdict, Verdict::RetryLoudly);
    assert!(fake.asked().is_empty());
}
