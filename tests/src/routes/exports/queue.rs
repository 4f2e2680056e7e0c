//! Several exports at once.

use reqwest::StatusCode;
use serde_json::json;

use support::app::{OWNER, TestApp};
use support::clock::TestClock;

#[tokio::test(flavor = "multi_thread")]
async fn no_more_than_two_run_and_the_others_wait_in_order() {
    let app = TestApp::start_with(TestClock::system(), 1_000).await;
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(app.create_export(&OWNER, &json!({})).await);
    }
    // Each waits a second for the indexes before it reads, so that all of them are still there.
    let mut running = 0;
    let mut positions = Vec::new();
    for id in &ids {
        let export = app.get(&OWNER, &format!("/v1/exports/{id}")).await.expect(200);
        match export["status"].as_str() {
            Some("pending") => positions.extend(export["position"].as_u64()),
            Some("running") => {
                running += 1;
                assert_eq!(export["position"], json!(null));
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(running <= 2, "{running} run");
    let first = positions.first().copied().expect("some wait");
    assert_eq!(positions, (first..first + positions.len() as u64).collect::<Vec<_>>());
    assert!(positions.len() >= 3, "{positions:?}");
    let mut finished = Vec::new();
    for id in &ids {
        let export = app.finished_export(&OWNER, id).await;
        finished.push(export["started_at"].as_str().expect("a time").to_owned());
    }
    let mut in_order = finished.clone();
    in_order.sort();
    // Of two that run at once, either may be taken up first.
    assert_eq!(in_order[4], finished[4]);
    assert!(finished[3] > finished[1], "{finished:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_waits_can_be_removed_and_the_next_moves_up() {
    let app = TestApp::start_with(TestClock::system(), 1_000).await;
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(app.create_export(&OWNER, &json!({})).await);
    }
    assert_eq!(app.delete_export(&OWNER, &ids[2]).await.status, StatusCode::NO_CONTENT);
    let last = app.get(&OWNER, &format!("/v1/exports/{}", ids[3])).await.expect(200);
    assert_eq!(last["position"], 1, "{last}");
    for id in [&ids[0], &ids[1], &ids[3]] {
        app.finished_export(&OWNER, id).await;
    }
    assert_eq!(app.get(&OWNER, &format!("/v1/exports/{}", ids[2])).await.problem(404), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_runs_can_be_removed() {
    let app = TestApp::start_with(TestClock::system(), 1_000).await;
    let id = app.create_export(&OWNER, &json!({})).await;
    for _ in 0..100 {
        if app.get(&OWNER, &format!("/v1/exports/{id}")).await.expect(200)["status"] == "running" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    assert_eq!(app.delete_export(&OWNER, &id).await.status, StatusCode::NO_CONTENT);
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    assert_eq!(app.get(&OWNER, &format!("/v1/exports/{id}")).await.problem(404), "not_found");
    let listed = app.get(&OWNER, "/v1/exports").await.expect(200);
    assert_eq!(listed["exports"], json!([]));
    // Its place is free again.
    for _ in 0..2 {
        let id = app.create_export(&OWNER, &json!({})).await;
        app.finished_export(&OWNER, &id).await;
    }
}
