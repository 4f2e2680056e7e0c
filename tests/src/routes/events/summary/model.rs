//! A summary has the same numbers as the rows that its filters list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use fastrand::Rng;
use serde_json::{Value, json};

use support::app::{ADMIN, TestApp, ago, text};
use support::events::{one, varied, with};

const FACETS: [&str; 9] = ["user", "type", "source", "outcome", "country", "isp", "ip", "device", "target"];

/// Filters that the events of [`varied`] match in part.
const FILTERS: [&str; 21] = [
    "user=u_ada",
    "user=u_grace&user=u%231",
    "user=0@northwind.example",
    "type=account.login.*",
    "type=pass.item.read&type=vpn.*",
    "source=pass",
    "source=account&source=vpn",
    "outcome=failure",
    "outcome=success&outcome=blocked",
    "ip=203.0.113.7",
    "ip=203.0.113.0/24",
    "ip=2001:db8::/32",
    "user=u_nobody",
    "type=monitor.*",
    "country=BR",
    "not.country=BR",
    "device=Device%203&device=Device%204",
    "not.type=pass.*",
    "target=vault:t3&target=t5",
    "not.ip=203.0.113.7",
    "text=grace",
];

/// Returns the values of a facet that a listed event has.
fn values(event: &Value, facet: &str) -> BTreeSet<String> {
    let member = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let value = match facet {
        "user" => member("/actor/id"),
        "country" => member("/client/location/country"),
        "isp" => event.pointer("/client/asn").map(|number| format!("AS{number}")),
        "ip" => member("/client/ip"),
        "device" => member("/client/device"),
        "target" => {
            let targets = event["targets"].as_array().expect("targets").iter();
            return targets
                .map(|target| format!("{}:{}", text(&target["type"]), text(&target["id"])))
                .collect();
        }
        name => member(&format!("/{name}")),
    };
    value.into_iter().collect()
}

/// Returns value, count and people of each value of a facet, as the rows have them.
fn expected(rows: &[Value], facet: &str) -> BTreeMap<String, (usize, usize)> {
    let mut actors: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for row in rows {
        for value in values(row, facet) {
            actors.entry(value).or_default().push(text(&row["actor"]["id"]));
        }
    }
    let counts = |actors: Vec<&str>| (actors.len(), actors.iter().collect::<BTreeSet<_>>().len());
    actors.into_iter().map(|(value, actors)| (value, counts(actors))).collect()
}

fn counted(body: &Value, facet: &str) -> BTreeMap<String, (usize, usize)> {
    let number = |value: &Value| usize::try_from(value.as_u64().expect("a number")).expect("a small one");
    let values = body["facets"][facet]["values"].as_array().expect("values").iter();
    values
        .map(|value| (text(&value["value"]).to_owned(), (number(&value["count"]), number(&value["people"]))))
        .collect()
}

fn is_failure(row: &&Value) -> bool {
    row["outcome"] == "failure" || row["outcome"] == "blocked"
}

#[tokio::test]
async fn summary_has_the_numbers_of_the_rows() {
    let app = TestApp::start().await;
    let mut random = Rng::with_seed(17);
    let sent = varied(&app.organization, 400).into_iter().map(|event| {
        let target = |n: u8| json!({ "type": one(&mut Rng::with_seed(n.into()), &["vault", "item"]), "id": format!("t{n}") });
        let targets: Vec<Value> = (0..random.u8(0..4)).map(|_| target(random.u8(0..12))).collect();
        let event = with(event, "/targets", json!(targets));
        with(event, "/client/device", json!(format!("Device {}", random.u8(0..9))))
    });
    let sent: Vec<Value> = sent.collect();
    app.record(&sent).await;
    let mut matched = 0;
    for _ in 0..24 {
        let mut query: Vec<String> =
            (0..random.usize(0..3)).map(|_| one(&mut random, &FILTERS).to_owned()).collect();
        // The events of three days ago are within 200 seconds.
        if random.bool() {
            let seconds = random.i64(0..150);
            query.push(format!("from={}", text(&json!(ago(Duration::days(3) - Duration::seconds(seconds))))));
        }
        let query = query.join("&");
        let rows = app.list(&ADMIN, &format!("/v1/events?limit=150&{query}"), "events").await;
        let path = format!("/v1/events/summary?facets={}&{query}", FACETS.join(","));
        let body = app.get(&ADMIN, &path).await.expect(200);
        assert_eq!(body["total"], rows.len(), "{query}");
        assert_eq!(body["failures"], rows.iter().filter(is_failure).count(), "{query}");
        for facet in FACETS {
            let expected = expected(&rows, facet);
            assert_eq!(body["facets"][facet]["distinct"], expected.len(), "{facet} of {query}");
            assert_eq!(counted(&body, facet), expected, "{facet} of {query}");
        }
        matched += usize::from((1..400).contains(&rows.len()));
    }
    assert!(matched >= 12, "{matched} filters matched some events and not all");
}
