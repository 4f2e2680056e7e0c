//! Pages, the feed, exports, summaries and own pages select the same events by every filter.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use support::app::{ADMIN, As, MEMBER, TestApp, text};
use support::events::{varied, with};

/// Filters as parameters, and whether a shown event matches them.
type Case = (&'static [(&'static str, &'static str)], fn(&Value) -> bool);

fn is(event: &Value, pointer: &str, value: &str) -> bool {
    event.pointer(pointer).and_then(Value::as_str) == Some(value)
}

fn begins(event: &Value, pointer: &str, start: &str) -> bool {
    event.pointer(pointer).and_then(Value::as_str).is_some_and(|text| text.starts_with(start))
}

fn target(event: &Value, id: &str) -> bool {
    event["targets"].as_array().is_some_and(|targets| targets.iter().any(|target| target["id"] == id))
}

const CASES: &[Case] = &[
    (&[("country", "BR")], |e| is(e, "/client/location/country", "BR")),
    (&[("country", "NO"), ("country", "CH")], |e| {
        is(e, "/client/location/country", "NO") || is(e, "/client/location/country", "CH")
    }),
    (&[("not.country", "CH")], |e| !is(e, "/client/location/country", "CH")),
    (&[("isp", "AS64500")], |e| e["client"]["asn"] == 64500),
    (&[("isp", "alpenlicht*"), ("not.device", "ios 18.2")], |e| {
        begins(e, "/client/isp", "Alpenlicht") && !is(e, "/client/device", "iOS 18.2")
    }),
    (&[("not.isp", "as64500")], |e| e["client"]["asn"] != 64500),
    (&[("ip", "192.0.2.1"), ("ip", "192.0.2.65")], |e| {
        is(e, "/client/ip", "192.0.2.1") || is(e, "/client/ip", "192.0.2.65")
    }),
    (&[("ip", "192.0.2.1"), ("ip", "192.0.2.64/28")], |e| {
        is(e, "/client/ip", "192.0.2.1") || begins(e, "/client/ip", "192.0.2.6")
    }),
    (&[("ip", "192.0.2.1"), ("not.user", "u_ada")], |e| {
        is(e, "/client/ip", "192.0.2.1") && !is(e, "/actor/id", "u_ada")
    }),
    (&[("not.ip", "192.0.2.0/24")], |e| !begins(e, "/client/ip", "192.0.2.")),
    (&[("device", "IOS*")], |e| begins(e, "/client/device", "iOS")),
    (&[("device", "zurich phone")], |e| is(e, "/client/device", "Zürich Phone")),
    (&[("session", "s_1"), ("session", "s_3")], |e| {
        is(e, "/session_id", "s_1") || is(e, "/session_id", "s_3")
    }),
    (&[("not.session", "s_1")], |e| !is(e, "/session_id", "s_1")),
    (&[("target", "vault:v_1")], |e| target(e, "v_1")),
    (&[("target", "donnees")], |e| target(e, "v_2")),
    (&[("not.target", "v_1"), ("user", "u_ada")], |e| !target(e, "v_1") && is(e, "/actor/id", "u_ada")),
    (&[("text", "données"), ("text", "IOS")], |e| target(e, "v_2") && begins(e, "/client/device", "iOS")),
    (&[("text", "wrong password")], |e| is(e, "/type", "account.login.failed_password")),
    (&[("not.text", "login"), ("not.outcome", "blocked")], |e| {
        !begins(e, "/type", "account.login.") && !is(e, "/outcome", "blocked")
    }),
    (&[("text", "192.0.2")], |_| false),
    (&[("text", "Alpenlicht")], |_| false),
    (&[("type", "account.login.failed_password"), ("not.country", "CH")], |e| {
        is(e, "/type", "account.login.failed_password") && !is(e, "/client/location/country", "CH")
    }),
    (&[("not.type", "pass.*"), ("not.source", "vpn")], |e| begins(e, "/type", "account.")),
    (&[("user", "u_ada"), ("not.user", "u_ada")], |_| false),
];

/// Returns events that differ in every property that a filter selects by.
fn sent(organization: &str, count: usize) -> Vec<Value> {
    let addresses = ["192.0.2.1", "192.0.2.65", "192.0.2.66", "203.0.113.7"];
    let devices = ["iOS 18", "iOS 18.2", "Zürich Phone", "Firefox on Linux"];
    let targets = [("v_1", "Engineering"), ("v_2", "Données clients"), ("v_3", "Backup")];
    let events = varied(organization, count).into_iter().enumerate().map(|(n, event)| {
        let (id, name) = targets[n % targets.len()];
        let event = with(event, "/targets", json!([{ "type": "vault", "id": id, "name": name }]));
        let event = with(event, "/session_id", json!(format!("s_{}", n % 5)));
        let event = with(event, "/client/device", json!(devices[(n / 3) % devices.len()]));
        match event["client"]["ip"].is_string() {
            true => with(event, "/client/ip", json!(addresses[(n / 7) % addresses.len()])),
            false => event,
        }
    });
    events.collect()
}

/// Returns the ids of events, without those of the monitor.
fn ids(events: &[Value]) -> BTreeSet<&str> {
    events.iter().filter(|event| event["source"] != "monitor").map(|event| text(&event["id"])).collect()
}

fn query(filters: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(filters).finish()
}

/// Returns every event of the feed that matches.
async fn feed(app: &TestApp, filters: &str) -> Vec<Value> {
    let (mut events, mut position) = (Vec::new(), "start=beginning".to_owned());
    loop {
        let page = app.get(&ADMIN, &format!("/v1/feed?{position}&limit=1000&{filters}")).await.expect(200);
        events.extend(page["events"].as_array().expect("events").iter().cloned());
        if page["has_more"] == false {
            return events;
        }
        position = format!("cursor={}", text(&page["cursor"]));
    }
}

async fn total(app: &TestApp, who: &As, path: &str, filters: &str) -> u64 {
    let body = app.get(who, &format!("{path}/summary?{filters}&not.source=monitor")).await.expect(200);
    assert_eq!(body["complete"], true, "{filters}");
    body["total"].as_u64().expect("a number")
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_select_the_same_events_everywhere() {
    let app = TestApp::start_without_deliveries().await;
    let sent = sent(&app.organization, 300);
    app.record(&sent).await;
    let all = app.all_events(&ADMIN, "/v1/events", "limit=1000").await;
    assert_eq!(ids(&all).len(), sent.len());
    // The feed has them a little later.
    for _ in 0..200 {
        if ids(&feed(&app, "").await).len() == sent.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for (filters, matches) in CASES {
        let expected: BTreeSet<&str> =
            all.iter().filter(|event| matches(event)).map(|event| text(&event["id"])).collect();
        let query = query(filters);
        let page = app.all_events(&ADMIN, "/v1/events", &format!("limit=70&{query}")).await;
        assert_eq!(ids(&page), expected, "page {query}");
        assert_eq!(ids(&feed(&app, &query).await), expected, "feed {query}");
        assert_eq!(total(&app, &ADMIN, "/v1/events", &query).await, expected.len() as u64, "summary {query}");
    }
    // Queries with many values each, so that few exports show every filter.
    for (filters, matches) in CASES.iter().step_by(3) {
        let mut body = serde_json::Map::new();
        for (name, value) in *filters {
            let values = body.entry((*name).to_owned()).or_insert_with(|| json!([]));
            values.as_array_mut().expect("a list").push(json!(value));
        }
        let exported = app.export_events(&ADMIN, &body.clone().into()).await;
        let expected: BTreeSet<&str> =
            all.iter().filter(|event| matches(event)).map(|event| text(&event["id"])).collect();
        assert_eq!(ids(&exported), expected, "export {body:?}");
    }
}

#[tokio::test]
async fn own_filters_select_own_events_only() {
    let app = TestApp::start_without_deliveries().await;
    let mut sent = sent(&app.organization, 120);
    for event in &mut sent[..60] {
        event["actor"]["id"] = "u_member".into();
    }
    app.record(&sent).await;
    let all = app.all_events(&ADMIN, "/v1/events", "limit=1000").await;
    for (filters, matches) in
        CASES.iter().filter(|(filters, _)| filters.iter().all(|(name, _)| !name.ends_with("user")))
    {
        let expected: BTreeSet<&str> = all
            .iter()
            .filter(|event| event["actor"]["id"] == "u_member" && matches(event))
            .map(|event| text(&event["id"]))
            .collect();
        let query = query(filters);
        let page = app.all_events(&MEMBER, "/v1/me/events", &format!("limit=25&{query}")).await;
        assert_eq!(ids(&page), expected, "page {query}");
        assert_eq!(
            total(&app, &MEMBER, "/v1/me/events", &query).await,
            expected.len() as u64,
            "summary {query}"
        );
    }
    for name in ["user", "not.user"] {
        let path = format!("/v1/me/events?{name}=u_ada");
        assert_eq!(app.get(&MEMBER, &path).await.invalid_parameter(), name);
    }
    // The export of a member ignores filters of actors.
    let filters = json!({ "user": "u_ada", "not.user": "u_member", "not.device": "iOS*" });
    let exported = app.export_events(&MEMBER, &filters).await;
    assert!(!exported.is_empty() && exported.iter().all(|event| event["actor"]["id"] == "u_member"));
}
