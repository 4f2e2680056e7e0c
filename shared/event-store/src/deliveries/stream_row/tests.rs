use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;

use super::*;
use crate::deliveries::fixture::{ciphertext, minute, stream};
use crate::dynamodb::item::to_item;

fn item(stream: &Stream) -> Item {
    to_item(StreamItem::new(stream)).expect("an item")
}

/// Returns a stream with everything that a stream can have.
fn full_stream() -> Stream {
    let mut stream = stream(StreamKind::Splunk);
    stream.format = StreamFormat::Ocsf;
    stream.filters = serde_json::from_value(json!({
        "user": ["u_ada"], "type": ["pass.item.*"], "source": [], "ip": ["192.0.2.0/24"],
        "outcome": ["failure"], "country": ["CH"], "not.user": ["u_bo"], "from": null, "to": null,
    }))
    .expect("filters");
    stream.users = QueryUsers {
        include: Some(BTreeSet::from(["u#ada".parse().expect("a user id")])),
        exclude: BTreeSet::from(["u_bo".parse().expect("a user id")]),
    };
    stream.minimum_severity = Some(Severity::High);
    stream.secret = Some(ciphertext());
    stream.previous_secret = Some((Ciphertext(vec![0, 255]), minute(60)));
    stream.version = 7;
    stream
}

#[test]
fn stream_row_reads_back() {
    let users = QueryUsers { include: Some(BTreeSet::new()), exclude: BTreeSet::new() };
    let nobody = Stream { users, ..full_stream() };
    let streams = StreamKind::ALL.map(stream).into_iter().chain([full_stream(), nobody]);
    for stream in streams {
        assert_eq!(read_stream(item(&stream)).expect("a row"), Some(stream));
    }
}

#[test]
fn stream_row_of_first_version_reads() {
    for (ip, expected) in [
        (AttributeValue::S("192.0.2.0/24".to_owned()), json!(["192.0.2.0/24"])),
        (AttributeValue::Null(true), json!([])),
    ] {
        let mut old = item(&stream(StreamKind::Webhook));
        old.remove("excluded_users").expect("the attribute");
        let Some(AttributeValue::M(filters)) = old.get_mut("filters") else { panic!("no filters") };
        filters.insert("ip".to_owned(), ip).expect("the filter");
        let read = read_stream(old).expect("a row").expect("a stream");
        let filters = serde_json::to_value(&read.filters).expect("JSON");
        assert_eq!((&filters["ip"], read.users), (&expected, QueryUsers::default()));
    }
}

#[test]
fn stream_row_sets_every_attribute() {
    let names = |stream: &Stream| item(stream).into_keys().collect::<BTreeSet<_>>();
    assert_eq!(names(&stream(StreamKind::Slack)), names(&full_stream()), "a write would leave an old value");
}

#[test]
fn stream_row_has_secrets_as_bytes() {
    let item = item(&full_stream());
    for name in ["secret", "previous_secret"] {
        assert!(matches!(item[name], AttributeValue::B(_)), "{name}");
    }
    assert!(!format!("{:?}", full_stream()).contains("255"), "a secret must not be logged");
}

#[test]
fn stream_row_of_newer_version_is_left_out() {
    let mut newer = item(&full_stream());
    newer.insert("zz".to_owned(), AttributeValue::S("new".to_owned()));
    assert_eq!(read_stream(newer.clone()).expect("a row"), Some(full_stream()));
    let kind = AttributeValue::M([("kind".to_owned(), AttributeValue::S("pigeon".to_owned()))].into());
    for (name, value) in [("destination", kind), ("format", AttributeValue::S("leef".to_owned()))] {
        let mut newer = newer.clone();
        newer.insert(name.to_owned(), value);
        assert_eq!(read_stream(newer).expect("a row"), None, "{name}");
    }
}

#[test]
fn stream_row_unreadable_names_key_and_attribute() {
    let kind = AttributeValue::M([("kind".to_owned(), AttributeValue::S("webhook".to_owned()))].into());
    let filters = AttributeValue::M([("color".to_owned(), AttributeValue::L(Vec::new()))].into());
    for (name, value) in
        [("destination", kind), ("filters", filters), ("version", AttributeValue::Null(true))]
    {
        let mut broken = item(&full_stream());
        broken.insert(name.to_owned(), value);
        let error = read_stream(broken).expect_err("an error").to_string();
        let key = "STREAMS#org_northwind STREAM#0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11";
        assert!(error.contains(key) && error.contains(name), "{error}");
    }
}
