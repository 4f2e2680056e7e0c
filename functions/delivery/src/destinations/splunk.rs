//! Splunk: HTTP Event Collector.

use event_model::{StreamFormat, Timestamp};
use event_store::Destination;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::answer::{Answer, Verdict};
use crate::destinations::{http_answer, no_secret, statement, wrong_destination};
use crate::http::{Client, HttpAnswer};
use crate::message::{EncodedEvent, Outgoing, Payload};

const CHANNEL: HeaderName = HeaderName::from_static("x-splunk-request-channel");
/// Path of the endpoint for events in JSON.
const PATH: &str = "/services/collector/event";
/// Field `source` of events before the source in the monitor.
const SOURCE: &str = "activity-monitor";

/// Sends a message.
pub(super) async fn send(http: &Client, outgoing: &Outgoing<'_>) -> Answer {
    let Destination::Splunk { url, index, sourcetype, channel } = &outgoing.stream.destination else {
        return wrong_destination();
    };
    let Some(token) = &outgoing.secrets.current else { return no_secret() };
    let Some(headers) = headers(token, channel.as_deref()) else { return no_secret() };
    let sourcetype = sourcetype.as_deref().unwrap_or_else(|| default_sourcetype(outgoing.stream.format));
    let url = format!("{}{PATH}", url.trim_end_matches('/'));
    let result = http.post(&url, headers, body(outgoing, index.as_deref(), sourcetype)).await;
    let answer = http_answer::read(&result, Some(token), outgoing.now);
    match result {
        Ok(result) => explain(answer, &result),
        Err(_) => answer,
    }
}

/// Returns `None` if the token is no text of a header.
fn headers(token: &SecretString, channel: Option<&str>) -> Option<HeaderMap> {
    let mut authorization = HeaderValue::try_from(format!("Splunk {}", token.expose_secret())).ok()?;
    authorization.set_sensitive(true);
    let mut headers = HeaderMap::from_iter([
        (AUTHORIZATION, authorization),
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
    ]);
    if let Some(channel) = channel {
        headers.insert(CHANNEL, HeaderValue::try_from(channel).ok()?);
    }
    Some(headers)
}

/// Adds what the code in the body says. A 400 that comes from the settings of the collector is no fault of the events:
/// they must not become dead letters.
fn explain(answer: Answer, result: &HttpAnswer) -> Answer {
    #[derive(Deserialize)]
    struct Body {
        code: u16,
    }
    let Ok(Body { code }) = serde_json::from_slice(&result.body) else { return answer };
    let (verdict, meaning) = match code {
        1 => (Verdict::RetryLoudly, "the token is disabled"),
        2 => (Verdict::RetryLoudly, "the token is missing"),
        3 => (Verdict::RetryLoudly, "the authorization is not valid"),
        4 => (Verdict::RetryLoudly, "the token is not valid"),
        5 => (Verdict::Refused, "no data"),
        6 => (Verdict::Refused, "the format of an event is not valid"),
        7 => (Verdict::RetryLoudly, "the token does not allow this index"),
        8 => (Verdict::Retry, "Splunk had an internal error"),
        9 => (Verdict::Retry, "Splunk is busy"),
        10 => (Verdict::RetryLoudly, "the token needs a channel"),
        11 => (Verdict::RetryLoudly, "the channel is not valid"),
        12 => (Verdict::Refused, "an event is missing"),
        13 => (Verdict::Refused, "an event is empty"),
        14 => (Verdict::RetryLoudly, "acknowledgment is disabled"),
        15 => (Verdict::Refused, "the indexed fields are not valid"),
        23 => (Verdict::Retry, "Splunk is shutting down"),
        // With 0, and with codes of later versions, the status says what to do.
        _ => (answer.verdict, ""),
    };
    match (meaning, answer.reason) {
        ("", reason) => Answer { reason: reason.map(|reason| format!("{reason} (code {code})")), ..answer },
        // Only a proxy would say 200 with such a code. The events were not taken.
        (meaning, reason) => {
            let reason =
                reason.unwrap_or_else(|| format!("the destination answered {}", result.status.as_u16()));
            Answer { verdict, reason: Some(format!("{reason} (code {code}: {meaning})")), ..answer }
        }
    }
}

/// One event of the collector.
#[derive(Serialize)]
struct Event<'a> {
    time: f64,
    source: String,
    sourcetype: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<&'a str>,
    event: &'a RawValue,
}

