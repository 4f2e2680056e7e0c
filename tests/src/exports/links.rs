//! Links to files, and the record of them.

use chrono::Duration;
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::app::{As, TestApp, ago};
use crate::events::event_at;

const OWNER: As = As::Role("owner");

#[tokio::test(flavor = "multi_thread")]
async fn a_link_opens_the_file_under_its_name_and_no_altered_one_does() {
    let app = TestApp::start().await;
    app.record(&[event_at(&app.organization, "e-1", ago(Duration::hours(1)))]).await;
    let id = app.create_export(&OWNER, &json!({})).await;
    let export = app.finished_export(&OWNER, &id).await;
    let url = export["download_url"].as_str().expect("a link");
    assert!(url.contains("X-Amz-Expires=300&"), "{url}");
    let file = reqwest::get(url).await.expect("the bucket answers");
    assert_eq!(file.status(), StatusCode::OK);
    let disposition = file.headers()["content-disposition"].to_str().expect("text").to_owned();
    let name = export["file_name"].as_str().expect("a name");
    assert_eq!(disposition, format!("attachment; filename=\"{name}\""));
    assert!(name.contains(&app.organization) && name.contains("_to_"), "{name}");
    assert_eq!(file.headers()["content-type"], "text/csv; charset=utf-8");
    let other = url.replace("events.csv", "manifest.json");
    assert_ne!(other, url);
    for altered in [other, url.replace("X-Amz-Expires=300", "X-Amz-Expires=900")] {
        let refused = reqwest::get(&altered).await.expect("the bucket answers");
        assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{altered}");
    }
    let (bare, _) = url.split_once('?').expect("a link has parameters");
    assert_ne!(reqwest::get(bare).await.expect("the bucket answers").status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asked_and_who_got_a_link_is_recorded_once() {
    let app = TestApp::start().await;
    let id = app.create_export(&OWNER, &json!({ "format": "jsonl" })).await;
    for who in [&OWNER, &As::Role("auditor")] {
        for _ in 0..3 {
            app.finished_export(who, &id).await;
        }
    }
    let events = app.all_events(&OWNER, "/v1/events", "source=monitor&type=monitor.export.*&order=asc").await;
    let recorded: Vec<String> = events
        .iter()
        .map(|event| format!("{} {} {}", event["type"], event["actor"]["id"], event["targets"][0]["id"]))
        .collect();
    let expected = |kind: &str, actor: &str| format!("\"monitor.export.{kind}\" \"{actor}\" \"{id}\"");
    let exactly = [
        expected("created", "u_owner"),
        expected("downloaded", "u_owner"),
        expected("downloaded", "u_auditor"),
    ];
    // Twice at most: a test that runs across the end of a five minutes' window.
    assert!(recorded.len() <= 5, "{recorded:?}");
    for one in exactly {
        assert!(recorded.contains(&one), "{one} {recorded:?}");
    }
    assert_eq!(events[0]["metadata"]["format"], "jsonl");
    assert!(events[0]["client"]["ip"].is_string(), "{}", events[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_export_is_gone_with_its_file() {
    let app = TestApp::start().await;
    let id = app.create_export(&OWNER, &json!({})).await;
    let export = app.finished_export(&OWNER, &id).await;
    let (file, manifest) = (export["download_url"].clone(), export["manifest_url"].clone());
    assert_eq!(app.delete_export(&OWNER, &id).await.status, StatusCode::NO_CONTENT);
    assert_eq!(app.get(&OWNER, &format!("/v1/exports/{id}")).await.problem(404), "not_found");
    assert_eq!(app.delete_export(&OWNER, &id).await.problem(404), "not_found");
    for url in [file, manifest] {
        let url = url.as_str().expect("a link").to_owned();
        assert_eq!(reqwest::get(url).await.expect("the bucket answers").status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(app.get(&OWNER, "/v1/exports").await.expect(200)["exports"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_export_is_expired_and_has_no_link() {
    let shift = std::sync::Arc::new(std::sync::atomic::AtomicI64::new(0));
    let days = std::sync::Arc::clone(&shift);
    let clock = api::clock::Clock::new(move || {
        chrono::Utc::now() + Duration::days(days.load(std::sync::atomic::Ordering::SeqCst))
    });
    let app = TestApp::start_with_clock(clock).await;
    let id = app.create_export(&OWNER, &json!({})).await;
    let ready = app.finished_export(&OWNER, &id).await;
    shift.store(7, std::sync::atomic::Ordering::SeqCst);
    let export = app.get(&OWNER, &format!("/v1/exports/{id}")).await.expect(200);
    assert_eq!(export["status"], "expired");
    assert_eq!(export["expires_at"], ready["expires_at"]);
    assert_eq!((&export["download_url"], &export["manifest_url"]), (&Value::Null, &Value::Null));
}
