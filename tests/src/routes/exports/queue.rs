//! Several exports at once.

use serde_json::json;
use support::app::{OWNER, TestApp, text};
use support::clock::TestClock;

/// Starts a stack and creates exports. Each waits three seconds for the indexes.
async fn start(exports: usize) -> (TestApp, Vec<String>) {
    let app = TestApp::start_with(TestClock::system(), 3_000).await;
    let mut ids = Vec::new();
    for _ in 0..exports {
        ids.push(app.create_export(&OWNER, &json!({})).await);
    }
    (app, ids)
}

#[tokio::test(flavor = "multi_thread")]
async fn queue_runs_two_exports_in_order() {
    let (app, ids) = start(5).await;
    let mut running = 0;
    let mut positions = Vec::new();
    for id in &ids {
        let export = app.get_export(&OWNER, id).await.expect(200);
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
    let mut started = Vec::new();
    for id in &ids {
        started.push(text(&app.finished_export(&OWNER, id).await["started_at"]).to_owned());
    }
    // Of two that run at once, either may start first.
    assert_eq!(started.iter().max(), Some(&started[4]));
    assert!(started[3] > started[1], "{started:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn delete_waiting_export_moves_the_queue_up() {
    let (app, ids) = start(4).await;
    app.delete_export(&OWNER, &ids[2]).await.expect(204);
    let last = app.get_export(&OWNER, &ids[3]).await.expect(200);
    assert_eq!(last["position"], 1, "{last}");
    for id in [&ids[0], &ids[1], &ids[3]] {
        app.finished_export(&OWNER, id).await;
    }
    assert_eq!(app.get_export(&OWNER, &ids[2]).await.problem(404), "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn delete_running_export_frees_its_place() {
    let (app, ids) = start(1).await;
    for _ in 0..100 {
        if app.get_export(&OWNER, &ids[0]).await.expect(200)["status"] == "running" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    app.delete_export(&OWNER, &ids[0]).await.expect(204);
    // Its worker has found that out by then.
    tokio::time::sleep(std::time::Duration::from_millis(1_500)).await;
    assert_eq!(app.get_export(&OWNER, &ids[0]).await.problem(404), "not_found");
    assert_eq!(app.get(&OWNER, "/v1/exports").await.expect(200)["exports"], json!([]));
    for _ in 0..2 {
        app.export(&OWNER, &json!({})).await;
    }
}
