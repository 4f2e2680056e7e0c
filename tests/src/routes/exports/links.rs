//! Links to files, and the record of them.

use chrono::{DateTime, Duration, Utc};
use event_model::{Catalog, EventType};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use support::app::{AUDITOR, OWNER, TestApp, ago, text};
use support::clock::TestClock;
use support::events::event_at;

#[tokio::test(flavor = "multi_thread")]
async fn link_opens_only_its_file() {
    let app = TestApp::start().await;
    app.record(&[event_at(&app.organization, "e-1", ago(Duration::hours(1)))]).await;
    let export = app.export(&OWNER, &json!({})).await;
    let link = app.post_link(&OWNER, text(&export["id"]), &json!({})).await.expect(201);
    let url = text(&link["url"]);
    assert!(url.contains("X-Amz-Expires=60&"), "{url}");
    let expires_at: DateTime<Utc> = text(&link["expires_at"]).parse().expect("a time");
    assert!((50..=60).contains(&(expires_at - Utc::now()).num_seconds()), "{expires_at}");
    let file = reqwest::get(url).await.expect("the bucket answers");
    assert_eq!(file.status(), StatusCode::OK);
    let name = text(&export["file_name"]);
    assert_eq!(file.headers()["content-disposition"], format!("attachment; filename=\"{name}\""));
    assert!(name.contains(&app.organization) && name.contains("_to_"), "{name}");
    assert_eq!(file.headers()["content-type"], "text/csv; charset=utf-8");
    for (part, other) in [("events.csv", "manifest.json"), ("X-Amz-Expires=60", "X-Amz-Expires=900")] {
        let altered = url.replace(part, other);
        assert_ne!(altered, url);
        let refused = reqwest::get(&altered).await.expect("the bucket answers");
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{altered}");
    }
    let (bare, _) = url.split_once('?').expect("a link has parameters");
    assert_ne!(reqwest::get(bare).await.expect("the bucket answers").status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn link_issued_is_recorded_and_get_is_not() {
    let app = TestApp::start().await;
    let id = app.create_export(&OWNER, &json!({ "format": "jsonl" })).await;
    for _ in 0..2 {
        let export = app.finished_export(&OWNER, &id).await;
        assert!(export.get("download_url").is_none() && export.get("manifest_url").is_none(), "{export}");
    }
    app.get(&OWNER, "/v1/exports").await.expect(200);
    app.link(&OWNER, &id, "data").await;
    app.link(&AUDITOR, &id, "manifest").await;
    let events = app.all_events(&OWNER, "/v1/events", "source=monitor&type=monitor.export.*&order=asc").await;
    let recorded: Vec<Value> = events
        .iter()
        .map(|event| {
            json!([event["type"], event["actor"]["id"], event["targets"][0]["id"], event["metadata"]["file"]])
        })
        .collect();
    assert_eq!(
        recorded,
        [
            json!(["monitor.export.created", "u_owner", id, null]),
            json!(["monitor.export.downloaded", "u_owner", id, "data"]),
            json!(["monitor.export.downloaded", "u_auditor", id, "manifest"]),
        ]
    );
    assert_eq!(events[0]["metadata"]["format"], "jsonl");
    let kind = EventType::built_in("monitor.export.downloaded").expect("a type");
    assert_eq!(Catalog::built_in().label(&kind), "Download link issued");
    assert!(events[0]["client"]["ip"].is_string(), "{}", events[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn link_request_with_a_fault_is_refused() {
    let app = TestApp::start_with(TestClock::system(), 500).await;
    let id = app.create_export(&OWNER, &json!({})).await;
    assert_eq!(app.post_link(&OWNER, &id, &json!({})).await.problem(409), "conflict");
    app.finished_export(&OWNER, &id).await;
    for body in [json!({ "file": "events" }), json!({ "files": "data" }), json!([]), json!("data")] {
        assert_eq!(app.post_link(&OWNER, &id, &body).await.problem(400), "invalid_request", "{body}");
    }
    let path = format!("/v1/exports/{id}/links");
    let unknown = app.request(&OWNER, Method::POST, &format!("{path}?x=1"), &[], "").await;
    assert_eq!(unknown.invalid_parameter(), "x");
    app.request(&OWNER, Method::POST, &path, &[], "").await.expect(201);
    let events = app.all_events(&OWNER, "/v1/events", "source=monitor&type=monitor.export.downloaded").await;
    assert_eq!(events.len(), 1, "{events:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn delete_export_removes_its_files() {
    let app = TestApp::start().await;
    let export = app.export(&OWNER, &json!({})).await;
    let id = text(&export["id"]);
    let links = [app.link(&OWNER, id, "data").await, app.link(&OWNER, id, "manifest").await];
    app.delete_export(&OWNER, id).await.expect(204);
    assert_eq!(app.get_export(&OWNER, id).await.problem(404), "not_found");
    assert_eq!(app.delete_export(&OWNER, id).await.problem(404), "not_found");
    for url in links {
        assert_eq!(reqwest::get(url).await.expect("the bucket answers").status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(app.get(&OWNER, "/v1/exports").await.expect(200)["exports"], json!([]));
    let events = app.all_events(&OWNER, "/v1/events", "source=monitor&type=monitor.export.deleted").await;
    assert_eq!(events.len(), 1);
    assert_eq!((&events[0]["actor"]["id"], &events[0]["targets"][0]["id"]), (&json!("u_owner"), &json!(id)));
}

#[tokio::test(flavor = "multi_thread")]
async fn export_expired_has_no_link() {
    let app = TestApp::start().await;
    let ready = app.export(&OWNER, &json!({})).await;
    let id = text(&ready["id"]);
    app.clock.pass(Duration::days(7));
    let export = app.get_export(&OWNER, id).await.expect(200);
    assert_eq!(export["status"], "expired");
    assert_eq!(export["expires_at"], ready["expires_at"]);
    assert_eq!(app.post_link(&OWNER, id, &json!({})).await.problem(404), "not_found");
}
