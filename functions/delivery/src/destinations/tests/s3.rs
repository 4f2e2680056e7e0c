//! Tests of buckets.

use std::io::Read;

use event_store::Destination;
use flate2::read::GzDecoder;
use rstest::rstest;

use super::{STREAM, events, now, send, senders, stream};
use crate::answer::Verdict;
use crate::fake_aws::{Asked, FakeAws, Said};
use crate::message::{Payload, Secrets};

const ROLE: &str = "arn:aws:iam::123456789012:role/activity";
const OBJECT: &str = "PUT /northwind-siem/logs/organization=org_northwind/date=2026-11-21/\
    00000000000000000007.00001-00000000000000000007.00003.jsonl.gz";

fn bucket() -> Destination {
    Destination::S3 {
        bucket: "northwind-siem".to_owned(),
        region: "eu-central-1".to_owned(),
        prefix: "logs".to_owned(),
        role_arn: ROLE.to_owned(),
    }
}

fn assumed() -> Said {
    let credentials = "<AccessKeyId>ASIAROLE</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
        <SessionToken>t</SessionToken><Expiration>2026-11-21T20:23:11Z</Expiration>";
    (
        200,
        format!(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>\
         {credentials}</Credentials></AssumeRoleResult></AssumeRoleResponse>"
        ),
    )
}

fn is_sts(asked: &Asked) -> bool {
    asked.body.contains("Action=AssumeRole")
}

/// Answers like a bucket that keeps its objects.
fn bucket_that_works(asked: &[Asked]) -> Said {
    let last = asked.last().expect("a request");
    if is_sts(last) {
        return assumed();
    }
    let path = |asked: &Asked| asked.target.split(['?', ' ']).nth(1).map(str::to_owned);
    let put = asked.iter().rev().find(|asked| asked.target.starts_with("PUT ") && path(asked) == path(last));
    match (last.target.starts_with("GET "), put) {
        (true, Some(put)) => (200, put.body.clone()),
        (true, None) => (404, "<Error><Code>NoSuchKey</Code></Error>".to_owned()),
        (false, _) => (200, String::new()),
    }
}

#[tokio::test]
async fn s3_batch_is_one_object_named_by_position() {
    let fake = FakeAws::start(bucket_that_works).await;
    let (senders, stream) = (senders(&fake), stream(bucket()));
    for _ in 0..2 {
        let answer = send(&senders, &stream, &Payload::Events(events(3, 1))).await;
        assert_eq!(answer.verdict, Verdict::Delivered, "{answer:?}");
    }
    let asked = fake.asked();
    let [sts, first, repeat] = &asked[..] else { panic!("{} requests", asked.len()) };
    assert!(sts.body.contains(&format!("ExternalId={STREAM}")), "{}", sts.body);
    assert!(first.headers.contains("asiarole/20") && first.headers.contains("/eu-central-1/s3/"));
    assert!(first.target.starts_with(OBJECT), "{}", first.target);
    assert_eq!((&first.target, &first.bytes), (&repeat.target, &repeat.bytes));
    let mut lines = String::new();
    GzDecoder::new(first.bytes.as_slice()).read_to_string(&mut lines).expect("gzip");
    let ids: Vec<_> = lines.lines().map(|line| &line[line.find("\"id\"").expect("an id")..][5..9]).collect();
    assert_eq!(ids, ["\"e1\"", "\"e2\"", "\"e3\""]);
}

#[tokio::test]
async fn s3_verification_reads_the_token_back() {
    let fake = FakeAws::start(bucket_that_works).await;
    let (senders, stream) = (senders(&fake), stream(bucket()));
    let answer = senders.verify(&stream, &Secrets::default(), None, now()).await;
    assert_eq!(answer.verdict, Verdict::Delivered, "{answer:?}");
    let token = "/northwind-siem/logs/organization=org_northwind/_stream.verification.txt";
    let methods: Vec<_> = fake.asked()[1..].iter().map(|asked| asked.target.clone()).collect();
    assert!(
        methods[0].starts_with(&format!("PUT {token}")) && methods[1].starts_with(&format!("GET {token}"))
    );
}

#[tokio::test]
async fn s3_verification_of_other_object_fails() {
    let fake = FakeAws::start(|asked| match asked.last() {
        Some(last) if is_sts(last) => assumed(),
        _ => (200, "something else".to_owned()),
    })
    .await;
    let answer = senders(&fake).verify(&stream(bucket()), &Secrets::default(), None, now()).await;
    assert_eq!(answer.verdict, Verdict::RetryLoudly);
}

#[rstest]
#[case(403, "AccessDenied", Verdict::RetryLoudly)]
#[case(404, "NoSuchBucket", Verdict::RetryLoudly)]
#[case(301, "PermanentRedirect", Verdict::RetryLoudly)]
#[case(400, "AuthorizationHeaderMalformed", Verdict::RetryLoudly)]
#[case(400, "RequestTimeout", Verdict::Retry)]
#[case(503, "SlowDown", Verdict::Retry)]
#[case(500, "InternalError", Verdict::Retry)]
#[tokio::test]
async fn s3_errors_have_verdicts(#[case] status: u16, #[case] code: &str, #[case] expected: Verdict) {
    let body = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
    let fake = FakeAws::start(move |asked| match asked.last() {
        Some(last) if is_sts(last) => assumed(),
        _ => (status, body.clone()),
    })
    .await;
    let answer = send(&senders(&fake), &stream(bucket()), &Payload::Events(events(1, 1))).await;
    assert_eq!((answer.verdict, answer.status), (expected, Some(status)), "{answer:?}");
    assert!(answer.reason.expect("a reason").contains(code));
}

#[rstest]
#[case(403, "AccessDenied", Verdict::RetryLoudly, true)]
#[case(500, "InternalFailure", Verdict::Retry, false)]
#[tokio::test]
async fn s3_role_errors_have_verdicts(
    #[case] status: u16,
    #[case] code: &str,
    #[case] expected: Verdict,
    #[case] names_external_id: bool,
) {
    let error =
        format!("<ErrorResponse><Error><Code>{code}</Code><Message>no</Message></Error></ErrorResponse>");
    let fake = FakeAws::always(status, error).await;
    let answer = send(&senders(&fake), &stream(bucket()), &Payload::Test).await;
    assert_eq!(answer.verdict, expected, "{answer:?}");
    assert_eq!(answer.reason.expect("a reason").contains(STREAM), names_external_id);
}
