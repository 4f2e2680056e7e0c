//! Tests of queries.

use serde_json::{Value, json};

use super::*;
use crate::{FieldError, json_object};

fn read(filters: &Value) -> Result<EventQuery, Vec<FieldError>> {
    json_object::read(&filters.into(), "a field", |filters| {
        EventQuery::from_json(filters, Catalog::built_in())
    })
}

/// Returns a value of a filter.
fn value_of(filter: &str) -> &'static str {
    match filter {
        "type" => "pass.item.*",
        "source" => "pass",
        "outcome" => "success",
        "ip" => "192.0.2.7",
        "country" => "CH",
        _ => "x",
    }
}

#[test]
fn event_query_one_text_reads_like_a_list() {
    let one = read(&json!({
        "user": "u1", "type": "pass.item.*", "source": "pass", "ip": "::ffff:192.0.2.7", "outcome": "success",
        "country": "CH", "isp": "as3303", "not.text": "Zürich", "from": "2026-11-21T20:00:00+01:00", "to": null,
    }))
    .expect("a query");
    let canonical = serde_json::to_value(&one).expect("JSON");
    let list = json!({
        "user": ["u1"], "type": ["pass.item.*"], "source": ["pass"], "ip": ["192.0.2.7"], "outcome": ["success"],
        "country": ["CH"], "isp": ["AS3303"], "not.text": ["Zürich"], "from": "2026-11-21T19:00:00.000Z", "to": null,
    });
    assert_eq!(canonical, list);
    assert_eq!(read(&list), Ok(one));
}

#[test]
fn event_query_reports_every_fault_by_pointer() {
    let faults = read(&json!({
        "user": 7, "type": ["pass.item.read", "pass.nothing"], "ip": "localhost", "usr~/": "u", "country": "ch",
        "not.country": ["CH", "Italy"], "not.color": "red", "isp": "*", "text": [" "],
        "from": "2026-01-02T00:00:00Z", "to": "2026-01-02T00:00:00Z",
    }))
    .expect_err("faults");
    let faults: Vec<_> = faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.message)).collect();
    assert_eq!(
        faults,
        [
            "/user is not a string",
            "/type/1 is not a type of the catalog (GET /v1/event-types)",
            "/ip is neither an IPv4 or IPv6 address nor a network such as 192.0.2.0/24 or 2001:db8::/32",
            "/country must be the code of a country in two capital letters, such as CH",
            "/isp must have a text before *",
            "/text/0 has no visible character",
            "/not.country/1 must be the code of a country in two capital letters, such as CH",
            "/to is not later than from",
            "/not.color is not a filter",
            "/usr~0~1 is not a filter",
        ]
    );
}

#[test]
fn event_query_json_form_is_canonical() {
    let canonical = json!({
        "user": ["ada@northwind.example", "u_ada"], "type": ["pass.item.*"], "source": ["pass"],
        "ip": ["192.0.2.0/24", "2001:db8::1"], "outcome": ["success"], "not.ip": ["192.0.2.9"],
        "from": "2026-11-21T19:00:00.000Z", "to": null,
    });
    let query: EventQuery = serde_json::from_value(json!({
        "user": ["u_ada", "ada@northwind.example", "u_ada"], "type": ["pass.item.*"], "source": ["pass"],
        "ip": ["2001:DB8::1", "::ffff:192.0.2.7/120"], "outcome": ["success"], "not.ip": "192.0.2.9",
        "from": "2026-11-21T20:00:00+01:00",
    }))
    .expect("a query");
    let json = serde_json::to_value(&query).expect("JSON");
    // Sets of addresses are sorted by kind: addresses before networks.
    let sorted = |mut json: Value| {
        json["ip"].as_array_mut().expect("a list").sort_by_key(Value::to_string);
        json
    };
    assert_eq!(sorted(json), sorted(canonical.clone()));
    assert_eq!(serde_json::from_value::<EventQuery>(canonical).expect("a query"), query);
}

#[test]
fn event_query_of_first_version_reads() {
    for (ip, expected) in [(json!(null), vec![]), (json!("192.0.2.0/24"), vec!["192.0.2.0/24"])] {
        let stored = json!({
            "user": ["u_ada"], "type": [], "source": [], "ip": ip, "outcome": ["failure"], "from": null, "to": null,
        });
        let query: EventQuery = serde_json::from_value(stored).expect("a query");
        let ips: Vec<String> = query.include.ips.iter().map(ToString::to_string).collect();
        let ips: Vec<&str> = ips.iter().map(String::as_str).collect();
        assert_eq!((ips, query.include.users.len(), query.exclude), (expected, 1, QueryFilters::default()));
    }
}

#[test]
fn event_query_of_each_filter_reads_back() {
    for name in EventQuery::FILTERS.into_iter().chain(EventQuery::EXCLUSIONS) {
        let value = value_of(name.strip_prefix("not.").unwrap_or(name));
        let query = read(&json!({ name: value })).unwrap_or_else(|faults| panic!("{name} {faults:?}"));
        let json = serde_json::to_value(&query).expect("JSON");
        assert_eq!(json[name], json!([value]), "{name}");
        assert_eq!(serde_json::from_value::<EventQuery>(json).expect("a query"), query, "{name}");
        assert_eq!(query.include == QueryFilters::default(), name.starts_with("not."), "{name}");
    }
}

#[test]
fn event_query_unreadable_value_is_an_error() {
    let empty = serde_json::to_value(EventQuery::default()).expect("JSON");
    for (name, value) in [
        ("user", json!([""])),
        ("type", json!(["pass*"])),
        ("source", json!(["Radio"])),
        ("ip", json!("localhost")),
        ("ip", json!(7)),
        ("outcome", json!(["maybe"])),
        ("country", json!(["ch"])),
        ("isp", json!(["*"])),
        ("device", json!([""])),
        ("session", json!([""])),
        ("target", json!([""])),
        ("text", json!([" "])),
        ("not.country", json!(["ch"])),
        ("from", json!("yesterday")),
        ("to", json!(7)),
        ("color", json!(["red"])),
        ("not.color", json!(["red"])),
        ("not.from", json!(null)),
    ] {
        let mut query = empty.clone();
        query[name] = value;
        assert!(serde_json::from_value::<EventQuery>(query).is_err(), "{name}");
    }
}

#[test]
fn event_query_filters_by_details_need_details() {
    assert!(!EventQuery::default().needs_details());
    for name in EventQuery::FILTERS.into_iter().chain(EventQuery::EXCLUSIONS) {
        let filter = name.strip_prefix("not.").unwrap_or(name);
        let query = read(&json!({ name: value_of(filter) })).expect("a query");
        let expected = if matches!(filter, "ip" | "country" | "isp") { vec![name] } else { vec![] };
        assert_eq!(query.detail_filters(), expected, "{name}");
        assert_eq!(query.needs_details(), !expected.is_empty(), "{name}");
    }
}

#[test]
fn event_query_own_has_no_filter_by_user() {
    let own = |filters: Value| {
        json_object::read(&(&filters).into(), "a field", |filters| {
            let Ok(query) =
                EventQuery::read_own(filters, Catalog::built_in(), &"u_ada".parse().expect("an id"));
            Some(query)
        })
    };
    let query = own(json!({ "not.type": "pass.*" })).expect("a query");
    assert_eq!((query.include.users.len(), query.exclude.types.len()), (1, 1));
    for name in ["user", "not.user"] {
        assert!(own(json!({ name: "u_bo" })).is_err(), "{name}");
    }
}
