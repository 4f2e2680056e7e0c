//! Bad input gets an error that names the field, and costs nothing else.

use chrono::{Duration, SecondsFormat, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use support::app::{ADMIN, As, TestApp};
use support::events::{event, with, without};

#[tokio::test]
async fn every_fault_is_named_and_costs_no_other_event() {
    let app = TestApp::start().await;
    let org = app.organization.clone();
    let good = |id: &str| event(&org, id);
    let time = |minutes: i64| {
        json!((Utc::now() + Duration::minutes(minutes)).to_rfc3339_opts(SecondsFormat::Millis, true))
    };
    let long = |bytes: usize| json!("x".repeat(bytes));
    let many_targets: Vec<Value> = (0..11).map(|n| json!({ "type": "item", "id": n.to_string() })).collect();
    let many_keys: Value =
        (0..21).map(|n| (n.to_string(), json!("v"))).collect::<serde_json::Map<_, _>>().into();
    let cases: Vec<(Value, &str, &str)> = vec![
        (json!("text"), "", "is not an object"),
        (without(good("f"), "/id"), "/id", "is missing"),
        (with(good("f"), "/id", json!("no spaces")), "/id", "has a character other than A-Z a-z 0-9 . _ : -"),
        (with(good("f"), "/id", long(129)), "/id", "is longer than 128 bytes"),
        (with(good("f"), "/id", json!(7)), "/id", "is not a string"),
        (without(good("f"), "/organization_id"), "/organization_id", "is missing"),
        (
            with(good("f"), "/organization_id", json!("a#b")),
            "/organization_id",
            "has a character other than A-Z a-z 0-9 _ -",
        ),
        (
            with(good("f"), "/organization_id", json!("org_unheard_of")),
            "/organization_id",
            "is not a known organization",
        ),
        (
            with(good("f"), "/type", json!("pass.item.painted")),
            "/type",
            "is not a type of the catalogue (GET /v1/event-types)",
        ),
        (
            with(good("f"), "/type", json!("monitor.disabled")),
            "/type",
            "is written by the activity monitor itself only",
        ),
        (
            with(good("f"), "/occurred_at", json!("yesterday")),
            "/occurred_at",
            "is not an RFC 3339 time such as 2026-11-21T19:23:11.123Z, between the years 1970 and 9999",
        ),
        (with(good("f"), "/occurred_at", time(6)), "/occurred_at", "is more than 5 minutes in the future"),
        (
            with(good("f"), "/occurred_at", time(-401 * 24 * 60)),
            "/occurred_at",
            "is older than the 400 days that events are kept",
        ),
        (
            with(good("f"), "/outcome", json!("maybe")),
            "/outcome",
            "is not one of success, failure, attempt, blocked",
        ),
        (without(good("f"), "/actor"), "/actor", "is missing"),
        (without(good("f"), "/actor/id"), "/actor/id", "is missing"),
        (with(good("f"), "/actor/name", long(257)), "/actor/name", "is longer than 256 bytes"),
        (with(good("f"), "/actor/name", json!("a\u{7}b")), "/actor/name", "has a control character"),
        (with(good("f"), "/actor/name", json!("a\u{2028}b")), "/actor/name", "has a control character"),
        (with(good("f"), "/actor/name", json!("")), "/actor/name", "is empty"),
        (
            with(good("f"), "/actor/name", json!("Ada\u{202e}nimda")),
            "/actor/name",
            "has a bidirectional control character (U+202A to U+202E, U+2066 to U+2069)",
        ),
        (with(good("f"), "/actor/name", json!("\u{200b} ")), "/actor/name", "has no visible character"),
        (with(good("f"), "/actor/id", json!("\u{200b}")), "/actor/id", "has no visible character"),
        (
            with(good("f"), "/actor/id", json!("u\u{2066}")),
            "/actor/id",
            "has a character other than printable characters",
        ),
        (
            with(good("f"), "/metadata/k", json!("a\u{2069}")),
            "/metadata/k",
            "has a bidirectional control character (U+202A to U+202E, U+2066 to U+2069)",
        ),
        (with(good("f"), "/targets/0/name", json!("\u{a0}")), "/targets/0/name", "has no visible character"),
        (with(good("f"), "/id", json!(".")), "/id", "cannot be \".\" or \"..\""),
        (with(good("f"), "/id", json!("..")), "/id", "cannot be \".\" or \"..\""),
        (with(good("f"), "/actor/email", json!("ada")), "/actor/email", "is not an e-mail address"),
        (
            with(good("f"), "/actor/email", json!(format!("{}@x", "a".repeat(320)))),
            "/actor/email",
            "is longer than 320 bytes",
        ),
        (with(good("f"), "/actor/phone", json!("1")), "/actor/phone", "is not a field of an event"),
        (with(good("f"), "/targets", json!(many_targets)), "/targets", "has more than 10 targets"),
        (with(good("f"), "/targets", json!([{ "type": "item" }])), "/targets/0/id", "is missing"),
        (with(good("f"), "/client/ip", json!("203.0.113")), "/client/ip", "is not an IPv4 or IPv6 address"),
        (with(good("f"), "/client/device", long(129)), "/client/device", "is longer than 128 bytes"),
        (
            with(good("f"), "/client/app_version", long(129)),
            "/client/app_version",
            "is longer than 128 bytes",
        ),
        (with(good("f"), "/client/user_agent", long(513)), "/client/user_agent", "is longer than 512 bytes"),
        (with(good("f"), "/client/isp", json!("Init7")), "/client/isp", "is not a field of an event"),
        (
            with(good("f"), "/client/location", json!({ "country": "CH" })),
            "/client/location",
            "is not a field of an event",
        ),
        (with(good("f"), "/metadata", many_keys), "/metadata", "has more than 20 keys"),
        (with(good("f"), "/metadata/count", json!(7)), "/metadata/count", "is not a string"),
        (with(good("f"), "/metadata/a~1b", json!(7)), "/metadata/a~01b", "is not a string"),
        (with(good("f"), "/metadata/k", long(513)), "/metadata/k", "is longer than 512 bytes"),
        (with(good("f"), "/recorded_at", time(0)), "/recorded_at", "is not a field of an event"),
    ];
    // Each has an id of its own, unless that is what is wrong with it: what repeats another's id is judged
    // after it, not beside it.
    let mut events: Vec<Value> = cases.iter().map(|(event, _, _)| event.clone()).collect();
    for (index, event) in events.iter_mut().enumerate() {
        if event.get("id").is_some_and(|id| id == "f") {
            event["id"] = json!(format!("f{index}"));
        }
    }
    events.insert(0, good("first"));
    events.push(good("last"));

    let body = app.post_events(&events).await.expect(200);

    let results = body["results"].as_array().expect("results");
    assert_eq!(results.len(), events.len());
    assert_eq!(results[0], json!({ "id": "first", "status": "recorded" }));
    assert_eq!(results[results.len() - 1], json!({ "id": "last", "status": "recorded" }));
    for (result, (_, pointer, message)) in results[1..].iter().zip(&cases) {
        assert_eq!(result["status"], "rejected", "{pointer}: {result}");
        assert_eq!(result["errors"], json!([{ "pointer": pointer, "message": message }]));
    }
    let ids: Vec<Value> = app.all_events(&ADMIN, "/v1/events", "").await;
    assert_eq!(ids.len(), 2, "nothing that was rejected is stored");
}

#[tokio::test]
async fn all_faults_of_an_event_are_named_at_once() {
    let app = TestApp::start().await;
    let broken =
        json!({ "id": "", "type": "x", "occurred_at": 5, "actor": { "email": "x" }, "colour": "red" });
    let body = app.post_events(&[broken]).await.expect(200);
    let pointers: Vec<&str> = body["results"][0]["errors"]
        .as_array()
        .expect("errors")
        .iter()
        .filter_map(|error| error["pointer"].as_str())
        .collect();
    let expected =
        ["/id", "/organization_id", "/type", "/occurred_at", "/actor/id", "/actor/email", "/colour"];
    assert_eq!(pointers, expected);
}

#[tokio::test]
async fn a_body_of_another_form_is_refused_as_a_whole() {
    let app = TestApp::start().await;
    let one = event(&app.organization, "e");
    let many = json!({ "events": vec![one.clone(); 501] }).to_string();
    let cases = [
        ("", "", "is not JSON"),
        ("{\"events\":", "", "is not JSON"),
        ("[]", "", "is not an object"),
        ("{}", "/events", "is missing"),
        ("{\"events\":[]}", "/events", "must contain 1 to 500 events"),
        (&many, "/events", "must contain 1 to 500 events"),
        ("{\"events\":{}}", "/events", "is not an array"),
        ("{\"events\":[1],\"dry_run\":true}", "/dry_run", "is not a field of this request"),
        ("{\"events\":[1],\"events\":[2]}", "/events", "is duplicated"),
        ("{\"events\":[1,]}", "", "is not JSON"),
    ];
    for (body, pointer, message) in cases {
        let answer = app.send_raw(&As::Product, Method::POST, "/v1/events", body.to_owned()).await;
        let errors = answer.body["errors"].clone();
        assert_eq!(answer.problem(400), "invalid_request");
        assert_eq!(errors[0]["pointer"], pointer, "{errors}");
        assert!(errors[0]["message"].as_str().is_some_and(|text| text.starts_with(message)), "{errors}");
    }
    let invalid_utf8 = b"{\"events\":[1]\xff}".to_vec();
    let answer = app.send_raw(&As::Product, Method::POST, "/v1/events", invalid_utf8).await;
    assert_eq!(answer.problem(400), "invalid_request");
    let large = format!("{{\"events\":[\"{}\"]}}", "x".repeat(1024 * 1024));
    let answer = app.send_raw(&As::Product, Method::POST, "/v1/events", large).await;
    assert_eq!(answer.problem(413), "payload_too_large");
    assert_eq!(app.all_events(&ADMIN, "/v1/events", "").await, Vec::<Value>::new());
}
