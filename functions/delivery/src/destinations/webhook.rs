//! Webhooks: Standard Webhooks 1.0.

use event_model::{StreamFormat, Timestamp};
use event_store::{Destination, Stream};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use subtle::ConstantTimeEq;

use crate::answer::{Answer, Verdict};
use crate::destinations::signing::{self, InvalidSecret};
use crate::destinations::{http_answer, message_type, no_secret, overflow, wrong_destination};
use crate::http::{Client, HttpAnswer, HttpFault};
use crate::message::{FindingNotice, Outgoing, Payload, Secrets};

const WEBHOOK_ID: HeaderName = HeaderName::from_static("webhook-id");
const WEBHOOK_TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const WEBHOOK_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");

const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// The batched mode of CloudEvents over HTTP.
const CLOUD_EVENTS: HeaderValue = HeaderValue::from_static("application/cloudevents-batch+json");

/// Random bytes of a challenge.
const CHALLENGE_BYTES: usize = 32;

/// Sends a message.
pub(super) async fn send(http: &Client, outgoing: &Outgoing<'_>) -> Answer {
    let Destination::Webhook { url } = &outgoing.stream.destination else { return wrong_destination() };
    let (content_type, body) = body(outgoing);
    let result = post(http, url, outgoing.id, outgoing.secrets, outgoing.now, content_type, body).await;
    match result {
        Ok(result) => http_answer::read(&result, outgoing.secrets.current.as_ref(), outgoing.now),
        Err(InvalidSecret) => no_secret(),
    }
}

/// Sends a challenge, which the receiver must echo: `{"challenge": "…"}`. It proves that the receiver knows of the stream,
/// since an address that accepts every request does not echo.
pub(super) async fn verify(http: &Client, stream: &Stream, secrets: &Secrets, now: Timestamp) -> Answer {
    let Destination::Webhook { url } = &stream.destination else { return wrong_destination() };
    let mut random = [0; CHALLENGE_BYTES];
    if getrandom::fill(&mut random).is_err() {
        return Answer::failed(Verdict::Retry, "no challenge could be made; try again");
    }
    let challenge = hex::encode(random);
    let id = format!("{}_verification_{}", stream.id, now.millis());
    let message = Message {
        kind: "stream.verification".to_owned(),
        timestamp: now,
        data: Challenge {
            organization_id: stream.organization_id.as_str(),
            stream_id: stream.id.as_str(),
            challenge: &challenge,
        },
    };
    match post(http, url, &id, secrets, now, JSON, json(&message)).await {
        Err(InvalidSecret) => no_secret(),
        Ok(result) => {
            let answer = http_answer::read(&result, None, now);
            match result {
                Ok(echo) if answer.verdict == Verdict::Delivered && !echoes(&echo, &challenge) => Answer {
                    verdict: Verdict::RetryLoudly,
                    reason: Some("the destination did not answer with the challenge".to_owned()),
                    ..answer
                },
                _ => answer,
            }
        }
    }
}

fn echoes(answer: &HttpAnswer, challenge: &str) -> bool {
    #[derive(Deserialize)]
    struct Echo {
        challenge: String,
    }
    serde_json::from_slice::<Echo>(&answer.body)
        .is_ok_and(|echo| echo.challenge.as_bytes().ct_eq(challenge.as_bytes()).into())
}

/// Signs and sends a body. The time of the signature is that of the attempt, or else receivers would refuse late attempts.
async fn post(
    http: &Client,
    url: &str,
    id: &str,
    secrets: &Secrets,
    now: Timestamp,
    content_type: HeaderValue,
    body: Vec<u8>,
) -> Result<Result<HttpAnswer, HttpFault>, InvalidSecret> {
    let seconds = now.millis() / 1_000;
    let signatures = signing::signatures(secrets, id, seconds, &body)?;
    let text =
        |text: &str| HeaderValue::from_str(text).expect("ids and base64 have visible ASCII characters only");
    let headers = HeaderMap::from_iter([
        (CONTENT_TYPE, content_type),
        (WEBHOOK_ID, text(id)),
        (WEBHOOK_TIMESTAMP, HeaderValue::from(seconds)),
        (WEBHOOK_SIGNATURE, text(&signatures)),
    ]);
    Ok(http.post(url, headers, body).await)
}

