//! Counts by value.

use serde_json::{Value, json};

use support::app::{ADMIN, AUDITOR, MEMBER, TestApp, members, text};
use support::events::{event, with, without};

/// Returns an event at this time of 20 November 2026.
fn at(time: &str, event: Value) -> Value {
    let event = with(event, "/id", json!(format!("at-{}", time.replace(':', "-"))));
    with(event, "/occurred_at", json!(format!("2026-11-20T{time}.000Z")))
}

fn values(body: &Value, facet: &str) -> Vec<String> {
    let values = body["facets"][facet]["values"].as_array().expect("values").iter();
    let line = |value: &Value| {
        format!("{} {} {} {}", text(&value["value"]), text(&value["label"]), value["count"], value["people"])
    };
    values.map(line).collect()
}

#[tokio::test]
async fn summary_facets_have_labels_counts_people() {
    let app = TestApp::start_fresh().await;
    let of = |time: &str, user: Value| at(time, with(event("org_a", "e"), "/actor", user));
    let grace = json!({ "id": "u_grace", "name": "Grace Hopper", "email": "grace@northwind.example" });
    let read = |event: Value| with(event, "/type", json!("pass.item.read"));
    let vault = |name: &str| json!({ "type": "vault", "id": "v_1", "name": name });
    app.record(&[
        of("08:00:00", json!({ "id": "u_grace", "name": "Grace Murray" })),
        of("08:10:00", grace),
        // The newest event has no name.
        of("08:20:00", json!({ "id": "u_grace" })),
        of("08:30:00", json!({ "id": "u_edsger", "email": "edsger@northwind.example" })),
        of("08:40:00", json!({ "id": "u_alan" })),
        // The same target twice counts once.
        read(with(
            at("09:00:00", event("org_a", "e")),
            "/targets",
            json!([vault("Engineering"), vault("Engineering"), { "type": "item", "id": "i:1" }]),
        )),
        read(with(at("09:10:00", event("org_a", "e")), "/targets", json!([vault("Research")]))),
        with(without(at("09:20:00", event("org_a", "e")), "/client/ip"), "/outcome", json!("failure")),
        without(at("09:30:00", event("org_a", "e")), "/client/device"),
    ])
    .await;
    let query = "facets=user,type,source,outcome,country,isp,ip,device,target&from=2026-11-20T00:00:00Z&to=2026-11-21T00:00:00Z&bucket=day";
    let body = app.get(&AUDITOR, &format!("/v1/events/summary?{query}")).await.expect(200);
    insta::assert_json_snapshot!(body);
}

#[tokio::test]
async fn summary_facet_has_at_most_50_values() {
    let app = TestApp::start_fresh().await;
    let minute = |n: usize| format!("{:02}:{:02}:00", 8 + n / 60, n % 60);
    let device =
        |n: usize, device: String| with(at(&minute(n), event("org_a", "e")), "/client/device", json!(device));
    let mut sent: Vec<Value> = (0..60).map(|n| device(n, format!("Device {n:02}"))).collect();
    sent.extend((60..63).map(|n| device(n, "Device 59".to_owned())));
    app.record(&sent).await;
    let body = app.get(&ADMIN, "/v1/events/summary?facets=device").await.expect(200);
    assert_eq!(body["facets"]["device"]["distinct"], 60);
    let found = values(&body, "device");
    // By count, then by label.
    let rest = (0..49).map(|n| format!("Device {n:02} Device {n:02} 1 1"));
    let expected: Vec<String> = ["Device 59 Device 59 4 1".to_owned()].into_iter().chain(rest).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn summary_unknown_facet_is_refused_by_name() {
    let app = TestApp::start().await;
    for facets in ["radio", "user,radio", "user&facets=radio", "user,", "User", ""] {
        let answer = app.get(&ADMIN, &format!("/v1/events/summary?facets={facets}")).await;
        let detail = text(&answer.body["detail"]).to_owned();
        assert_eq!(answer.invalid_parameter(), "facets", "{facets}");
        assert_eq!(detail.contains("\"radio\""), facets.contains("radio"), "{detail}");
    }
    let answer = app.get(&ADMIN, "/v1/events/summary?compare=next").await;
    assert_eq!(answer.invalid_parameter(), "compare");
}

#[tokio::test]
async fn summary_of_own_events_has_no_facet_user() {
    let app = TestApp::start().await;
    app.record(&[with(event(&app.organization, "e"), "/actor/id", json!("u_member"))]).await;
    let answer = app.get(&MEMBER, "/v1/me/events/summary?facets=user").await;
    assert_eq!(answer.invalid_parameter(), "facets");
    let body = app.get(&MEMBER, "/v1/me/events/summary?facets=type&facets=ip").await.expect(200);
    assert_eq!(values(&body, "type"), ["pass.item.created Item Created 1 1"]);
    assert_eq!(values(&body, "ip"), ["203.0.113.7 203.0.113.7 1 1"]);
    assert_eq!(body["facets"].get("user"), None);
}

#[tokio::test]
async fn summary_hidden_facet_is_refused_by_name() {
    let app = TestApp::start().await;
    app.record(&[with(event(&app.organization, "e"), "/actor/id", json!("u_member"))]).await;
    app.patch_settings(&ADMIN, &json!({ "show_details": false })).await.expect(200);
    for (who, path) in [(&ADMIN, "/v1/events/summary"), (&MEMBER, "/v1/me/events/summary")] {
        for facet in ["country", "isp", "ip"] {
            let answer = app.get(who, &format!("{path}?facets=type,{facet}")).await;
            let detail = text(&answer.body["detail"]).to_owned();
            assert_eq!(answer.problem(403), "details_hidden");
            assert!(detail.ends_with(&format!(" {facet}")), "{detail}");
        }
        let body =
            app.get(who, &format!("{path}?facets=type,source,outcome,device,target")).await.expect(200);
        let facets = body["facets"].as_object().expect("facets");
        assert_eq!(facets.keys().collect::<Vec<_>>(), ["device", "outcome", "source", "target", "type"]);
        assert!(!body.to_string().contains("203.0.113.7"), "{body}");
    }
}

#[tokio::test]
async fn summary_without_facets_has_none() {
    let app = TestApp::start().await;
    let body = app.get(&ADMIN, "/v1/events/summary").await.expect(200);
    let names: Vec<&String> = body.as_object().expect("an object").keys().collect();
    assert_eq!(names, ["bucket", "buckets", "complete", "failures", "from", "time_zone", "to", "total"]);
    assert!(members(body["buckets"].as_array().expect("buckets"), "start").is_sorted());
}