/// Returns the events one after another, without a comma.
fn body(outgoing: &Outgoing<'_>, index: Option<&str>, sourcetype: &str) -> Vec<u8> {
    let mut body = Vec::new();
    let mut put = |time: Timestamp, source: String, event: &RawValue| {
        let event = Event { time: seconds(time), source, sourcetype, index, event };
        serde_json::to_writer(&mut body, &event).expect("texts, numbers and JSON are JSON");
        body.push(b'\n');
    };
    let mut put_event = |event: &EncodedEvent| {
        let time = event.occurred_at.unwrap_or(outgoing.made_at);
        put(time, format!("{SOURCE}:{}", event.source), &event.body);
    };
    match outgoing.payload {
        Payload::Events(events) => events.iter().for_each(put_event),
        Payload::Finding(event, _) => put_event(event),
        Payload::Overflow { .. } | Payload::Test => {
            let statement = to_raw_value(&statement(outgoing)).expect("texts and numbers are JSON");
            put(outgoing.made_at, SOURCE.to_owned(), &statement);
        }
    }
    body
}

/// Returns seconds since 1970. A double has the milliseconds of every time of the model.
fn seconds(time: Timestamp) -> f64 {
    time.millis() as f64 / 1_000.0
}

fn default_sourcetype(format: StreamFormat) -> &'static str {
    match format {
        StreamFormat::Native => "activity:event",
        StreamFormat::Ocsf => "activity:ocsf",
        StreamFormat::CloudEvents => "activity:cloudevent",
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    fn explained(status: u16, body: &str) -> (Verdict, Option<String>) {
        let status = StatusCode::from_u16(status).expect("a status");
        let result = HttpAnswer { status, headers: HeaderMap::new(), body: body.into() };
        let answer = http_answer::read(
            &Ok(HttpAnswer { status, headers: HeaderMap::new(), body: body.into() }),
            None,
            Timestamp::MIN,
        );
        let answer = explain(answer, &result);
        (answer.verdict, answer.reason)
    }

    /// The codes of Splunk's documentation.
    #[test]
    fn every_code_has_its_verdict() {
        for (status, code, verdict) in [
            (200, 0, Verdict::Delivered),
            (403, 1, Verdict::RetryLoudly),
            (401, 2, Verdict::RetryLoudly),
            (401, 3, Verdict::RetryLoudly),
            (403, 4, Verdict::RetryLoudly),
            (400, 5, Verdict::Refused),
            (400, 6, Verdict::Refused),
            (400, 7, Verdict::RetryLoudly),
            (500, 8, Verdict::Retry),
            (503, 9, Verdict::Retry),
            (400, 10, Verdict::RetryLoudly),
            (400, 11, Verdict::RetryLoudly),
            (400, 12, Verdict::Refused),
            (400, 13, Verdict::Refused),
            (400, 14, Verdict::RetryLoudly),
            (400, 15, Verdict::Refused),
            (503, 23, Verdict::Retry),
            (429, 26, Verdict::Retry),
            (200, 24, Verdict::Delivered),
        ] {
            let (found, reason) = explained(status, &format!(r#"{{"text":"text","code":{code}}}"#));
            assert_eq!(found, verdict, "{code}");
            let says_code = reason.is_some_and(|reason| reason.contains(&format!("code {code}")));
            assert_eq!(says_code, verdict != Verdict::Delivered, "{code}");
        }
    }

    #[test]
    fn reason_says_what_the_code_means() {
        let busy = "the destination answered 503 (code 9: Splunk is busy)";
        assert_eq!(explained(503, r#"{"text":"Server is busy","code":9}"#).1.as_deref(), Some(busy));
        assert_eq!(explained(503, "no JSON").1.as_deref(), Some("the destination answered 503"));
        assert_eq!(explained(200, r#"{"text":"Success","code":0,"ackId":1}"#), (Verdict::Delivered, None));
    }

    /// A success with the code of an error would lose the events.
    #[test]
    fn success_with_code_of_an_error_is_none() {
        assert_eq!(explained(200, r#"{"text":"Invalid token","code":4}"#).0, Verdict::RetryLoudly);
        assert_eq!(explained(200, r#"{"text":"Server is busy","code":9}"#).0, Verdict::Retry);
    }
}
