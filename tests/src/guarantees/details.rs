//! Hidden details are not shown anywhere; details that are not collected are not stored; a geohash is never shown.

use std::time::Duration;

use event_model::{Details, Event};
use event_store::{Feed, FeedEntry};
use serde_json::{Value, json};
use support::app::{ADMIN, As, MEMBER, TestApp, members, text};
use support::events::{event, with};

/// An address that nothing else contains.
const ADDRESS: &str = "81.2.69.142";

/// An address of the demo in São Paulo, and the geohash of its city.
const KNOWN_ADDRESS: &str = "203.0.113.7";
const GEOHASH: &str = "6gyf4";

/// Returns the text of every response that tells of events, for every role.
async fn everything(app: &TestApp) -> String {
    let mut seen = String::new();
    for role in ["owner", "admin", "auditor"] {
        let who = As::Role(role);
        for path in [
            "/v1/events?limit=1",
            "/v1/events",
            "/v1/events/pass/e",
            "/v1/events/summary",
            "/v1/users?q=",
            "/v1/people?q=",
        ] {
            let answer = app.get(&who, path).await;
            seen.push_str(&format!("{:?} {}\n", answer.headers, answer.body));
            if let Some(cursor) = answer.body["next_cursor"].as_str() {
                let next = app.get(&who, &format!("{path}&cursor={cursor}")).await;
                seen.push_str(&next.body.to_string());
            }
        }
        for format in ["csv", "jsonl"] {
            seen.push_str(&app.export_text(&who, &json!({ "format": format })).await);
        }
    }
    let feed = app.get(&ADMIN, "/v1/feed?start=beginning").await;
    seen.push_str(&feed.body.to_string());
    for path in ["/v1/me/events", "/v1/me/events/summary"] {
        seen.push_str(&app.get(&MEMBER, path).await.body.to_string());
    }
    seen
}

async fn record(app: &TestApp, id: &str) -> Value {
    let event = with(event(&app.organization, id), "/client/ip", json!(ADDRESS));
    let event = with(event, "/actor/id", json!("u_member"));
    app.record(std::slice::from_ref(&event)).await;
    event
}

#[tokio::test]
async fn hidden_details_are_shown_nowhere_until_shown() {
    let app = TestApp::start().await;
    record(&app, "e").await;
    record(&app, "f").await;
    assert!(everything(&app).await.contains(ADDRESS));

    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    let seen = everything(&app).await;
    assert!(!seen.contains(ADDRESS), "{seen}");
    let hidden = app.get(&ADMIN, "/v1/events/pass/e").await.expect(200);
    assert_eq!(hidden["details"], "hidden");
    for member in ["ip", "isp", "asn", "location"] {
        assert_eq!(hidden["client"].get(member), None, "{member}");
    }
    app.patch_settings(&ADMIN, &json!({ "show_details": true })).await.expect(200);
    let shown = app.get(&ADMIN, "/v1/events/pass/e").await.expect(200);
    assert_eq!((&shown["details"], &shown["client"]["ip"]), (&json!("shown"), &json!(ADDRESS)));
}

/// Filters that match events by their details, with values that match much and little.
const DETAIL_FILTERS: [(&str, &str); 7] = [
    ("ip", ADDRESS),
    ("ip", "81.2.69.0/24"),
    ("ip", "0.0.0.0/0"),
    ("country", "GB"),
    ("isp", "AS20712"),
    ("isp", "Andrews*"),
    ("isp", "a*"),
];