/// A body of Standard Webhooks.
#[derive(Serialize)]
struct Message<T> {
    #[serde(rename = "type")]
    kind: String,
    timestamp: Timestamp,
    data: T,
}

#[derive(Serialize)]
struct Challenge<'a> {
    organization_id: &'a str,
    stream_id: &'a str,
    challenge: &'a str,
}

/// Where a message comes from, and its events in their order.
#[derive(Serialize)]
struct Data<'a> {
    organization_id: &'a str,
    stream_id: &'a str,
    schema: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    events: Vec<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finding: Option<Finding<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    overflow: Option<Value>,
}

/// A finding in words.
#[derive(Serialize)]
struct Finding<'a> {
    id: &'a str,
    title: &'a str,
    severity: &'static str,
    sentence: &'a str,
    person: Option<&'a str>,
    first_at: Timestamp,
    last_at: Timestamp,
    hits: u64,
    url: &'a str,
}

/// Returns the body of a message, with its content type.
fn body(outgoing: &Outgoing<'_>) -> (HeaderValue, Vec<u8>) {
    let stream = outgoing.stream;
    if stream.format == StreamFormat::CloudEvents {
        return (CLOUD_EVENTS, cloud_events(outgoing));
    }
    let data = Data {
        organization_id: stream.organization_id.as_str(),
        stream_id: stream.id.as_str(),
        schema: schema(stream.format),
        first: outgoing.first.map(|first| first.to_string()),
        last: outgoing.last.map(|last| last.to_string()),
        events: events(outgoing.payload),
        finding: match outgoing.payload {
            Payload::Finding(_, finding) => Some(Finding::from(&**finding)),
            _ => None,
        },
        overflow: overflow(outgoing.payload),
    };
    (JSON, json(&Message { kind: message_type(outgoing.payload), timestamp: outgoing.made_at, data }))
}

/// Returns a batch of CloudEvents. A message without events has one that says what it is.
fn cloud_events(outgoing: &Outgoing<'_>) -> Vec<u8> {
    let stream = outgoing.stream;
    match outgoing.payload {
        Payload::Events(_) | Payload::Finding(..) => json(&events(outgoing.payload)),
        Payload::Overflow { .. } | Payload::Test => json(&serde_json::json!([{
            "specversion": "1.0",
            "id": outgoing.id,
            "source": format!("/organizations/{}/streams/{}", stream.organization_id, stream.id),
            "type": message_type(outgoing.payload),
            "time": outgoing.made_at,
            "datacontenttype": "application/json",
            "data": overflow(outgoing.payload),
        }])),
    }
}

fn events(payload: &Payload) -> Vec<&RawValue> {
    match payload {
        Payload::Events(events) => events.iter().map(|event| &*event.body).collect(),
        Payload::Finding(event, _) => vec![&*event.body],
        Payload::Overflow { .. } | Payload::Test => Vec::new(),
    }
}

/// Returns the name of a form of events, with its version.
fn schema(format: StreamFormat) -> &'static str {
    match format {
        StreamFormat::Native => "native",
        StreamFormat::Ocsf => "ocsf-1.5.0",
        StreamFormat::CloudEvents => "cloudevents-1.0",
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("texts, numbers and JSON are JSON")
}

impl<'a> From<&'a FindingNotice> for Finding<'a> {
    fn from(finding: &'a FindingNotice) -> Self {
        let FindingNotice {
            finding_id,
            change: _,
            title,
            severity,
            sentence,
            person,
            first_at,
            last_at,
            hits,
            url,
        } = finding;
        Self {
            id: finding_id,
            title,
            severity: severity.as_str(),
            sentence,
            person: person.as_deref(),
            first_at: *first_at,
            last_at: *last_at,
            hits: *hits,
            url,
        }
    }
}
