//! Destinations of AWS, against the emulators.

use std::io::Read;

use chrono::Utc;
use delivery::Kinds;
use delivery::answer::Verdict;
use delivery::call::MailCode;
use delivery::destinations::Senders;
use delivery::formats::Encoder;
use delivery::http::{Client, Policy};
use delivery::message::{EncodedEvent, Outgoing, Payload, Secrets};
use event_model::{Catalog, EventQuery, OrganizationId, QueryUsers, StreamFormat, Timestamp};
use event_store::{Destination, ExportsBucket, FeedEntry, FeedSequence, Stream};
use flate2::read::GzDecoder;
use local::{Options, Stack};

const STREAM: &str = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11";
/// The only bucket of the emulator.
const BUCKET: &str = "exportsbucket";

fn now() -> Timestamp {
    Timestamp::from_datetime(Utc::now())
}

fn organization() -> OrganizationId {
    "org_northwind".parse().expect("an id")
}

fn stream(destination: Destination) -> Stream {
    Stream {
        id: STREAM.parse().expect("an id"),
        organization_id: organization(),
        name: "SIEM".to_owned().try_into().expect("a name"),
        format: StreamFormat::Ocsf,
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

fn senders(stack: &Stack) -> Senders {
    let client =
        Client::new(Policy { allow_loopback: false }).expect("TLS needs nothing from the environment");
    let mail_from = Some("monitor@northwind.example".to_owned());
    Senders::new(client, stack.aws(), &Kinds { mail_from, event_buses: None, allow_loopback: false })
}

fn events(count: u16) -> Vec<EncodedEvent> {
    let organization = organization();
    let encoder = Encoder {
        organization: &organization,
        format: StreamFormat::Ocsf,
        catalog: Catalog::built_in(),
        show_details: false,
        dashboard_url: "https://activity.northwind.example",
    };
    let event = |place| {
        let id = format!("e{place}").parse().expect("an id");
        let entry = FeedEntry::Unreadable { source: "pass".to_owned(), id };
        encoder.encode(FeedSequence { segment: 7, place }, entry).expect("a row is JSON")
    };
    (1..=count).map(event).collect()
}

async fn send(senders: &Senders, stream: &Stream, events: Vec<EncodedEvent>) -> Verdict {
    let bound = |event: Option<&EncodedEvent>| event.map(|event| event.sequence);
    let (first, last) = (bound(events.first()), bound(events.last()));
    let outgoing = Outgoing {
        id: "message-1",
        stream,
        secrets: &Secrets::default(),
        first,
        last,
        made_at: Timestamp::parse("2026-11-21T19:23:11.123Z").expect("a time"),
        now: now(),
        payload: &Payload::Events(events),
    };
    senders.send(&outgoing).await.verdict
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn aws_destinations_take_what_is_sent() {
    let stack = Stack::start(Options::default()).await.expect("a stack");
    let senders = senders(&stack);

    let bucket = stream(Destination::S3 {
        bucket: BUCKET.to_owned(),
        region: "us-east-1".to_owned(),
        prefix: "siem".to_owned(),
        role_arn: "arn:aws:iam::123456789012:role/activity".to_owned(),
    });
    let verified = senders.verify(&bucket, &Secrets::default(), None, now()).await;
    assert_eq!(verified.verdict, Verdict::Delivered, "{verified:?}");
    assert_eq!(send(&senders, &bucket, events(3)).await, Verdict::Delivered);
    let key = "siem/organization=org_northwind/date=2026-11-21/\
        00000000000000000007.00001-00000000000000000007.00003.jsonl.gz";
    let object = ExportsBucket::new(stack.aws(), BUCKET).get(key).await.expect("the bucket answers");
    let mut lines = String::new();
    GzDecoder::new(&*object.expect("an object")).read_to_string(&mut lines).expect("gzip");
    assert_eq!(lines.lines().count(), 3);
    assert!(stack.assumed_roles().iter().all(|role| format!("{role:?}").contains(STREAM)));

    let bus = stream(Destination::EventBridge {
        bus_arn: "arn:aws:events:us-east-1:123456789012:event-bus/security".to_owned(),
    });
    stack.fail_bus_entries(4);
    assert_eq!(send(&senders, &bus, events(10)).await, Verdict::Delivered);
    let entries = stack.bus_entries().expect("the entries");
    assert_eq!(entries.len(), 10, "each entry once");
    assert!(entries.iter().all(|entry| entry.source == "activity-monitor" && entry.detail["class_uid"] == 0));

    let mail =
        stream(Destination::Email { to: "ada@northwind.example".to_owned().try_into().expect("an address") });
    let code = MailCode("K7QM2XRT".to_owned());
    let mailed = senders.verify(&mail, &Secrets::default(), Some(&code), now()).await;
    assert_eq!(mailed.verdict, Verdict::Delivered, "{mailed:?}");
    let mails = stack.mails().expect("the mails");
    let text = mails.last().and_then(|mail| mail.text.clone()).expect("a text");
    assert!(text.contains("Code: K7QM2XRT"), "{text}");
}
