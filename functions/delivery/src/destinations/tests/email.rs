//! Tests of mail.

use detections::Severity;
use event_store::Destination;
use rstest::rstest;
use serde_json::{Value, json};

use super::{events, now, send, senders, stream};
use crate::answer::Verdict;
use crate::call::MailCode;
use crate::fake_aws::FakeAws;
use crate::message::{FindingNotice, Payload, Secrets};

fn address() -> Destination {
    Destination::Email { to: "security@northwind.example".to_owned().try_into().expect("an address") }
}

fn finding() -> Payload {
    let event = events(1, 1).remove(0);
    let notice = FindingNotice {
        finding_id: "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29".to_owned(),
        change: "opened".to_owned(),
        title: "Account takeover".to_owned(),
        severity: Severity::High,
        sentence: "Ada <Lovelace> signed in from a new country.".to_owned(),
        person: Some("Ada <Lovelace>".to_owned()),
        first_at: now(),
        last_at: now(),
        hits: 2,
        url: "https://activity.northwind.example/findings/5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29".to_owned(),
    };
    Payload::Finding(event, Box::new(notice))
}

async fn sent(fake: &FakeAws) -> Value {
    let asked = fake.asked();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].target, "POST /v2/email/outbound-emails");
    serde_json::from_str(&asked[0].body).expect("JSON")
}

#[tokio::test]
async fn email_of_finding_has_text_html_and_id() {
    let fake = FakeAws::always(200, json!({ "MessageId": "1" }).to_string()).await;
    let answer = send(&senders(&fake), &stream(address()), &finding()).await;
    assert_eq!(answer.verdict, Verdict::Delivered, "{answer:?}");
    let mail = sent(&fake).await;
    assert_eq!(mail["FromEmailAddress"], "monitor@northwind.example");
    assert_eq!(mail["Destination"]["ToAddresses"], json!(["security@northwind.example"]));
    let content = &mail["Content"]["Simple"];
    assert_eq!(content["Subject"]["Data"], "High: Account takeover");
    assert!(content["Headers"].as_array().expect("a list").contains(&json!(
        { "Name": "X-Activity-Monitor-Id", "Value": "message-1" }
    )));
    let text = content["Body"]["Text"]["Data"].as_str().expect("a text");
    assert!(text.contains("Ada <Lovelace> signed in") && text.contains("findings/5f0c6b7c"));
    let html = content["Body"]["Html"]["Data"].as_str().expect("a text");
    assert!(html.contains("Ada &lt;Lovelace&gt; signed in") && !html.contains("<Lovelace>"));
}

#[tokio::test]
async fn email_of_overflow_counts_findings() {
    let fake = FakeAws::always(200, json!({ "MessageId": "1" }).to_string()).await;
    let url = "https://activity.northwind.example/findings".to_owned();
    let overflow = Payload::Overflow { count: 37, since: now(), url };
    send(&senders(&fake), &stream(address()), &overflow).await;
    assert_eq!(sent(&fake).await["Content"]["Simple"]["Subject"]["Data"], "37 more");
}

#[tokio::test]
async fn email_verification_mails_only_the_code() {
    let fake = FakeAws::always(200, json!({ "MessageId": "1" }).to_string()).await;
    let (senders, stream) = (senders(&fake), stream(address()));
    let without = senders.verify(&stream, &Secrets::default(), None, now()).await;
    assert_eq!(without.verdict, Verdict::RetryLoudly);
    let code = MailCode("K7QM2XRT".to_owned());
    let answer = senders.verify(&stream, &Secrets::default(), Some(&code), now()).await;
    assert_eq!(answer.verdict, Verdict::Delivered, "{answer:?}");
    let mail = sent(&fake).await.to_string();
    assert!(mail.contains("K7QM2XRT") && !mail.contains("SIEM"));
}

#[tokio::test]
async fn email_of_events_is_refused_unsent() {
    let fake = FakeAws::always(500, "").await;
    let answer = send(&senders(&fake), &stream(address()), &Payload::Events(events(1, 1))).await;
    assert_eq!(answer.verdict, Verdict::Refused);
    assert!(fake.asked().is_empty());
}

#[rstest]
#[case(400, "MessageRejected", Verdict::RetryLoudly)]
#[case(400, "MailFromDomainNotVerifiedException", Verdict::RetryLoudly)]
#[case(400, "AccountSuspendedException", Verdict::RetryLoudly)]
#[case(400, "SendingPausedException", Verdict::RetryLoudly)]
#[case(429, "TooManyRequestsException", Verdict::Retry)]
#[case(400, "LimitExceededException", Verdict::Retry)]
#[case(503, "ServiceUnavailable", Verdict::Retry)]
#[tokio::test]
async fn email_errors_have_verdicts(#[case] status: u16, #[case] code: &str, #[case] expected: Verdict) {
    let fake = FakeAws::always(status, json!({ "__type": code, "message": "no" }).to_string()).await;
    let answer = send(&senders(&fake), &stream(address()), &Payload::Test).await;
    assert_eq!((answer.verdict, answer.status), (expected, Some(status)), "{answer:?}");
}
