//! Prints events of every type in every form, as JSON Lines: `{"sample", "native", "ocsf", "cloudevents"}`.
//!
//! tests/template/test_ocsf.py compares them with the schemas of OCSF and CloudEvents.

use std::net::{IpAddr, Ipv4Addr};

use delivery::formats::Encoder;
use event_model::{
    Actor, AppVersion, Catalog, Class, Client, Description, Details, Device, Email, Event, EventId,
    EventType, Location, Metadata, MetadataKey, MetadataValue, Name, Network, OrganizationId,
    RecordedOutcome, RegisteredSource, RegisteredType, SessionId, StreamFormat, Target, TargetId, TargetType,
    Timestamp, UserAgent, UserId,
};
use event_store::{FeedEntry, FeedSequence};
use serde_json::{Value, json};

/// A time of occurrence.
const AT: i64 = 1_795_288_991_123;
/// Outcomes: those that this version knows, and one of a later version.
const OUTCOMES: [&str; 5] = ["success", "failure", "attempt", "blocked", "expired"];
/// E-mail addresses: one of the usual form, and two that OCSF takes for no e-mail address.
const EMAILS: [&str; 3] = ["ada@northwind.example", "ada.żak@northwind.example", "ada@intranet"];

fn main() {
    let catalog = catalog();
    let unknown = EventType::recorded("crm.contact.merged".to_owned());
    let types: Vec<_> = catalog.entries().iter().map(|entry| entry.id.clone()).chain([unknown]).collect();
    for kind in types {
        for (number, outcome) in OUTCOMES.into_iter().enumerate() {
            for details in ["shown", "hidden", "not_collected"] {
                // Every second event has no more than it must.
                for full in [true, false] {
                    let entry = FeedEntry::Event(Box::new(event(&kind, outcome, number, details, full)));
                    let sample =
                        json!({ "type": kind, "outcome": outcome, "details": details, "full": full });
                    print(&catalog, &sample, &entry, details == "shown");
                }
            }
        }
    }
    let unreadable = FeedEntry::Unreadable { source: "crm".to_owned(), id: id("0199f2c4") };
    let sample = json!({ "type": null, "details": "shown", "full": false });
    print(&catalog, &sample, &unreadable, true);
}

fn print(catalog: &Catalog, sample: &Value, entry: &FeedEntry, show_details: bool) {
    let organization: OrganizationId = "org_northwind".parse().expect("an id");
    let mut line = json!({ "sample": sample });
    for format in StreamFormat::ALL {
        let encoder = Encoder {
            organization: &organization,
            format,
            catalog,
            show_details,
            dashboard_url: "https://activity.northwind.example",
        };
        let sequence = FeedSequence { segment: 1_042, place: 17 };
        let encoded = encoder.encode(sequence, entry.clone()).expect("an entry is JSON");
        line[format.as_str()] = serde_json::from_str(encoded.body.get()).expect("the form is JSON");
    }
    println!("{line}");
}

/// Returns the built-in types, and a registered type of every class.
fn catalog() -> Catalog {
    let registered_at = Timestamp::MIN;
    let source = RegisteredSource { id: "crm".parse().expect("a source"), label: name("CRM"), registered_at };
    let types = Class::ALL.into_iter().map(|class| RegisteredType {
        id: format!("crm.{class}").parse().expect("a class has the form of words"),
        label: name("Contact Event"),
        category: name("Contacts"),
        description: Description::try_from("An event of a contact.".to_owned()).expect("a description"),
        class,
        registered_at,
        deprecated_at: None,
    });
    Catalog::new([source], types)
}

fn event(kind: &EventType, outcome: &str, number: usize, details: &str, full: bool) -> Event {
    let at = Timestamp::from_millis(AT).expect("a time");
    Event {
        id: id("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11"),
        organization_id: "org_northwind".parse().expect("an id"),
        kind: kind.clone(),
        occurred_at: at,
        recorded_at: at.plus(chrono::Duration::milliseconds(357)),
        expires_at: Timestamp::MAX,
        outcome: RecordedOutcome::parse(outcome),
        actor: Actor {
            id: UserId::recorded("u_ada".to_owned()),
            name: full.then(|| name("Ada Lovelace")),
            email: full.then(|| Email::recorded(EMAILS[number % EMAILS.len()].to_owned())),
        },
        targets: if full { targets(kind, number) } else { Vec::new() },
        client: client(full),
        details: if details == "not_collected" { Details::NotCollected } else { collected(number, full) },
        session_id: full.then(|| SessionId::recorded("s_42".to_owned())),
        metadata: if full { metadata(kind, number) } else { Metadata::new() },
    }
}

fn client(full: bool) -> Client {
    let text = |text: &str| full.then(|| text.to_owned());
    Client {
        device: text("Firefox on Linux").map(Device::recorded),
        app_version: text("web 5.2").map(AppVersion::recorded),
        user_agent: text("Mozilla/5.0 (X11; Linux x86_64)").map(UserAgent::recorded),
    }
}

fn collected(number: usize, full: bool) -> Details {
    let ip = match number % 3 {
        0 => Some("2001:db8::7".parse().expect("an address")),
        1 => Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, 7))),
        _ => None,
    };
    let network = Network { isp: full.then(|| "Example Telecom".to_owned()), asn: full.then_some(64_500) };
    let city = (number.is_multiple_of(2)).then(|| "Zürich".to_owned());
    let location = Location { country: "CH".to_owned(), city, geohash: Some("u0qj9".to_owned()) };
    Details::Collected { ip, network, location: full.then_some(location) }
}

fn targets(kind: &EventType, number: usize) -> Vec<Target> {
    let of_finding = [("finding", "5f0c6b7c9a1e4d2f8b3a7e6d5c4b3a29", Some("Account takeover"))];
    let of_product = [("vault", "v_7", Some("Payroll")), ("group", "g_3", None)];
    let first = if kind.as_str().starts_with("monitor.finding.") { &of_finding[..] } else { &of_product[..] };
    let people = [("user", "u_grace", Some("Grace Hopper"))];
    let targets = first.iter().chain(people.iter().take(number)).map(|(kind, id, label)| Target {
        kind: TargetType::recorded((*kind).to_owned()),
        id: TargetId::recorded((*id).to_owned()),
        name: label.map(name),
    });
    targets.collect()
}

fn metadata(kind: &EventType, number: usize) -> Metadata {
    let severities = ["info", "low", "medium", "high", "critical"];
    let of_finding = [
        ("rule", "account.takeover"),
        ("severity", severities[number]),
        ("first_at", "2026-11-21T19:23:11.123Z"),
        ("last_at", "2026-11-21T19:31:02.500Z"),
        ("hits", "2"),
        if number == 0 {
            ("muted_by", "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c12")
        } else {
            ("resolution", "expected")
        },
    ];
    let of_product = [("plan", "business"), ("reason", "left \"as is\"")];
    let facts = if kind.as_str().starts_with("monitor.finding.") { &of_finding[..] } else { &of_product[..] };
    let fact = |(key, value): &(&str, &str)| {
        (MetadataKey::recorded((*key).to_owned()), MetadataValue::recorded((*value).to_owned()))
    };
    facts.iter().map(fact).collect()
}

fn name(text: &str) -> Name {
    Name::recorded(text.to_owned())
}

fn id(text: &str) -> EventId {
    text.parse().expect("an id")
}
