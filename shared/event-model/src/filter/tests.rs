//! Tests of filters over events.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    Actor, Catalog, Client, Details, EventQuery, Location, MetadataKey, MetadataValue, Network, QueryFilters,
    QueryUsers, RecordedOutcome, Target, Timestamp, fold,
};

/// Filters with values that events of [`events`] have, or nearly have.
const VALUES: [(&str, &[&str]); 11] = [
    ("user", &["u_ada", "u_bo", "u_eve"]),
    ("type", &["pass.item.read", "pass.item.*", "account.*", "pass.*", "monitor.*"]),
    ("source", &["pass", "account", "monitor"]),
    ("outcome", &["success", "failure", "blocked"]),
    ("ip", &["192.0.2.7", "192.0.2.0/24", "2001:db8::/32", "198.51.100.1"]),
    ("country", &["CH", "VN", "BR"]),
    ("isp", &["AS3303", "swisscom", "Swiss*", "AS1", "viettel*"]),
    ("device", &["iOS 18", "ios*", "Zurich phone", "Android*"]),
    ("session", &["s_1", "s_2"]),
    ("target", &["item:i_1", "i_1", "donnees", "Database", "vault:i_1"]),
    ("text", &["ada", "ZURICH", "item", "s_1", "tries", "2001", "nothing"]),
];

fn one_of<T: Clone + std::fmt::Debug + 'static>(values: &[T]) -> impl Strategy<Value = T> + use<T> {
    proptest::sample::select(values.to_vec())
}

fn maybe(texts: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    proptest::option::of(one_of(texts).prop_map(str::to_owned))
}

fn details() -> impl Strategy<Value = Details> {
    let ip = maybe(&["192.0.2.7", "192.0.2.8", "2001:db8::1", "203.0.113.9"]);
    let network = (maybe(&["Swisscom", "Viettel Group"]), proptest::option::of(one_of(&[1_u32, 3303])));
    let collected =
        (ip, network, maybe(&["CH", "VN", "ZZ"])).prop_map(|(ip, (isp, asn), country)| Details::Collected {
            ip: ip.map(|ip| ip.parse().expect("an address")),
            network: Network { isp, asn },
            location: country.map(|country| Location { country, city: None, geohash: None }),
        });
    prop_oneof![1 => Just(Details::NotCollected), 4 => collected]
}

/// Events of few values, so that filters match some of them.
fn events() -> impl Strategy<Value = Event> {
    let kinds = ["pass.item.read", "pass.item.created", "account.login.succeeded", "monitor.export.created"];
    let actor = (one_of(&["u_ada", "u_bo"]), maybe(&["Ada", "Bo Zürich"]));
    let client = (maybe(&["iOS 18", "iOS 18.2", "Zürich Phone"]), maybe(&["1.2"]), maybe(&["Firefox"]));
    let target =
        (one_of(&["item", "vault"]), one_of(&["i_1", "i_2"]), maybe(&["Données", "Customer database"]));
    let metadata = proptest::option::of(one_of(&["Zürich", "3"]));
    (
        one_of(&kinds),
        one_of(&["success", "failure", "postponed"]),
        actor,
        proptest::collection::vec(target, 0..3),
        client,
        details(),
        maybe(&["s_1", "s_2"]),
        metadata,
    )
        .prop_map(|(kind, outcome, (id, name), targets, client, details, session, metadata)| Event {
            id: "e".parse().expect("an id"),
            organization_id: "org_a".parse().expect("an id"),
            kind: kind.parse().expect("a type"),
            occurred_at: Timestamp::MIN,
            recorded_at: Timestamp::MIN,
            expires_at: Timestamp::MAX,
            outcome: RecordedOutcome::parse(outcome),
            actor: Actor {
                id: id.parse().expect("an id"),
                name: name.map(crate::Name::recorded),
                email: None,
            },
            targets: targets
                .into_iter()
                .map(|(kind, id, name)| Target {
                    kind: crate::TargetType::recorded(kind.to_owned()),
                    id: id.parse().expect("an id"),
                    name: name.map(crate::Name::recorded),
                })
                .collect(),
            client: Client {
                device: client.0.map(crate::Device::recorded),
                app_version: client.1.map(crate::AppVersion::recorded),
                user_agent: client.2.map(crate::UserAgent::recorded),
            },
            details,
            session_id: session.map(|id| id.parse().expect("an id")),
            metadata: metadata
                .map(|text| {
                    let key = MetadataKey::recorded("tries".to_owned());
                    (key, MetadataValue::recorded(text.to_owned()))
                })
                .into_iter()
                .collect::<BTreeMap<_, _>>(),
        })
}

/// Filters with their values, each at most once.
fn filters() -> impl Strategy<Value = BTreeMap<&'static str, Vec<&'static str>>> {
    let one = one_of(&VALUES)
        .prop_flat_map(|(name, values)| (Just(name), proptest::sample::subsequence(values.to_vec(), 1..=2)));
    proptest::collection::btree_map(0..4_u8, one, 0..4).prop_map(|filters| filters.into_values().collect())
}

