//! What the answers of destinations mean.

use std::time::Duration;

use delivery::answer::Verdict;
use event_model::StreamKind;
use support::receiver::Reply;

use crate::destinations::fixture::{Fixture, KINDS, now, secret, usual};

/// Asserts the verdict of each kind, in the order of [`KINDS`].
async fn each(reply: Reply, verdicts: [Verdict; 5]) {
    let fixture = Fixture::start().await;
    for (kind, verdict) in KINDS.into_iter().zip(verdicts) {
        fixture.receiver.script([reply.clone()]);
        let answer = fixture.send(kind, &usual(kind), now()).await;
        assert_eq!(answer.verdict, verdict, "{kind}: {reply:?}");
        assert_eq!(answer.reason.is_none(), verdict == Verdict::Delivered, "{kind}: {reply:?}");
    }
}

#[tokio::test]
async fn replies_have_their_verdicts() {
    use Verdict::{Delivered, Gone, Refused, Retry, RetryLoudly};
    for (reply, verdict) in [
        (Reply::Accept, Delivered),
        (Reply::Status(200, ""), Delivered),
        (Reply::Status(299, ""), Delivered),
        (Reply::Late(Duration::from_millis(300)), Delivered),
        (Reply::Throttle { retry_after: 7 }, Retry),
        (Reply::Busy, Retry),
        (Reply::Status(408, ""), Retry),
        (Reply::Status(500, ""), Retry),
        (Reply::Silent, Retry),
        (Reply::CutOff, Retry),
        (Reply::Close, Retry),
        (Reply::CloseAfter, Retry),
        (Reply::Invalid, Refused),
        (Reply::TooLarge, Refused),
        (Reply::Status(422, ""), Refused),
        (Reply::Unauthorized, RetryLoudly),
        (Reply::Status(404, ""), RetryLoudly),
        (Reply::Redirect("http://169.254.169.254/latest/meta-data/"), RetryLoudly),
    ] {
        each(reply, [verdict; 5]).await;
    }
    each(Reply::Gone, [Gone, Gone, RetryLoudly, RetryLoudly, RetryLoudly]).await;
}

#[tokio::test]
async fn throttled_answer_says_when_to_retry() {
    let fixture = Fixture::start().await;
    fixture.receiver.script([Reply::Throttle { retry_after: 7 }]);
    let answer = fixture.send(StreamKind::Webhook, &usual(StreamKind::Webhook), now()).await;
    assert_eq!(answer.retry_after, Some(Duration::from_secs(7)));
    assert_eq!((answer.status, answer.excerpt.as_str()), (Some(429), "too many requests"));
}

#[tokio::test]
async fn stopped_receiver_is_retried() {
    let fixture = Fixture::start().await;
    let send =
        || async { fixture.send(StreamKind::Webhook, &usual(StreamKind::Webhook), now()).await.verdict };
    assert_eq!(send().await, Verdict::Delivered);
    fixture.receiver.stop();
    assert_eq!(send().await, Verdict::Retry);
    fixture.receiver.resume();
    assert_eq!(send().await, Verdict::Delivered);
    assert_eq!(fixture.receiver.stored().len(), 2);
}

/// What the receiver says that it stored is what the sender believes, but for answers that were lost.
#[tokio::test]
async fn random_faults_never_lose_a_delivered_message() {
    let fixture = Fixture::start().await;
    fixture.receiver.fail(0.5, 7);
    let (mut delivered, mut failed) = (0, 0);
    for _ in 0..60 {
        match fixture.send(StreamKind::Splunk, &usual(StreamKind::Splunk), now()).await.verdict {
            Verdict::Delivered => delivered += 1,
            Verdict::Retry => failed += 1,
            verdict => panic!("{verdict:?}"),
        }
    }
    assert!(delivered > 10 && failed > 10, "{delivered} delivered, {failed} failed");
    let messages = fixture.receiver.messages();
    assert_eq!(messages.len(), 60);
    let lost_answers = messages.iter().filter(|message| message.stored).count() - delivered;
    assert!(lost_answers > 0 && lost_answers <= failed, "{lost_answers}");
}

#[tokio::test]
async fn wrong_credentials_are_not_accepted() {
    let fixture = Fixture::start().await;
    fixture.receiver.trust(&["whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]);
    for (kind, wrong, reason) in [
        (StreamKind::Webhook, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "the destination answered 401"),
        (StreamKind::Splunk, "wrong", "the destination answered 403 (code 4: the token is not valid)"),
        (StreamKind::Datadog, "wrong", "the destination answered 403"),
        (StreamKind::Webhook, "no secret", "the stream has no valid secret; set it again"),
        (StreamKind::Splunk, "two\r\nlines: 1", "the stream has no valid secret; set it again"),
        (StreamKind::Datadog, "two\nlines", "the stream has no valid secret; set it again"),
        (StreamKind::Slack, "https://10.0.0.1/services/T/B/X", "the URL must name a host, not an IP address"),
        (StreamKind::Teams, "no URL", "the URL must not contain spaces, control characters or backslashes"),
    ] {
        let (stream, mut secrets) = fixture.stream(kind);
        secrets.current = secret(wrong);
        let answer = fixture.send_as(&stream, &secrets, &usual(kind), now()).await;
        assert_eq!(
            (answer.verdict, answer.reason.as_deref()),
            (Verdict::RetryLoudly, Some(reason)),
            "{kind}"
        );
        assert!(!answer.excerpt.contains(wrong));
    }
    assert!(fixture.receiver.stored().is_empty());
}
