//! Counts over time.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use serde_json::Value;

use support::app::{ADMIN, MEMBER, TestApp, ago, members};
use support::events::varied;

#[tokio::test]
async fn summary_buckets_count_the_events() {
    let app = TestApp::start().await;
    let sent = varied(&app.organization, 300);
    app.record(&sent).await;
    let mut times: Vec<&str> = sent.iter().filter_map(|event| event["occurred_at"].as_str()).collect();
    times.sort_unstable();
    let (from, to) = (times[20], times[280]);
    let query = format!("from={from}&to={to}&bucket=hour&time_zone=Asia/Kathmandu&type=account.login.*");
    let body = app.get(&ADMIN, &format!("/v1/events/summary?{query}")).await.expect(200);
    assert_eq!((&body["from"], &body["to"]), (&from.into(), &to.into()));
    assert_eq!(body["complete"], true);
    let buckets = body["buckets"].as_array().expect("buckets");
    let matching = |event: &&Value| {
        event["type"].as_str().is_some_and(|kind| kind.starts_with("account.login."))
            && event["occurred_at"].as_str().is_some_and(|time| (from..to).contains(&time))
    };
    let starts: Vec<&str> = buckets.iter().filter_map(|bucket| bucket["start"].as_str()).collect();
    for (index, bucket) in buckets.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(to);
        let inside = |event: &&Value| {
            event["occurred_at"].as_str().is_some_and(|time| (starts[index]..end).contains(&time))
        };
        let events: Vec<&Value> = sent.iter().filter(matching).filter(inside).collect();
        assert_eq!(bucket["total"], events.len(), "bucket {index}");
        let failures = events.iter().filter(|e| e["outcome"] == "failure" || e["outcome"] == "blocked");
        assert_eq!(bucket["failures"], failures.count(), "bucket {index}");
    }
    assert_eq!(body["total"], sent.iter().filter(matching).count());
    let failures: u64 = buckets.iter().filter_map(|bucket| bucket["failures"].as_u64()).sum();
    assert_eq!(body["failures"], failures);
}

#[tokio::test]
async fn summary_of_member_counts_own_events() {
    let app = TestApp::start().await;
    let mut sent = varied(&app.organization, 60);
    for event in &mut sent[..25] {
        event["actor"]["id"] = "u_member".into();
    }
    app.record(&sent).await;
    let body = app.get(&MEMBER, "/v1/me/events/summary").await.expect(200);
    assert_eq!(body["total"], 25);
    assert_eq!(app.get(&MEMBER, "/v1/events/summary").await.problem(403), "forbidden");
}

#[tokio::test]
async fn summary_buckets_start_at_hours_of_zone() {
    let app = TestApp::start_fresh().await;
    let body = app.get(&ADMIN, "/v1/events/summary?bucket=hour&time_zone=Asia/Kathmandu&from=2026-11-20T01:44:36Z&to=2026-11-20T04:44:36Z").await.expect(200);
    assert_eq!((&body["bucket"], &body["time_zone"]), (&"hour".into(), &"Asia/Kathmandu".into()));
    let starts = members(body["buckets"].as_array().expect("buckets"), "start");
    let whole = ["2026-11-20T02:15:00.000Z", "2026-11-20T03:15:00.000Z", "2026-11-20T04:15:00.000Z"];
    assert_eq!(starts, [&["2026-11-20T01:44:36.000Z"][..], &whole].concat());
}

#[tokio::test]
async fn summary_asked_later_gives_same_whole_buckets() {
    let app = TestApp::start().await;
    app.record(&varied(&app.organization, 200)).await;
    let counts = async |seconds: i64| {
        let time = |days| utc(ago(Duration::days(days) - Duration::seconds(seconds)));
        let path = format!("/v1/events/summary?bucket=hour&from={}&to={}", time(4), time(1));
        let body = app.get(&ADMIN, &path).await.expect(200);
        let buckets = body["buckets"].as_array().expect("buckets").clone();
        buckets
            .into_iter()
            .map(|bucket| (bucket["start"].to_string(), bucket["total"].clone()))
            .collect::<BTreeMap<_, _>>()
    };
    let (first, second) = (counts(0).await, counts(17 * 60).await);
    let whole = |counts: &BTreeMap<String, Value>| -> Vec<String> {
        counts.keys().filter(|start| start.ends_with(":00:00.000Z\"")).cloned().collect()
    };
    let both: Vec<String> = whole(&first).into_iter().filter(|start| second.contains_key(start)).collect();
    assert!(both.len() >= 70, "{both:?}");
    // The end of the range cuts the last.
    for start in &both[..both.len() - 1] {
        assert_eq!(first[start], second[start], "{start}");
    }
}

#[tokio::test]
async fn summary_auto_bucket_follows_range() {
    let app = TestApp::start().await;
    let size = async |query: &str| {
        let body = app.get(&ADMIN, &format!("/v1/events/summary?{query}")).await.expect(200);
        assert!(body["buckets"].as_array().is_some_and(|buckets| buckets.len() <= 201), "{body}");
        body["bucket"].clone()
    };
    assert_eq!(size(&format!("from={}", utc(ago(Duration::hours(1))))).await, "minute");
    assert_eq!(size(&format!("bucket=auto&from={}", utc(ago(Duration::days(7))))).await, "hour");
    assert_eq!(size("").await, "week");
}

#[tokio::test]
async fn summary_bad_parameter_is_refused() {
    let app = TestApp::start().await;
    for (query, name) in [
        ("bucket=minute", "bucket"),
        ("bucket=hour", "bucket"),
        ("bucket=hour&bucket=day", "bucket"),
        ("time_zone=Mars/Olympus", "time_zone"),
        ("buckets=60", "buckets"),
    ] {
        let answer = app.get(&MEMBER, &format!("/v1/me/events/summary?{query}")).await;
        assert_eq!(answer.invalid_parameter(), name, "{query}");
    }
}

fn utc(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
