//! Counts over time.

use serde_json::Value;

use crate::app::{As, TestApp};
use crate::events::varied;

#[tokio::test]
async fn buckets_add_up_to_the_events() {
    let app = TestApp::start().await;
    let sent = varied(&app.organization, 300);
    app.record(&sent).await;
    let mut times: Vec<&str> = sent.iter().filter_map(|event| event["occurred_at"].as_str()).collect();
    times.sort_unstable();
    let (from, to) = (times[20], times[280]);
    let query = format!("from={from}&to={to}&buckets=25&type=account.login.*");
    let body = app.get(&As::Role("admin"), &format!("/v1/events/histogram?{query}")).await.expect(200);
    assert_eq!((&body["from"], &body["to"]), (&from.into(), &to.into()));
    assert_eq!(body["complete"], true);
    let buckets = body["buckets"].as_array().expect("buckets");
    assert!(buckets.len() <= 25, "{body}");
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
}

#[tokio::test]
async fn ones_own_histogram_counts_ones_own_events() {
    let app = TestApp::start().await;
    let mut sent = varied(&app.organization, 60);
    for event in &mut sent[..25] {
        event["actor"]["id"] = "u_member".into();
    }
    app.record(&sent).await;
    let body = app.get(&As::Role("member"), "/v1/me/events/histogram").await.expect(200);
    assert_eq!(body["total"], 25);
    assert_eq!(app.get(&As::Role("member"), "/v1/events/histogram").await.problem(403), "forbidden");
    let bad = app.get(&As::Role("member"), "/v1/me/events/histogram?buckets=501").await;
    assert_eq!(bad.problem(400), "invalid_parameter");
}