#[tokio::test]
async fn hidden_details_cannot_be_probed_by_filters() {
    let app = TestApp::start().await;
    record(&app, "e").await;
    let stream =
        json!({ "name": "SIEM", "kind": "webhook", "destination": { "url": "https://siem.example/in" } });
    let id = text(&app.create_stream(&stream).await["id"]).to_owned();
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    for (filter, value) in DETAIL_FILTERS {
        for name in [filter.to_owned(), format!("not.{filter}")] {
            for (who, path) in [
                (As::Role("owner"), "/v1/events?"),
                (As::Role("admin"), "/v1/events/summary?"),
                (As::Role("auditor"), "/v1/feed?start=beginning&"),
                (As::Role("member"), "/v1/me/events?"),
                (As::Role("member"), "/v1/me/events/summary?"),
            ] {
                let answer = app.get(&who, &format!("{path}{name}={value}")).await;
                let detail = text(&answer.body["detail"]).to_owned();
                assert_eq!(answer.problem(403), "details_hidden", "{path} {name}");
                assert!(detail.ends_with(&format!("cannot be filtered by {name}")), "{detail}");
            }
            let filters = json!({ "filters": { &name: [value], "type": "pass.*" } });
            for who in [&ADMIN, &MEMBER] {
                assert_eq!(app.post_export(who, &filters).await.problem(403), "details_hidden", "{name}");
            }
            let mut stream = stream.clone();
            stream["filters"] = filters["filters"].clone();
            let created = app.post(&ADMIN, "/v1/streams", &stream).await;
            assert_eq!(created.problem(403), "details_hidden", "{name}");
            let changed = app.patch_stream(&ADMIN, &id, &filters).await;
            assert_eq!(changed.problem(403), "details_hidden", "{name}");
        }
    }
    // Searches do not read details: the address, its provider and its city are found neither way.
    for text in [ADDRESS, "81.2.69", "Andrews", "London", "GB"] {
        let found = app.all_events(&ADMIN, "/v1/events", &format!("text={text}")).await;
        assert!(found.is_empty(), "{text}");
        let left = app.all_events(&ADMIN, "/v1/events", &format!("not.text={text}")).await;
        assert_eq!(members(&left, "id"), ["e"], "{text}");
    }
}

#[tokio::test]
async fn details_not_collected_are_not_stored() {
    let app = TestApp::start().await;
    let is_stored = async || app.all_stored().await.concat().iter().any(|item| item.contains(ADDRESS));
    let found = async || {
        let events = app.all_events(&ADMIN, "/v1/events", &format!("ip={ADDRESS}")).await;
        members(&events, "id").join(" ")
    };
    app.patch_settings(&ADMIN, &json!({ "collect_details": false })).await.expect(200);
    let sent = record(&app, "e").await;
    assert!(!is_stored().await);
    let event = app.get(&ADMIN, "/v1/events/pass/e").await.expect(200);
    assert_eq!((&event["details"], event["client"].get("ip")), (&json!("not_collected"), None));
    assert_eq!(found().await, "");

    // Collecting again does not bring back the missing details; the same event is still the same.
    app.patch_settings(&ADMIN, &json!({ "collect_details": true })).await.expect(200);
    assert_eq!(app.statuses(&[sent]).await, ["duplicate"]);
    record(&app, "f").await;
    assert!(is_stored().await);
    assert_eq!(found().await, "f");
}

/// Returns the event `e` from the first segments of the feed, past the API.
async fn from_feed(app: &TestApp) -> Event {
    let feed = Feed::open(&app.aws(), "FeedTable");
    let mut number = 1;
    loop {
        let Some(segment) = feed.first_from(&app.organization_id(), number).await.expect("the feed answers")
        else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        for entry in segment.entries().expect("the segment can be read") {
            if let FeedEntry::Event(event) = entry
                && event.id.as_str() == "e"
            {
                return *event;
            }
        }
        number = segment.number + 1;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn geohash_is_kept_and_shown_nowhere() {
    let app = TestApp::start().await;
    let sent = with(event(&app.organization, "e"), "/client/ip", json!(KNOWN_ADDRESS));
    app.record(&[with(sent, "/actor/id", json!("u_member"))]).await;
    let stored = app.events(&app.organization).await.into_iter().find(|event| event.id.as_str() == "e");
    for event in [stored.expect("the event is stored"), from_feed(&app).await] {
        let Details::Collected { location: Some(location), .. } = event.details else {
            panic!("no location: {event:?}")
        };
        assert_eq!((location.country.as_str(), location.geohash.as_deref()), ("BR", Some(GEOHASH)));
    }
    let seen = everything(&app).await;
    assert!(seen.contains("São Paulo") && seen.contains("poll_after_seconds"), "{seen}");
    assert!(!seen.contains(GEOHASH) && !seen.contains("geohash"), "{seen}");
}