/// Returns the filter of a query. Selectors of actors are ids.
fn filter(query: &serde_json::Value) -> EventFilter {
    let query: EventQuery = serde_json::from_value(query.clone()).expect("a query");
    let ids = |filters: &QueryFilters| filters.users.iter().filter_map(crate::UserSelector::id).collect();
    let include = (!query.include.users.is_empty()).then(|| ids(&query.include));
    let users = QueryUsers { include, exclude: ids(&query.exclude) };
    query.filter(Catalog::built_in(), users, TimeRange::ALL)
}

/// Returns every text of an event that is searched.
fn texts(event: &Event) -> Vec<String> {
    let entry = Catalog::built_in().get(&event.kind).expect("a type of the catalog");
    let mut texts = vec![event.actor.id.to_string(), entry.id.to_string()];
    texts.extend([entry.label.to_string(), entry.description.to_string()]);
    texts.extend(event.actor.name.iter().map(ToString::to_string));
    let Client { device, app_version, user_agent } = &event.client;
    texts.extend(device.iter().map(ToString::to_string));
    texts.extend(app_version.iter().map(ToString::to_string));
    texts.extend(user_agent.iter().map(ToString::to_string));
    texts.extend(event.session_id.iter().map(ToString::to_string));
    for target in &event.targets {
        texts.extend([target.kind.to_string(), target.id.to_string()]);
        texts.extend(target.name.iter().map(ToString::to_string));
    }
    for (key, value) in &event.metadata {
        texts.extend([key.to_string(), value.to_string()]);
    }
    texts
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn filter_and_its_exclusion_partition_events(
        event in events(), (name, value) in one_of(&VALUES).prop_flat_map(|(name, values)| (Just(name), one_of(values)))
    ) {
        let included = filter(&json!({ name: [value] })).matches(&event);
        let excluded = filter(&json!({ format!("not.{name}"): [value] })).matches(&event);
        prop_assert!(included != excluded, "{} {}", name, value);
    }

    #[test]
    fn filter_of_query_is_that_of_its_parts(event in events(), include in filters(), exclude in filters()) {
        let mut query = serde_json::Map::new();
        for (name, values) in &include {
            query.insert((*name).to_owned(), json!(values));
        }
        for (name, values) in &exclude {
            query.insert(format!("not.{name}"), json!(values));
        }
        let has = |name: &str, value: &&str| filter(&json!({ name: [value] })).matches(&event);
        // Types and sources are listed together: both must hold for one type.
        let included = include.iter().all(|(name, values)| match *name {
            "text" => values.iter().all(|value| has(name, value)),
            _ => values.iter().any(|value| has(name, value)),
        });
        let excluded = exclude.iter().any(|(name, values)| values.iter().any(|value| has(name, value)));
        prop_assert_eq!(filter(&query.into()).matches(&event), included && !excluded);
    }

    #[test]
    fn filter_by_text_searches_each_text(event in events(), text in one_of(&["ada", "Zürich", "reveal", "1", "s_1", "item", "firefox", "18 z", "tries"])) {
        let expected = texts(&event).iter().any(|one| fold(one).contains(&fold(text)));
        prop_assert_eq!(filter(&json!({ "text": [text] })).matches(&event), expected);
    }

    #[test]
    fn filter_without_details_ignores_details(event in events(), details in details(), include in filters()) {
        let query = json!(include);
        let needs = serde_json::from_value::<EventQuery>(query.clone()).expect("a query").needs_details();
        let other = Event { details, ..event.clone() };
        let filter = filter(&query);
        prop_assert!(needs || filter.matches(&event) == filter.matches(&other));
    }
}

/// Returns an event of a type that the catalog does not have.
fn unknown(kind: &str) -> Event {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let tree = events().new_tree(&mut runner).expect("an event");
    Event { kind: kind.parse().expect("a type"), ..proptest::strategy::ValueTree::current(&tree) }
}

#[test]
fn exclusion_leaves_out_unknown_types() {
    let event = unknown("pass.item.teleported");
    for (name, value) in [("type", "pass.item.*"), ("source", "pass")] {
        assert!(!filter(&json!({ name: [value] })).matches(&event), "{name}");
        assert!(!filter(&json!({ format!("not.{name}"): [value] })).matches(&event), "{name}");
    }
    assert!(filter(&json!({ "not.source": ["account"], "not.type": ["pass.item.read"] })).matches(&event));
    assert!(filter(&json!({ "text": ["TELEPORT"] })).matches(&event));
}

#[test]
fn filter_admits_monitor_unless_left_out() {
    for (query, expected) in [
        (json!({}), true),
        (json!({ "type": ["monitor.*"] }), true),
        (json!({ "source": ["pass"] }), false),
        (json!({ "not.source": ["pass"] }), true),
        (json!({ "not.source": ["monitor"] }), false),
        (json!({ "not.type": ["monitor.*"] }), false),
        (json!({ "not.type": ["monitor.export.*"] }), true),
        (json!({ "not.text": ["monitor"] }), true),
    ] {
        assert_eq!(filter(&query).admits_monitor(), expected, "{query}");
    }
}
