//! Whether a destination wants the events.

use delivery::answer::Verdict;
use event_model::StreamKind;
use support::receiver::Reply;

use crate::destinations::fixture::{Fixture, KINDS, SECRET, now};

#[tokio::test]
async fn verify_every_kind_is_accepted() {
    let fixture = Fixture::start().await;
    fixture.receiver.trust(&[SECRET]);
    for kind in KINDS {
        let (stream, secrets) = fixture.stream(kind);
        let answer = fixture.senders.verify(&stream, &secrets, None, now()).await;
        assert_eq!(answer.reason, None, "{kind}");
        assert_eq!(answer.verdict, Verdict::Delivered, "{kind}");
    }
    assert_eq!(fixture.receiver.messages().iter().filter(|message| message.is_challenge()).count(), 1);
}

#[tokio::test]
async fn verify_webhook_without_echo_is_refused() {
    for reply in [
        Reply::WrongChallenge,
        Reply::Status(200, ""),
        Reply::Status(204, ""),
        Reply::Status(200, "{}"),
        Reply::Status(200, r#"{"challenge":null}"#),
        Reply::Status(200, r#"{"challenge":""}"#),
    ] {
        let fixture = Fixture::start().await;
        let (stream, secrets) = fixture.stream(StreamKind::Webhook);
        fixture.receiver.script([reply.clone()]);
        let answer = fixture.senders.verify(&stream, &secrets, None, now()).await;
        assert_eq!(answer.verdict, Verdict::RetryLoudly, "{reply:?}");
        assert_eq!(answer.reason.as_deref(), Some("the destination did not answer with the challenge"));
    }
}

/// Two challenges differ, so an answer cannot be prepared.
#[tokio::test]
async fn verify_challenges_are_random() {
    let fixture = Fixture::start().await;
    let (stream, secrets) = fixture.stream(StreamKind::Webhook);
    for _ in 0..2 {
        fixture.senders.verify(&stream, &secrets, None, now()).await;
    }
    let messages = fixture.receiver.messages();
    let [first, second] = [0, 1].map(|n| messages[n].json()["data"]["challenge"].as_str().map(str::to_owned));
    assert_eq!(first.as_ref().map(String::len), Some(64));
    assert_ne!(first, second);
}

/// An address that was not verified must not show its answers.
#[tokio::test]
async fn verify_answer_has_no_excerpt() {
    let fixture = Fixture::start().await;
    for kind in KINDS {
        let (stream, secrets) = fixture.stream(kind);
        fixture.receiver.script([Reply::Status(500, "internal text")]);
        let answer = fixture.senders.verify(&stream, &secrets, None, now()).await;
        assert_eq!((answer.verdict, answer.excerpt.as_str()), (Verdict::Retry, ""), "{kind}");
        assert!(!answer.reason.unwrap_or_default().contains("internal"), "{kind}");
    }
}
