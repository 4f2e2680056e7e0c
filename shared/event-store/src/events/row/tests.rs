use serde_json::{Value, json};

use super::*;
use crate::dynamodb::item;

fn read_back(event: &Value, collect: bool) -> (Recording, Event) {
    let event = event_model::parse_event(&event.into()).expect("an event");
    let recording = Recording {
        expires_at: event.occurred_at.plus(chrono::Duration::days(400)),
        recorded_at: event.occurred_at.plus(chrono::Duration::milliseconds(357)),
        event,
        network: Network { isp: Some("Init7".to_owned()), asn: Some(13_030) },
        location: Some(Location {
            country: "CH".to_owned(),
            city: Some("Zürich".to_owned()),
            geohash: Some("u0qj9".to_owned()),
        }),
        collect,
        shards: Default::default(),
    };
    let item = item::to_item(EventItem::new(&recording)).expect("an item");
    let (_, event) = item::from_item::<EventItem>(item).and_then(EventItem::into_event).expect("an event");
    (recording, event)
}

#[test]
fn row_of_recording_reads_back() {
    let full = json!({
        "id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11", "organization_id": "org_a",
        "type": "pass.item.created", "occurred_at": "2026-11-21T19:23:11.000Z", "outcome": "blocked",
        "actor": { "id": "u#1", "name": "Ada", "email": "ada@a.example" },
        "targets": [
            { "type": "vault", "id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c12", "name": "Engineering" },
            { "type": "item", "id": "i" },
        ],
        "client": { "ip": "2001:db8::7", "device": "Firefox on Linux", "app_version": "web 5.2",
            "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" },
        "session_id": "0199F2C4-7D1E-7C3A-9A55-6F0F6A2B7C13",
        "metadata": { "a": "b", "c": "d" },
    });
    let least = json!({
        "id": "e", "organization_id": "org_a", "type": "account.reset",
        "occurred_at": "2026-11-21T19:23:11Z", "actor": { "id": "u" },
    });
    for (event, collect) in [(&full, true), (&full, false), (&least, true)] {
        let (Recording { event, network, location, recorded_at, expires_at, .. }, read) =
            read_back(event, collect);
        let details = match collect {
            true => Details::Collected { ip: event.ip, network, location },
            false => Details::NotCollected,
        };
        let written = Event {
            id: event.id,
            organization_id: event.organization_id,
            kind: event.kind,
            occurred_at: event.occurred_at,
            recorded_at,
            expires_at,
            outcome: event.outcome.into(),
            actor: event.actor,
            targets: event.targets,
            client: event.client,
            details,
            session_id: event.session_id,
            metadata: event.metadata,
        };
        assert_eq!(read, written);
    }
}

#[test]
fn row_of_catalog_event_is_one_write_unit() {
    // Ids of people, events, items and sessions are UUIDs, and a user agent is what a browser sends.
    let event = json!({
        "id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11", "organization_id": "org_northwind",
        "type": "account.reauthentication.succeeded", "occurred_at": "2026-11-21T19:23:11.123Z", "outcome": "blocked",
        "actor": { "id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c14", "name": "Katarzyna Ramachandran",
            "email": "katarzyna.ramachandran@northwind.example" },
        "targets": [
            { "type": "vault", "id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c12", "name": "Shared with everyone" },
            { "type": "item", "id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c15", "name": "Customer database" },
        ],
        "client": { "ip": "2001:db8:1234:5678:9abc:def0:1234:5678", "device": "Firefox on Windows",
            "app_version": "web 5.2.14",
            "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) \
                Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0" },
        "session_id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c13",
        "metadata": { "method": "browser_extension", "protocol": "WireGuard" },
    });
    let (recording, _) = read_back(&event, true);
    let item = item::to_item(EventItem::new(&recording)).expect("an item");
    let bytes = item::stored_bytes(&item);
    assert!(bytes <= 1_024, "{bytes} bytes");
}

/// Returns the smallest row of an event, in DynamoDB JSON.
fn least_row() -> Value {
    json!({
        "pk": { "S": "org_a#pass#e" },
        "sort_key": { "S": "2026-11-21T19:23:11.000Z#00000000000000000000" },
        "user_key": { "S": "org_a#u" },
        "type_key": { "S": "org_a#pass.item.created#0" },
        "expires_at": { "N": "1790000000" },
        "r": { "N": "1780000000000" },
    })
}

fn read(row: &Value) -> Result<Event, StoreError> {
    let item: serde_dynamo::Item = serde_json::from_value(row.clone()).expect("an item");
    item::from_item::<EventItem>(item.into())?.into_event().map(|(_, event)| event)
}

#[test]
fn row_of_newer_version_is_shown() {
    let mut row = least_row();
    row["pk"] = json!({ "S": "org_a#crm#id with spaces" });
    row["type_key"] = json!({ "S": "org_a#crm.contact.merged#0" });
    row["o"] = json!({ "S": "expired" });
    row["n"] = json!({ "S": "x".repeat(1_000) });
    let event = read(&row).expect("an event");
    assert_eq!((event.kind.as_str(), event.source()), ("crm.contact.merged", "crm"));
    assert_eq!((event.outcome.as_str(), event.id.as_str()), ("expired", "id with spaces"));
    assert_eq!(event.actor.name.map(|name| name.as_str().len()), Some(1_000));
}

#[test]
fn row_attributes_of_unknown_forms_are_skipped() {
    let mut row = least_row();
    for name in ["ip_key", "n", "e", "d", "a", "u", "s", "i", "as", "c", "ct", "g", "t", "m", "h", "zz"] {
        for value in [json!({ "NULL": true }), json!({ "SS": ["a"] }), json!({ "BOOL": true })] {
            row[name] = value;
            let event = read(&row).expect("an event");
            assert_eq!((event.actor.name, event.targets.len()), (None, 0), "{name}");
        }
    }
    row["t"] = json!({ "L": [{ "NULL": true }, { "M": {
        "t": { "S": "vault" }, "i": { "S": "v" }, "x": { "NS": ["1"] },
    } }] });
    row["m"] = json!({ "M": { "a": { "S": "b" }, "c": { "NULL": true } } });
    let event = read(&row).expect("an event");
    assert_eq!(event.targets.iter().map(|target| target.id.as_str()).collect::<Vec<_>>(), ["v"]);
    assert_eq!(event.metadata.keys().map(|key| key.as_str()).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn row_without_needed_attribute_names_its_key() {
    for name in ["sort_key", "user_key", "type_key", "expires_at", "r", "o", "nc"] {
        let mut row = least_row();
        row[name] = json!({ "NULL": true });
        let error = read(&row).expect_err("no event").to_string();
        assert!(error.contains("org_a#pass#e") && error.contains(name), "{error}");
    }
}
