//! Tests of destinations of AWS.

mod email;
mod eventbridge;
mod s3;

use event_model::{Catalog, EventQuery, QueryUsers, StreamFormat, Timestamp};
use event_store::{Destination, FeedEntry, FeedSequence, Stream};

use crate::answer::Answer;
use crate::config::Kinds;
use crate::destinations::Senders;
use crate::fake_aws::FakeAws;
use crate::formats::Encoder;
use crate::http::{Client, Policy};
use crate::message::{EncodedEvent, Outgoing, Payload, Secrets};

const STREAM: &str = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11";

fn now() -> Timestamp {
    Timestamp::parse("2026-11-21T19:23:11.123Z").expect("a time")
}

fn stream(destination: Destination) -> Stream {
    Stream {
        id: STREAM.parse().expect("an id"),
        organization_id: "org_northwind".parse().expect("an id"),
        name: "SIEM".to_owned().try_into().expect("a name"),
        format: StreamFormat::Native,
        filters: EventQuery::default(),
        users: QueryUsers::default(),
        minimum_severity: None,
        destination,
        secret: None,
        previous_secret: None,
        created_at: now(),
        created_by: "u_ada".parse().expect("an id"),
        changed_at: now(),
        version: 1,
    }
}

fn senders(fake: &FakeAws) -> Senders {
    let client =
        Client::new(Policy { allow_loopback: false }).expect("TLS needs nothing from the environment");
    let mail_from = Some("monitor@northwind.example".to_owned());
    Senders::new(client, &fake.aws, &Kinds { mail_from, event_buses: None, allow_loopback: false })
}

/// Returns rows that could not be read: the shortest events. Each has a number and `padding` characters.
fn events(count: u16, padding: usize) -> Vec<EncodedEvent> {
    let organization = "org_northwind".parse().expect("an id");
    let encoder = Encoder {
        organization: &organization,
        format: StreamFormat::Native,
        catalog: Catalog::built_in(),
        show_details: false,
        dashboard_url: "https://activity.northwind.example",
    };
    let event = |place: u16| {
        let source = "p".repeat(padding.max(1));
        let entry = FeedEntry::Unreadable { source, id: format!("e{place}").parse().expect("an id") };
        encoder.encode(FeedSequence { segment: 7, place }, entry).expect("a row is JSON")
    };
    (1..=count).map(event).collect()
}

async fn send(senders: &Senders, stream: &Stream, payload: &Payload) -> Answer {
    let bounds = match payload {
        Payload::Events(events) => events.first().zip(events.last()),
        _ => None,
    };
    let outgoing = Outgoing {
        id: "message-1",
        stream,
        secrets: &Secrets::default(),
        first: bounds.map(|(first, _)| first.sequence),
        last: bounds.map(|(_, last)| last.sequence),
        made_at: now(),
        now: now(),
        payload,
    };
    senders.send(&outgoing).await
}
