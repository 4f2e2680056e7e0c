//! Streams, events and senders.

use std::sync::Arc;
use std::time::Duration;

use delivery::Kinds;
use delivery::answer::Answer;
use delivery::destinations::Senders;
use delivery::http::{Client, Policy, SystemResolver, Timeouts};
use delivery::message::{EncodedEvent, FindingNotice, Outgoing, Payload, Secrets};
use detections::Severity;
use event_model::{StreamFormat, StreamKind, Timestamp};
use event_store::{Aws, Destination, Endpoints, FeedSequence, Stream};
use secrecy::SecretString;
use serde_json::value::to_raw_value;
use support::receiver::{DATADOG_KEY, Receiver, SPLUNK_TOKEN};

/// Signing secret of every webhook.
pub(super) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/// Kinds that send over HTTP.
pub(super) const KINDS: [StreamKind; 5] =
    [StreamKind::Webhook, StreamKind::Slack, StreamKind::Teams, StreamKind::Splunk, StreamKind::Datadog];

/// A receiver, and what sends to it.
pub(super) struct Fixture {
    pub(super) receiver: Receiver,
    pub(super) senders: Senders,
}

impl Fixture {
    pub(super) async fn start() -> Self {
        let timeouts = Timeouts { connect: Duration::from_secs(2), answer: Duration::from_secs(2) };
        let client = Client::with(Policy { allow_loopback: true }, timeouts, Arc::new(SystemResolver));
        // Nothing of AWS is used.
        let aws = Aws::with_endpoints(Endpoints::all("http://127.0.0.1:9"));
        let kinds = Kinds { mail_from: None, event_buses: None, allow_loopback: true };
        Self {
            receiver: Receiver::start().await,
            senders: Senders::new(client.expect("a client"), &aws, &kinds),
        }
    }

    /// Returns a stream to the receiver in the native form, with its secrets.
    pub(super) fn stream(&self, kind: StreamKind) -> (Stream, Secrets) {
        let receiver = &self.receiver;
        let (destination, secret) = match kind {
            StreamKind::Webhook => (Destination::Webhook { url: receiver.webhook_url() }, SECRET.to_owned()),
            StreamKind::Slack => (Destination::Slack, receiver.slack_url()),
            StreamKind::Teams => (Destination::Teams, receiver.teams_url()),
            StreamKind::Splunk => {
                let destination = Destination::Splunk {
                    url: receiver.splunk_url(),
                    index: Some("audit".to_owned()),
                    sourcetype: None,
                    channel: Some("f2a1c3d4-0000-4000-8000-000000000001".to_owned()),
                };
                (destination, SPLUNK_TOKEN.to_owned())
            }
            StreamKind::Datadog => {
                let destination = Destination::Datadog {
                    site: receiver.datadog_site(),
                    service: Some("activity".to_owned()),
                    tags: vec!["env:production".to_owned()],
                };
                (destination, DATADOG_KEY.to_owned())
            }
            StreamKind::Email | StreamKind::S3 | StreamKind::EventBridge => {
                panic!("{kind} does not send over HTTP")
            }
        };
        (stream(destination), Secrets { current: Some(secret.into()), previous: None })
    }

    /// Sends a message of a kind at a time.
    pub(super) async fn send(&self, kind: StreamKind, payload: &Payload, now: Timestamp) -> Answer {
        let (stream, secrets) = self.stream(kind);
        self.send_as(&stream, &secrets, payload, now).await
    }

    pub(super) async fn send_as(
        &self,
        stream: &Stream,
        secrets: &Secrets,
        payload: &Payload,
        now: Timestamp,
    ) -> Answer {
        let bounds = match payload {
            Payload::Events(events) => events.first().zip(events.last()),
            Payload::Finding(event, _) => Some((event, event)),
            Payload::Overflow { .. } | Payload::Test => None,
        };
        let outgoing = Outgoing {
            id: "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11_1042.17_1042.18",
            stream,
            secrets,
            first: bounds.map(|(first, _)| first.sequence),
            last: bounds.map(|(_, last)| last.sequence),
            made_at: time("2026-11-21T19:23:12.480Z"),
            now,
            payload,
        };
        self.senders.send(&outgoing).await
    }
}

/// Returns a stream of `org_northwind`.
pub(super) fn stream(destination: Destination) -> Stream {
    let created_at = time("2026-11-01T00:00:00Z");
    Stream {
        id: "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("an id"),
        organization_id: "org_northwind".parse().expect("an id"),
        name: "Security".to_owned().try_into().expect("a name"),
        format: StreamFormat::Native,
        filters: event_model::EventQuery::default(),
        users: event_model::QueryUsers::default(),
        minimum_severity: None,
        destination,
        secret: None,
        previous_secret: None,
        created_at,
        created_by: "u_ada".parse().expect("an id"),
        changed_at: created_at,
        version: 1,
    }
}

/// Returns the event at a place of segment 1042.
pub(super) fn event(place: u16, occurred_at: &str) -> EncodedEvent {
    let sequence = FeedSequence { segment: 1_042, place };
    let body = serde_json::json!({
        "sequence": sequence.to_string(),
        "id": format!("event-{place}"),
        "type": "account.login.succeeded",
        "occurred_at": occurred_at,
        "metadata": {"text": "\"quoted\" <&> é"},
    });
    EncodedEvent {
        sequence,
        source: "account".parse().expect("a source"),
        id: format!("event-{place}").parse().expect("an id"),
        kind: Some("account.login.succeeded".parse().expect("a type")),
        occurred_at: Some(time(occurred_at)),
        recorded_at: Some(time(occurred_at)),
        body: to_raw_value(&body).expect("JSON"),
    }
}

/// Returns a message with two events.
pub(super) fn events() -> Payload {
    Payload::Events(vec![event(17, "2026-11-21T19:23:11.123Z"), event(18, "2026-11-21T19:23:11.900Z")])
}

/// Returns a message about a finding.
pub(super) fn finding(change: &str) -> Payload {
    let notice = FindingNotice {
        finding_id: "f_0199f2c4".to_owned(),
        change: change.to_owned(),
        title: "Many failed sign-ins, then a success".to_owned(),
        severity: Severity::High,
        sentence: "Ada <Lovelace> signed in after 37 failed attempts.".to_owned(),
        person: Some("Ada <Lovelace> & co".to_owned()),
        first_at: time("2026-11-21T19:20:00Z"),
        last_at: time("2026-11-21T19:23:11Z"),
        hits: 38,
        url: "https://activity.northwind.example/findings/f_0199f2c4?tab=a&view=b".to_owned(),
    };
    Payload::Finding(event(17, "2026-11-21T19:23:11.123Z"), Box::new(notice))
}

/// Returns a message about findings without a message of their own.
pub(super) fn overflow() -> Payload {
    let url = "https://activity.northwind.example/findings".to_owned();
    Payload::Overflow { count: 37, since: time("2026-11-21T19:00:00Z"), url }
}

/// Returns what a kind is sent: findings for people, events for systems.
pub(super) fn usual(kind: StreamKind) -> Payload {
    if kind.is_for_people() { finding("opened") } else { events() }
}

/// Time of the attempts.
pub(super) fn now() -> Timestamp {
    time("2026-11-21T19:23:13Z")
}

pub(super) fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

pub(super) fn secret(text: &str) -> Option<SecretString> {
    Some(SecretString::from(text))
}
