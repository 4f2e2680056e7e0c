//! Events and bodies with faults.

use chrono::{Duration, SecondsFormat, Utc};
use reqwest::Method;
use serde_json::{Value, json};

use support::app::{ADMIN, As, TestApp, members};
use support::events::{event, with, without};

#[tokio::test]
async fn ingest_fault_is_named_and_costs_no_other_event() {
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
    let set = |pointer: &'static str, value: Value, message: &'static str| {
        (with(good("f"), pointer, value), pointer, message)
    };
    let missing = |pointer: &'static str| (without(good("f"), pointer), pointer, "is missing");
    let cases: Vec<(Value, &str, &str)> = vec![
        (json!("text"), "", "is not an object"),
        missing("/id"),
        set("/id", json!("no spaces"), "has a character other than A-Z a-z 0-9 . _ : -"),
        set("/id", long(129), "is longer than 128 bytes"),
        set("/id", json!(7), "is not a string"),
        missing("/organization_id"),
        set("/organization_id", json!("a#b"), "has a character other than A-Z a-z 0-9 _ -"),
        set("/organization_id", json!("org_unheard_of"), "is not a known organization"),
        set("/type", json!("pass.item.painted"), "is not a type of the catalog (GET /v1/event-types)"),
        set("/type", json!("monitor.disabled"), "is written by the activity monitor itself only"),
        set(
            "/occurred_at",
            json!("yesterday"),
            "is not an RFC 3339 time such as 2026-11-21T19:23:11.123Z, between the years 1970 and 9999",
        ),
        set("/occurred_at", time(6), "is more than 5 minutes in the future"),
        set("/occurred_at", time(-401 * 24 * 60), "is older than the 400 days that events are kept"),
        set("/outcome", json!("maybe"), "must be one of success, failure, attempt, blocked"),
        missing("/actor"),
        missing("/actor/id"),
        set("/actor/name", long(257), "is longer than 256 bytes"),
        set("/actor/name", json!("a\u{7}b"), "has a control character"),
        set("/actor/name", json!("a\u{2028}b"), "has a control character"),
        set("/actor/name", json!(""), "is empty"),
        set(
            "/actor/name",
            json!("Ada\u{202e}nimda"),
            "has a bidirectional control character (U+202A to U+202E, U+2066 to U+2069)",
        ),
        set("/actor/name", json!("\u{200b} "), "has no visible character"),
        set("/actor/id", json!("\u{200b}"), "has no visible character"),
        set("/actor/id", json!("u\u{2066}"), "has a character other than printable characters"),
        set(
            "/metadata/k",
            json!("a\u{2069}"),
            "has a bidirectional control character (U+202A to U+202E, U+2066 to U+2069)",
        ),
        set("/targets/0/name", json!("\u{a0}"), "has no visible character"),
        set("/id", json!("."), "cannot be \".\" or \"..\""),
        set("/id", json!(".."), "cannot be \".\" or \"..\""),
        set("/actor/email", json!("ada"), "is not an e-mail address"),
        set("/actor/email", json!(format!("{}@x", "a".repeat(320))), "is longer than 320 bytes"),
        set("/actor/phone", json!("1"), "is not a field of an event"),
        set("/targets", json!(many_targets), "has more than 10 targets"),
        (with(good("f"), "/targets", json!([{ "type": "item" }])), "/targets/0/id", "is missing"),
        set("/client/ip", json!("203.0.113"), "is not an IPv4 or IPv6 address"),
        set("/client/device", long(129), "is longer than 128 bytes"),
        set("/client/app_version", long(129), "is longer than 128 bytes"),
        set("/client/user_agent", long(513), "is longer than 512 bytes"),
        set("/client/isp", json!("Init7"), "is not a field of an event"),
        set("/client/location", json!({ "country": "CH" }), "is not a field of an event"),
        set("/metadata", many_keys, "has more than 20 keys"),
        set("/metadata/count", json!(7), "is not a string"),
        (with(good("f"), "/metadata/a~1b", json!(7)), "/metadata/a~01b", "is not a string"),
        set("/metadata/k", long(513), "is longer than 512 bytes"),
        set("/recorded_at", time(0), "is not a field of an event"),
    ];
    // Events with the same id are judged one after the other, so each has another id unless that is its fault.
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
async fn ingest_names_all_faults_of_an_event() {
    let app = TestApp::start().await;
    let broken =
        json!({ "id": "", "type": "x", "occurred_at": 5, "actor": { "email": "x" }, "colour": "red" });
    let body = app.post_events(&[broken]).await.expect(200);
    let pointers = members(body["results"][0]["errors"].as_array().expect("errors"), "pointer");
    let expected =
        ["/id", "/organization_id", "/type", "/occurred_at", "/actor/id", "/actor/email", "/colour"];
    assert_eq!(pointers, expected);
}

#[tokio::test]
async fn ingest_body_of_another_form_is_refused() {
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
