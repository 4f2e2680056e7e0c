//! Pages hold exactly the events that match, each once, in order. The expected events come from the sent ones.

use std::net::IpAddr;

use event_model::Plan;
use serde_json::Value;

use support::app::{ADMIN, AUDITOR, MEMBER, TestApp, members};
use support::events::varied;

/// A query, and whether a sent event matches it.
type Case = (&'static str, fn(&Value) -> bool);

fn ip(event: &Value) -> Option<IpAddr> {
    event["client"]["ip"].as_str().and_then(|ip| ip.parse().ok())
}

fn is(event: &Value, pointer: &str, value: &str) -> bool {
    event.pointer(pointer).and_then(Value::as_str) == Some(value)
}

const CASES: &[Case] = &[
    ("", |_| true),
    ("user=u_ada", |e| is(e, "/actor/id", "u_ada")),
    ("user=u%231&user=u_zo%C3%AB", |e| is(e, "/actor/id", "u#1") || is(e, "/actor/id", "u_zoë")),
    ("user=u_nobody", |_| false),
    ("type=account.login.failed_password", |e| is(e, "/type", "account.login.failed_password")),
    ("type=account.login.*", |e| e["type"].as_str().is_some_and(|t| t.starts_with("account.login."))),
    ("type=pass.item.read&type=vpn.*", |e| {
        is(e, "/type", "pass.item.read") || is(e, "/type", "vpn.session.started")
    }),
    ("source=pass", |e| e["type"].as_str().is_some_and(|t| t.starts_with("pass."))),
    ("source=pass&type=vpn.*", |_| false),
    ("outcome=failure", |e| is(e, "/outcome", "failure")),
    ("outcome=failure&outcome=blocked", |e| is(e, "/outcome", "failure") || is(e, "/outcome", "blocked")),
    ("ip=203.0.113.7", |e| is(e, "/client/ip", "203.0.113.7")),
    ("ip=::ffff:203.0.113.7", |e| is(e, "/client/ip", "203.0.113.7")),
    ("ip=2001:0DB8:0:0::7", |e| is(e, "/client/ip", "2001:db8::7")),
    ("ip=203.0.113.0/24", |e| ip(e).is_some_and(|ip| ip.to_string().starts_with("203.0.113."))),
    ("ip=2001:db8::/32", |e| ip(e).is_some_and(|ip| ip.is_ipv6())),
    ("user=u_ada&type=pass.item.*&outcome=success&ip=203.0.113.0/24", |e| {
        is(e, "/actor/id", "u_ada")
            && e["type"].as_str().is_some_and(|t| t.starts_with("pass.item."))
            && is(e, "/outcome", "success")
            && ip(e).is_some_and(|ip| ip.to_string().starts_with("203.0.113."))
    }),
    ("ip=198.51.100.20&outcome=blocked", |e| {
        is(e, "/client/ip", "198.51.100.20") && is(e, "/outcome", "blocked")
    }),
];

/// Checks every case in both orders.
async fn check(app: &TestApp, sent: &[Value], limits: &[u32]) {
    for (query, matches) in CASES {
        for (order, limit) in
            ["desc", "asc"].iter().flat_map(|order| limits.iter().map(move |limit| (order, limit)))
        {
            let query = format!("{query}&order={order}&limit={limit}");
            let got = app.all_events(&AUDITOR, "/v1/events", &query).await;
            let times = members(&got, "occurred_at");
            assert!(times.is_sorted_by(|a, b| if *order == "desc" { a >= b } else { a <= b }), "{query}");
            let mut ids = members(&got, "id");
            let mut expected: Vec<&str> =
                sent.iter().filter(|event| matches(event)).filter_map(|event| event["id"].as_str()).collect();
            ids.sort_unstable();
            expected.sort_unstable();
            assert_eq!(ids, expected, "{query}");
        }
    }
}

#[tokio::test]
async fn pages_at_one_shard_are_exact() {
    let app = TestApp::start().await;
    let sent = varied(&app.organization, 400);
    app.record(&sent).await;
    check(&app, &sent, &[37, 1000]).await;
}

#[tokio::test]
async fn pages_while_shards_grow_are_exact() {
    let app = TestApp::start().await;
    let sent = varied(&app.organization, 400);
    for (part, shards) in sent.chunks(100).zip([1, 4, 16, 64]) {
        app.set_organization(Plan::BusinessSuite, shards).await;
        app.record(part).await;
    }
    check(&app, &sent, &[53]).await;
}

#[tokio::test]
async fn range_includes_from_and_excludes_to() {
    let app = TestApp::start().await;
    let sent = varied(&app.organization, 300);
    app.record(&sent).await;
    let time = |event: &Value| event["occurred_at"].as_str().expect("a time").to_owned();
    let mut times: Vec<String> = sent.iter().map(time).collect();
    times.sort();
    let (from, to) = (times[80].clone(), times[200].clone());
    let got = app.all_events(&ADMIN, "/v1/events", &format!("from={from}&to={to}&limit=29")).await;
    let inside = |event: &&Value| (from.as_str()..to.as_str()).contains(&time(event).as_str());
    assert_eq!(got.len(), sent.iter().filter(inside).count());
    assert!(got.iter().all(|event| inside(&event)));
    // The same moments in another offset are the same question.
    let elsewhere = from.replace('Z', "%2B00:00");
    let again = app.all_events(&ADMIN, "/v1/events", &format!("from={elsewhere}&to={to}")).await;
    assert_eq!(again, got);
}

#[tokio::test]
async fn list_own_events_has_no_others() {
    let app = TestApp::start().await;
    let mut sent = varied(&app.organization, 200);
    for event in &mut sent[..80] {
        event["actor"]["id"] = "u_member".into();
    }
    app.record(&sent).await;
    let got = app.all_events(&MEMBER, "/v1/me/events", "limit=31").await;
    assert_eq!(got.len(), 80);
    assert!(got.iter().all(|event| event["actor"]["id"] == "u_member"));
    assert_eq!(app.get(&MEMBER, "/v1/events").await.problem(403), "forbidden");
    assert_eq!(app.get(&MEMBER, "/v1/me/events?user=u_ada").await.invalid_parameter(), "user");
}
