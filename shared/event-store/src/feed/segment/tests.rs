use serde_json::{Value, json};

use super::*;
use crate::FeedKey;

fn record(id: &str, kind: &str) -> FeedRecord {
    let body = json!({
        "id": id, "organization_id": "org_a", "type": kind, "source": kind.split('.').next(),
        "occurred_at": "2026-11-21T19:23:11.123Z", "recorded_at": "2026-11-21T19:23:12.000Z",
        "outcome": "success", "actor": { "id": "u" }, "targets": [], "client": {}, "details": "shown",
        "metadata": { "note": "a note" },
    });
    let body: event_model::EventBody = serde_json::from_value(body).expect("a body");
    FeedRecord::of(body.into_event(time("2026-12-21T19:23:11Z")).expect("an event")).expect("a record")
}

fn time(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

fn organization() -> OrganizationId {
    "org_a".parse().expect("an id")
}

fn segment(head: Option<&Segment>, ids: &[&str]) -> Segment {
    let records: Vec<_> = ids.iter().map(|id| record(id, "pass.item.read")).collect();
    Segment::after(head, &organization(), &records, time("2026-11-21T19:23:13Z")).expect("a segment")
}

fn ids(segment: &Segment) -> Vec<String> {
    let entries = segment.entries().expect("entries").into_iter();
    let id = |entry| match entry {
        FeedEntry::Event(event) => event.id.to_string(),
        FeedEntry::Unreadable { id, .. } => format!("unreadable {id}"),
    };
    entries.map(id).collect()
}

/// Returns the geohash of the only entry of a segment.
fn geohash(segment: &Segment) -> Option<String> {
    let entries = segment.entries().expect("entries");
    let [FeedEntry::Event(event)] = &entries[..] else { panic!("no event") };
    let event_model::Details::Collected { location, .. } = &event.details else { panic!("no details") };
    location.clone().expect("a location").geohash
}

/// Returns a segment with these lines.
fn with_lines(lines: &str, count: u16) -> Segment {
    Segment { body: deflate(lines.as_bytes()).expect("a body"), count, ..segment(None, &["e"]) }
}

#[test]
fn segment_item_reads_back() {
    let first = segment(None, &["e1", "e2"]);
    let second = segment(Some(&first), &["e3"]);
    for segment in [&first, &second] {
        assert_eq!(&Segment::from_item(segment.to_item().expect("an item")).expect("a segment"), segment);
    }
    assert_eq!((ids(&first), ids(&second)), (vec!["e1".into(), "e2".into()], vec!["e3".into()]));
    assert_eq!((first.number, second.number, first.count), (1, 2, 2));
    let keys: Vec<_> = first.keys().expect("keys").into_iter().map(|line| line.key).collect();
    assert_eq!(keys, ["e1", "e2"].map(|id| record(id, "pass.item.read").key));
}

#[test]
fn segment_geohash_is_beside_the_event() {
    let mut body = json!({
        "id": "e", "organization_id": "org_a", "type": "pass.item.read", "source": "pass",
        "occurred_at": "2026-11-21T19:23:11.123Z", "recorded_at": "2026-11-21T19:23:12.000Z",
        "outcome": "success", "actor": { "id": "u" }, "targets": [], "details": "shown", "metadata": {},
        "client": { "location": { "country": "CH", "city": "Zürich" } },
    });
    let line = |body: &Value, geohash: Value| {
        json!({ "event": body, "expires_at": 1_797_000_000, "geohash": geohash }).to_string() + "\n"
    };
    let read = with_lines(&line(&body, json!("u0qj6")), 1);
    assert_eq!(geohash(&read).as_deref(), Some("u0qj6"));
    let [FeedEntry::Event(event)] = &read.entries().expect("entries")[..] else { panic!("no event") };
    let written = FeedRecord::of((**event).clone()).expect("a record");
    let again = Segment::after(None, &organization(), &[written], time("2026-11-21T19:23:13Z"));
    assert_eq!(geohash(&again.expect("a segment")).as_deref(), Some("u0qj6"));
    // A line of an earlier version, and a public form that says more than it may.
    assert_eq!(geohash(&with_lines(&line(&body, json!(null)), 1)), None);
    body["client"]["location"]["geohash"] = json!("zzzzz");
    assert_eq!(geohash(&with_lines(&line(&body, json!(null)), 1)), None);
}

#[test]
fn segment_of_newer_version_reads_back() {
    let line = json!({
        "event": {
            "id": "e", "organization_id": "org_a", "type": "video.call.started", "source": "video",
            "occurred_at": "2026-11-21T19:23:11.123Z", "recorded_at": "2026-11-21T19:23:12.000Z",
            "outcome": "postponed", "actor": { "id": "u", "team": "t" }, "targets": [], "client": { "os": "x" },
            "details": "shown", "metadata": {}, "severity": 7,
        },
        "expires_at": 1_797_000_000, "signature": "s",
    });
    let lines = format!("{line}\n");
    let segment = with_lines(&lines, 1);
    let [FeedEntry::Event(event)] = &segment.entries().expect("entries")[..] else { panic!("no event") };
    assert_eq!((event.source(), event.kind.as_str()), ("video", "video.call.started"));
    assert_eq!(segment.keys().expect("keys")[0].key, FeedKey::of(event));

    // An attribute that this version does not know.
    let mut item = segment.to_item().expect("an item");
    item.insert("signature".to_owned(), crate::dynamodb::item::text("s"));
    assert_eq!(Segment::from_item(item).expect("a segment"), segment);
}

#[test]
fn segment_chain_covers_number_and_content() {
    let first = segment(None, &["e1"]);
    let second = segment(Some(&first), &["e2"]);
    assert!(first.follows(CHAIN_START).expect("lines"));
    assert!(second.follows(first.chain).expect("lines"));
    assert!(!second.follows(CHAIN_START).expect("lines"), "another segment before it");
    let renumbered = Segment { number: 3, ..second.clone() };
    assert!(!renumbered.follows(first.chain).expect("lines"));
    let replaced = Segment { body: segment(Some(&first), &["e3"]).body, ..second };
    assert!(!replaced.follows(first.chain).expect("lines"));
}

#[test]
fn segment_damaged_body_is_noticed() {
    let first = segment(None, &["e1"]);
    let whole = segment(Some(&first), &["e2", "e3", "e4"]);
    for at in 0..whole.body.len() {
        for bit in 0..8 {
            let mut damaged = whole.clone();
            damaged.body[at] ^= 1 << bit;
            // Deflate has no checksum: some damage leaves other lines, which the chain shows.
            let noticed = damaged.entries().is_err() || !damaged.follows(first.chain).unwrap_or(false);
            assert!(noticed || ids(&damaged) == ids(&whole), "bit {bit} of byte {at}");
        }
    }
}

#[test]
fn segment_error_names_organization_and_number() {
    let whole = segment(Some(&segment(None, &["e1"])), &["e2", "e3"]);
    let shorter = whole.body[..whole.body.len() / 2].to_vec();
    let damaged = [
        Segment { body: shorter, ..whole.clone() },
        Segment { body: Vec::new(), ..whole.clone() },
        Segment { count: 1, ..whole.clone() },
        Segment { count: 3, ..whole.clone() },
    ];
    let lines = ["{}\n", "{\"event\":7}\n", "no JSON\n", "\n", "{\"unreadable\":\"org_a\"}\n"];
    let damaged = damaged.into_iter().chain(lines.map(|line| Segment { number: 2, ..with_lines(line, 1) }));
    for segment in damaged {
        for error in [segment.entries().map(drop), segment.keys().map(drop)] {
            let error = error.expect_err("the segment is damaged");
            assert!(error.to_string().starts_with("the stored item org_a 2 cannot be read: "), "{error}");
        }
    }
}

#[test]
fn segment_item_without_attribute_is_an_error() {
    let item = segment(None, &["e1"]).to_item().expect("an item");
    for name in item.keys() {
        let mut less = item.clone();
        less.remove(name);
        assert!(matches!(Segment::from_item(less), Err(StoreError::Corrupt { .. })), "{name}");
    }
}

#[test]
fn segment_is_kept_as_long_as_its_youngest_event() {
    let now = time("2026-11-21T19:23:13Z");
    let record = record("e", "pass.item.read");
    let expiry = |expires_at: &[Timestamp]| {
        let records: Vec<_> = expires_at
            .iter()
            .map(|expires_at| FeedRecord { expires_at: *expires_at, ..record.clone() })
            .collect();
        Segment::after(None, &organization(), &records, now).expect("a segment").expires_at
    };
    let later = |days| now.plus(Duration::days(days));
    assert_eq!(expiry(&[later(8), later(30), later(9)]), later(30));
    // Until no delivery of its records can come again.
    assert_eq!(expiry(&[later(1), Timestamp::MIN]), later(7));
    assert_eq!(expiry(&[]), later(7));
}

#[test]
fn segment_maximum_never_falls() {
    let early = record("e", "pass.item.read");
    let late = FeedRecord { recorded_at: time("2026-11-22T00:00:00Z"), ..early.clone() };
    let now = time("2026-11-23T00:00:00Z");
    let after = |head: Option<&Segment>, records: &[FeedRecord]| {
        Segment::after(head, &organization(), records, now).expect("a segment")
    };
    let first = after(None, &[late.clone(), early.clone()]);
    assert_eq!(first.max_recorded_at, late.recorded_at);
    let second = after(Some(&first), std::slice::from_ref(&early));
    assert_eq!(second.max_recorded_at, late.recorded_at);
    assert_eq!(after(Some(&second), &[]).max_recorded_at, late.recorded_at);
    assert_eq!(after(None, std::slice::from_ref(&early)).max_recorded_at, early.recorded_at);
}

#[test]
fn unreadable_row_keeps_its_identity() {
    let image: Value =
        json!({ "pk": "org_a#pass#e#1", "r": 1_795_000_000_123_i64, "expires_at": 1_797_000_000 });
    let read = |image: &Value| {
        let item = to_item(image).expect("an item");
        FeedRecord::of_image("org_a#pass#e#1", item).expect("an organization")
    };
    let (first, again) = (read(&image), read(&image));
    assert!(first.unreadable.is_some());
    assert_eq!(first.record.key, again.record.key);
    let segment =
        Segment::after(None, &organization(), std::slice::from_ref(&first.record), first.record.recorded_at)
            .expect("one");
    assert_eq!(ids(&segment), ["unreadable e#1"]);
    assert_eq!(segment.keys().expect("keys")[0].key, first.record.key);
    // Without a time of recording, the time of occurrence decides how far the duplicate check looks back.
    let times = [
        (json!({ "sort_key": format!("2026-11-21T19:23:11.000Z#{:020x}", 7) }), "2026-11-21T19:18:11Z"),
        (json!({ "r": -1 }), "1970-01-01T00:00:00Z"),
        (json!({ "r": "text" }), "1970-01-01T00:00:00Z"),
        (json!({}), "1970-01-01T00:00:00Z"),
    ];
    for (image, recorded_at) in times {
        assert_eq!(read(&image).record.recorded_at, time(recorded_at), "{image}");
    }
}

#[test]
fn record_without_organization_is_an_error() {
    for pk in ["", "#", "org_a", "org_a#pass", "##e"] {
        let error = FeedRecord::of_image(pk, Item::new()).expect_err("there is no organization");
        assert_eq!(error.key, pk);
    }
}
