//! Events and exports for tests.

use std::collections::BTreeMap;

use event_model::{
    Actor, Catalog, Client, Details, Event, EventQuery, EventType, Location, Name, Network, Outcome,
    QueryUsers, Target, TimeRange, Timestamp,
};
use event_store::{Export, ExportFormat, ExportRequest};
use proptest::prelude::*;

/// Returns an export that shows details.
pub(crate) fn export(format: ExportFormat, columns: Option<&[&str]>) -> Export {
    let request = ExportRequest {
        id: "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("an id"),
        organization_id: "org_a".parse().expect("an id"),
        by: Actor { id: "u".parse().expect("an id"), name: None, email: None },
        own: false,
        requested_at: Timestamp::MAX,
        query: EventQuery::default(),
        users: QueryUsers::default(),
        range: TimeRange::ALL,
        retention_days: Default::default(),
        format,
        time_zone: Some("Europe/Zurich".to_owned()),
        columns: columns.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
        expires_at: Timestamp::MAX,
    };
    Export { show_details: Some(true), ..Export::pending(request) }
}

/// Returns texts of events; many are dangerous in a spreadsheet.
fn text() -> impl Strategy<Value = String> {
    let harm = prop::sample::select(vec![
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|'/c calc'!A0",
        "'=1",
        "\"",
        "\"\"",
        ",",
        ";",
        "a,b",
        "a\"b",
        "＝1",
        "\u{feff}=1",
        "ünï",
        "🦀",
        " =1",
        "-",
        "Eve;=1+1",
        "pc;=HYPERLINK(\"http://example.com\")",
        "a\";=1+1;\"",
        "x, =2+3,y",
        "'",
        "''=1",
        "\u{a0}@SUM(A1)",
    ]);
    // Valid as any text of an event, at any length: the first character is visible, and there are no bidirectional
    // controls.
    let any = "[^\\p{Cc}\\p{Z}\u{2028}\u{2029}\u{202a}-\u{202e}\u{2066}-\u{2069}][^\\p{Cc}\u{2028}\u{2029}\u{202a}-\u{202e}\u{2066}-\u{2069}]{0,39}";
    let visible = |text: &String| text.chars().next().is_some_and(|c| Name::try_from(c.to_string()).is_ok());
    prop_oneof![harm.prop_map(str::to_owned), any.prop_filter("a visible first character", visible)]
}

fn unknown_type() -> EventType {
    "crm.contact.merged".parse().expect("a type")
}

/// Returns any event.
pub(crate) fn event() -> impl Strategy<Value = Event> {
    let who = (text(), prop::option::of(text()), prop::option::of("[a-z=+-]{1,9}@[a-z]{1,9}"));
    let targets = prop::collection::vec((text(), text(), prop::option::of(text())), 0..4);
    let facts = prop::collection::btree_map(text(), text(), 0..4);
    let details = (
        any::<Option<[u8; 16]>>(),
        prop::option::of(text()),
        prop::option::of((text(), prop::option::of(text()))),
    );
    let client = (prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    let when = 0..4_102_444_800_000_i64;
    (who, targets, facts, details, client, prop::option::of(text()), when, 0..120_usize).prop_map(
        |((id, name, email), targets, facts, (ip, isp, place), client, session, when, kind)| {
            let at = Timestamp::from_millis(when).expect("within bounds");
            let (device, app_version, user_agent) = client;
            Event {
                id: format!("e{when}").parse().expect("an id"),
                organization_id: "org_a".parse().expect("an id"),
                // One past the catalog: a type of a newer version.
                kind: Catalog::built_in()
                    .entries()
                    .get(kind)
                    .map_or_else(unknown_type, |entry| entry.id.clone()),
                occurred_at: at,
                recorded_at: at,
                expires_at: Timestamp::MAX,
                outcome: Outcome::ALL[kind % 4].into(),
                actor: Actor {
                    id: id.parse().expect("an id"),
                    name: name.map(|name| name.try_into().expect("a name")),
                    email: email.map(|email| email.try_into().expect("an address")),
                },
                targets: targets
                    .into_iter()
                    .map(|(kind, id, name)| Target {
                        kind: kind.chars().take(16).collect::<String>().try_into().expect("a type"),
                        id: id.chars().take(32).collect::<String>().parse().expect("an id"),
                        name: name.map(|name| name.try_into().expect("a name")),
                    })
                    .collect(),
                client: Client {
                    device: device
                        .map(|text| text.chars().take(32).collect::<String>().try_into().expect("a device")),
                    app_version: app_version
                        .map(|text| text.chars().take(32).collect::<String>().try_into().expect("a version")),
                    user_agent: user_agent.map(|text| text.try_into().expect("a user agent")),
                },
                details: Details::Collected {
                    ip: ip.map(std::net::IpAddr::from),
                    network: Network { isp, asn: Some(64_500) },
                    location: place.map(|(country, city)| Location { country, city, geohash: None }),
                },
                session_id: session
                    .map(|text| text.chars().take(32).collect::<String>().parse().expect("an id")),
                metadata: facts
                    .into_iter()
                    .map(|(key, value)| {
                        let key: String = key.chars().take(16).collect();
                        (key.try_into().expect("a key"), value.try_into().expect("a value"))
                    })
                    .collect::<BTreeMap<_, _>>(),
            }
        },
    )
}
