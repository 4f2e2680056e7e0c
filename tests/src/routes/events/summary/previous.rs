//! The time before the range.

use serde_json::{Value, json};

use support::app::{ADMIN, OWNER, TestApp, members};
use support::events::{event, with};

/// Records one event at each of these times.
async fn record(app: &TestApp, times: &[&str]) {
    let sent = times.iter().enumerate().map(|(n, time)| {
        let event = with(event("org_a", &format!("e{n}")), "/occurred_at", json!(time));
        if n % 2 == 0 { event } else { with(event, "/outcome", json!("failure")) }
    });
    app.record(&sent.collect::<Vec<_>>()).await;
}

async fn summary(app: &TestApp, query: &str) -> Value {
    app.get(&ADMIN, &format!("/v1/events/summary?compare=previous&source=pass&{query}")).await.expect(200)
}

fn totals(part: &Value) -> Vec<u64> {
    part["buckets"]
        .as_array()
        .expect("buckets")
        .iter()
        .filter_map(|bucket| bucket["total"].as_u64())
        .collect()
}

#[tokio::test]
async fn previous_days_are_aligned_over_clock_change() {
    let app = TestApp::start_fresh().await;
    // On 25 October 2026, a Sunday, clocks in Zurich go back: the day has 25 hours.
    record(
        &app,
        &[
            "2026-10-18T21:59:00.000Z",
            "2026-10-18T22:10:00.000Z",
            "2026-10-24T22:10:00.000Z",
            "2026-10-25T22:50:00.000Z",
            "2026-10-25T23:10:00.000Z",
            "2026-11-01T22:50:00.000Z",
            "2026-11-01T23:00:00.000Z",
        ],
    )
    .await;
    let week = "bucket=day&time_zone=Europe/Zurich&from=2026-10-25T23:00:00Z&to=2026-11-01T23:00:00Z";
    let body = summary(&app, &format!("{week}&facets=outcome")).await;
    assert_eq!(totals(&body), [1, 0, 0, 0, 0, 0, 1]);
    let previous = &body["previous"];
    assert_eq!(totals(previous), [1, 0, 0, 0, 0, 0, 2]);
    let starts = members(previous["buckets"].as_array().expect("buckets"), "start");
    assert_eq!((starts[0], starts[6]), ("2026-10-18T22:00:00.000Z", "2026-10-24T22:00:00.000Z"));
    assert_eq!((&previous["from"], &previous["to"]), (&json!(starts[0]), &body["from"]));
    assert_eq!(
        (&previous["total"], &previous["failures"], &previous["complete"]),
        (&json!(3), &json!(2), &json!(true))
    );
    // Facets have only the events of the range.
    assert_eq!((&body["total"], &body["failures"]), (&json!(2), &json!(1)));
    let counts: Vec<&Value> =
        body["facets"]["outcome"]["values"].as_array().expect("values").iter().map(|v| &v["count"]).collect();
    assert_eq!(counts, [1, 1]);
}

#[tokio::test]
async fn previous_is_as_long_as_range_up_to_now() {
    let app = TestApp::start_fresh().await;
    record(&app, &["2026-11-21T16:59:00.000Z", "2026-11-21T17:00:00.000Z", "2026-11-21T18:00:00.000Z"]).await;
    for to in ["", "&to=2026-11-23T00:00:00Z"] {
        let body = summary(&app, &format!("from=2026-11-21T18:00:00Z{to}")).await;
        let previous = &body["previous"];
        assert_eq!((&body["total"], &previous["total"]), (&json!(1), &json!(1)), "{body}");
        assert_eq!(previous["from"], "2026-11-21T17:00:00.000Z");
    }
    let body = summary(&app, "from=2026-11-25T00:00:00Z").await;
    assert_eq!((&body["total"], &body["previous"]["buckets"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn previous_says_what_is_no_longer_kept() {
    let app = TestApp::start_fresh().await;
    let days = ["2026-10-10", "2026-10-25", "2026-10-30", "2026-11-10"];
    let times = days.map(|day| format!("{day}T00:00:00.000Z"));
    record(&app, &times.each_ref().map(String::as_str)).await;
    app.patch_settings(&OWNER, &json!({ "retention_days": 30 })).await.expect(200);
    let counted = async |query: &str| {
        let body = summary(&app, query).await;
        let previous = &body["previous"];
        (previous["total"].clone(), previous["complete"].clone(), previous["counted_from"].clone())
    };
    // The clock stands at 21 November, 19:00.
    let kept_since = "2026-10-22T19:00:00.000Z";
    let partly = counted("from=2026-11-01T00:00:00Z").await;
    assert_eq!(partly, (json!(2), json!(false), json!(kept_since)));
    let not_at_all = counted("from=2026-10-22T19:00:00Z").await;
    assert_eq!(not_at_all, (json!(0), json!(false), json!(kept_since)));
    let fully = counted("from=2026-11-09T00:00:00Z").await;
    assert_eq!(fully, (json!(1), json!(true), Value::Null));
}

#[tokio::test]
async fn previous_of_monitor_events_is_kept_longer() {
    let app = TestApp::start_fresh().await;
    app.patch_settings(&OWNER, &json!({ "retention_days": 30 })).await.expect(200);
    let path = "/v1/events/summary?compare=previous&from=2026-11-01T00:00:00Z&type=monitor.*";
    let body = app.get(&ADMIN, path).await.expect(200);
    assert_eq!(body["previous"]["complete"], true);
    assert_ne!(body["total"], 0);
}
