//! Amazon EventBridge: each event as an entry of an event bus.

use std::time::Duration;

use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::config::{Builder, Region};
use aws_sdk_eventbridge::primitives::DateTime;
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, PutEventsResultEntry};
use event_model::Timestamp;
use event_store::{Aws, Destination, Service};

use crate::answer::{Answer, Verdict};
use crate::aws_failure::AwsFailure;
use crate::destinations::{message_type, statement, wrong_destination};
use crate::message::{EncodedEvent, Outgoing, Payload};

/// Name of the service in reasons.
const SERVICE: &str = "EventBridge";
/// Field `Source` of every entry. Rules match it.
const SOURCE: &str = "activity-monitor";
/// Field `DetailType` of a row that could not be read. It has no dot, so no event type is equal to it.
const UNREADABLE: &str = "unreadable";
/// Timeout of one attempt at a request.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Maximum bytes of an entry: source, type, detail and time.
const ENTRY_BYTES: usize = 256 << 10;
/// Bytes that EventBridge counts for the time of an entry.
const TIME_BYTES: usize = 14;
/// Waits before the requests that repeat the entries that failed.
const WAITS: [Duration; 3] =
    [Duration::from_millis(200), Duration::from_millis(400), Duration::from_millis(800)];

/// Puts entries on event buses.
pub(super) struct EventBridge {
    aws: Aws,
}

impl EventBridge {
    pub(super) fn new(aws: &Aws) -> Self {
        Self { aws: aws.clone() }
    }

    /// Sends a message. An attempt repeats only the entries that failed; the next attempt sends all of them again.
    pub(super) async fn send(&self, outgoing: &Outgoing<'_>) -> Answer {
        let Destination::EventBridge { bus_arn } = &outgoing.stream.destination else {
            return wrong_destination();
        };
        let Some(region) = region(bus_arn) else {
            return Answer::failed(Verdict::RetryLoudly, "the ARN of the event bus is not valid");
        };
        let mut entries = entries(outgoing, bus_arn);
        if entries.iter().any(|entry| bytes(entry) > ENTRY_BYTES) {
            return Answer::failed(
                Verdict::Refused,
                "an event is larger than 256 KB, the maximum of EventBridge",
            );
        }
        let config = Builder::from(&self.aws.service_config(Service::Events, TIMEOUT));
        let client = Client::from_conf(config.region(Region::new(region.to_owned())).build());
        let mut waits = WAITS.into_iter();
        loop {
            let failed = match put(&client, entries).await {
                Ok(failed) => failed,
                Err(answer) => return answer,
            };
            let Some(worst) = failed.iter().map(|(_, answer)| answer).max_by_key(|answer| rank(answer))
            else {
                return Answer::delivered(None);
            };
            let wait = waits.next().filter(|_| worst.verdict == Verdict::Retry);
            let Some(wait) = wait else { return worst.clone() };
            entries = failed.into_iter().map(|(entry, _)| entry).collect();
            tokio::time::sleep(wait).await;
        }
    }
}

/// Sends entries in one request. Returns those that the bus did not take, with the reasons.
async fn put(
    client: &Client,
    entries: Vec<PutEventsRequestEntry>,
) -> Result<Vec<(PutEventsRequestEntry, Answer)>, Answer> {
    let put = client.put_events().set_entries(Some(entries.clone())).send().await;
    let put = put.map_err(|error| AwsFailure::of(&error).answer(SERVICE, meaning))?;
    if put.entries().len() != entries.len() {
        return Err(Answer::failed(Verdict::Retry, "the answer of EventBridge is incomplete"));
    }
    let results = entries.into_iter().zip(put.entries());
    Ok(results.filter_map(|(entry, result)| Some((entry, refusal(result)?))).collect())
}

/// Returns why the bus did not take an entry; `None` if it did.
fn refusal(result: &PutEventsResultEntry) -> Option<Answer> {
    let failure = AwsFailure::Refused {
        status: 200,
        code: result.error_code()?.to_owned(),
        message: result.error_message().unwrap_or_default().to_owned(),
    };
    // The status is that of a request whose other entries may be taken.
    Some(Answer { status: None, ..failure.answer(SERVICE, meaning) })
}

/// Returns how much an answer says about the batch: first what a person must change, then what halves of it may pass.
fn rank(answer: &Answer) -> u8 {
    match answer.verdict {
        Verdict::RetryLoudly | Verdict::Gone => 2,
        Verdict::Refused => 1,
        Verdict::Retry | Verdict::Delivered => 0,
    }
}

fn meaning(code: &str) -> Option<(Verdict, &'static str)> {
    Some(match code {
        "InternalFailure" | "InternalException" => (Verdict::Retry, "EventBridge had an internal error"),
        "AccessDeniedException" | "NotAuthorized" | "NotAuthorizedForSourceException" => (
            Verdict::RetryLoudly,
            "the policy of the event bus must allow events:PutEvents to this installation",
        ),
        "ResourceNotFoundException" => (Verdict::RetryLoudly, "the event bus does not exist"),
        "MalformedDetail" | "InvalidArgument" => (Verdict::Refused, "EventBridge did not accept an event"),
        "RequestEntityTooLargeException" | "RequestEntityTooLarge" => {
            (Verdict::Refused, "the request is too large")
        }
        _ => return None,
    })
}

fn entries(outgoing: &Outgoing<'_>, bus_arn: &str) -> Vec<PutEventsRequestEntry> {
    let entry = |kind: &str, detail: String, at: Timestamp| {
        let entry = PutEventsRequestEntry::builder().event_bus_name(bus_arn).source(SOURCE);
        entry.detail_type(kind).detail(detail).time(DateTime::from_millis(at.millis())).build()
    };
    let of_event = |event: &EncodedEvent| {
        let kind = event.kind.as_ref().map_or(UNREADABLE, |kind| kind.as_str());
        entry(kind, event.body.get().to_owned(), event.occurred_at.unwrap_or(outgoing.made_at))
    };
    match outgoing.payload {
        Payload::Events(events) => events.iter().map(of_event).collect(),
        Payload::Finding(event, _) => vec![of_event(event)],
        Payload::Overflow { .. } | Payload::Test => {
            let (kind, detail) = (message_type(outgoing.payload), statement(outgoing).to_string());
            vec![entry(&kind, detail, outgoing.made_at)]
        }
    }
}

/// Returns the size of an entry as EventBridge counts it.
fn bytes(entry: &PutEventsRequestEntry) -> usize {
    let texts = [entry.source(), entry.detail_type(), entry.detail()];
    TIME_BYTES + texts.into_iter().flatten().map(str::len).sum::<usize>()
}

/// Returns the region of the ARN of an event bus: `arn:aws:events:REGION:ACCOUNT:event-bus/NAME`.
fn region(bus_arn: &str) -> Option<&str> {
    let parts: Vec<&str> = bus_arn.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, "events", region, _, name] if !region.is_empty() && name.starts_with("event-bus/") => {
            Some(region)
        }
        _ => None,
    }
}
