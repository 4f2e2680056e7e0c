//! Streams and deliveries for tests.

use event_model::{
    EventQuery, Name, OrganizationId, QueryUsers, StreamFormat, StreamId, StreamKind, StreamState, Timestamp,
};

use crate::deliveries::delivery::{Batch, Delivery, DeliveryGap, HourCount, LastFailure};
use crate::deliveries::destination::{Ciphertext, Destination};
use crate::deliveries::stream::Stream;
use crate::{FeedPosition, FeedSequence};

/// An excerpt of the greatest length.
pub(crate) const EXCERPT: &str = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad \
    Gateway</h1></center><hr><center>The upstream of this service did not answer in time. Contact the operator \
    and name the request 0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c17.</center></body>";

pub(crate) fn organization() -> OrganizationId {
    "org_northwind".parse().expect("an organization id")
}

pub(crate) fn stream_id() -> StreamId {
    "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("a stream id")
}

/// Returns the time some minutes after the start of the test.
pub(crate) fn minute(minute: i64) -> Timestamp {
    Timestamp::parse("2026-11-21T19:00:00.123Z").expect("a time").plus(chrono::Duration::minutes(minute))
}

pub(crate) fn sequence(segment: u64, place: u16) -> FeedSequence {
    FeedSequence { segment, place }
}

/// Returns a destination of this kind with all members.
pub(crate) fn destination(kind: StreamKind) -> Destination {
    let text = |text: &str| Some(text.to_owned());
    match kind {
        StreamKind::Webhook => Destination::Webhook { url: "https://siem.northwind.example/in".to_owned() },
        StreamKind::Slack => Destination::Slack,
        StreamKind::Teams => Destination::Teams,
        StreamKind::Email => Destination::Email {
            to: "security@northwind.example".to_owned().try_into().expect("an e-mail address"),
        },
        StreamKind::Splunk => Destination::Splunk {
            url: "https://hec.northwind.example".to_owned(),
            index: text("security"),
            sourcetype: text("activity"),
            channel: text("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c12"),
        },
        StreamKind::Datadog => Destination::Datadog {
            site: "datadoghq.eu".to_owned(),
            service: text("activity"),
            tags: vec!["env:production".to_owned()],
        },
        StreamKind::S3 => Destination::S3 {
            bucket: "northwind-audit".to_owned(),
            region: "eu-central-1".to_owned(),
            prefix: String::new(),
            role_arn: "arn:aws:iam::111122223333:role/audit".to_owned(),
        },
        StreamKind::EventBridge => Destination::EventBridge {
            bus_arn: "arn:aws:events:eu-central-1:111122223333:event-bus/audit".to_owned(),
        },
    }
}

/// Returns a stream that has nothing optional.
pub(crate) fn stream(kind: StreamKind) -> Stream {
    Stream {
        id: stream_id(),
        organization_id: organization(),
        name: Name::try_from("SIEM".to_owned()).expect("a name"),
        format: StreamFormat::Native,
        filters: EventQuery::default(),
        users: QueryUsers::default(),
        minimum_severity: None,
        destination: destination(kind),
        secret: None,
        previous_secret: None,
        created_at: minute(0),
        created_by: "u#admin".parse().expect("a user id"),
        changed_at: minute(1),
        version: 1,
    }
}

/// Returns a secret as long as KMS makes that of a webhook.
pub(crate) fn ciphertext() -> Ciphertext {
    Ciphertext((0..=200).collect())
}

/// Returns the delivery of a new stream.
pub(crate) fn delivery() -> Delivery {
    Delivery::new(organization(), stream_id(), FeedPosition::BEGINNING, minute(0), minute(0))
}

/// Returns a delivery of a large organization that has everything that a delivery can have.
pub(crate) fn full_delivery() -> Delivery {
    const HOUR: u32 = 498_000;
    Delivery {
        state: StreamState::Failing,
        position: FeedPosition { segment: 12_345_678, skip: 432 },
        batch: Some(Batch {
            first: sequence(12_345_678, 433),
            last: sequence(12_345_679, 32),
            next: FeedPosition { segment: 12_345_679, skip: 32 },
            events: 100,
            digest: [255, 0, 7, 128, 9, 10, 11, 12],
            made_at: minute(7),
            refusals: 2,
        }),
        revision: 12,
        due_at: Some(minute(8)),
        failures: 120,
        failing_since: Some(minute(1)),
        last_success_at: Some(minute(0)),
        last_failure: Some(LastFailure {
            at: minute(7),
            reason: "The destination answered 502. It must answer 2xx within 15 seconds.".to_owned(),
            status: Some(502),
            excerpt: EXCERPT.to_owned(),
        }),
        gap: Some(DeliveryGap {
            first: FeedPosition { segment: 11_345_678, skip: 1 },
            next: FeedPosition { segment: 11_445_678, skip: 0 },
            found_at: minute(2),
        }),
        redrive: true,
        dead_letters_hour: HourCount { hour: HOUR, count: 99 },
        delivered: (0..24).map(|hour| HourCount { hour: HOUR + hour, count: 1_000_000 + hour }).collect(),
        messages_hour: HourCount { hour: HOUR, count: 20 },
        verified_version: 12,
        ..delivery()
    }
}
