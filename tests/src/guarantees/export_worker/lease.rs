//! Leases of export workers.

use std::time::Duration;

use event_model::TimeRange;
use event_store::{ExportClaim, ExportFormat, ExportReport, ExportState};
use reqwest::Method;
use serde_json::{Value, json};

use support::fixture::{Fixture, SHORT_STEPS, now};
use support::process::Process;

const LONG: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn lease_is_renewed_while_no_row_is_read() {
    let fixture = Fixture::start(3, 460).await;
    let range = TimeRange::new(fixture.since, now()).expect("a range");
    let call = fixture.create(fixture.request("u_owner", false, ExportFormat::Jsonl, range)).await;
    // It waits three seconds with a lease of half a second.
    let worker = fixture.worker(&[("EXPORT_SETTLE_MILLISECONDS", "3000"), ("EXPORT_LEASE_SECONDS", "0.5")]);
    let intrude = async {
        for _ in 0..8 {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let (at, until) = (now(), now());
            let claim = fixture.claim(&call, at, until).await;
            assert!(matches!(claim, ExportClaim::Leased(_)), "{claim:?}");
        }
    };
    let (ended, ()) = tokio::join!(worker.run(&call, LONG), intrude);
    ended.expect("it is written");
    let export = fixture.get(&call).await;
    assert_eq!((export.state, export.lease.fence), (ExportState::Ready, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn worker_waits_for_lease_of_dead_worker() {
    let fixture = Fixture::start(3, 460).await;
    let call = fixture.export(ExportFormat::Csv).await;
    let until = now().plus(chrono::Duration::milliseconds(800));
    let dead = fixture.take(&call, now(), until).await;
    let options = [SHORT_STEPS[0], SHORT_STEPS[1], SHORT_STEPS[2], ("EXPORT_LEASE_SECONDS", "2")];
    fixture.worker(&options).run(&call, LONG).await.expect("it is written");
    let export = fixture.get(&call).await;
    assert_eq!((export.state, export.lease.fence), (ExportState::Ready, dead.lease.fence + 1));
    // The dead worker has other keys: links never open its objects.
    let files = export.files.expect("a ready export has files");
    assert!(files.data_key.ends_with("/2/events.csv"), "{}", files.data_key);
    assert!(files.manifest_key.ends_with("/2/manifest.json"), "{}", files.manifest_key);
}

#[tokio::test(flavor = "multi_thread")]
async fn checkpoint_with_unknown_hash_restarts_export() {
    let fixture = Fixture::start(1_200, 9_200).await;
    let whole = fixture.export(ExportFormat::Csv).await;
    fixture.worker(&SHORT_STEPS).run(&whole, LONG).await.expect("it is written");
    let call = fixture.export(ExportFormat::Csv).await;
    fixture.worker(&SHORT_STEPS).run(&call, Duration::from_millis(400)).await.expect("it stops");
    let until = now().plus(chrono::Duration::seconds(1));
    let export = fixture.take(&call, now(), until).await;
    let mut checkpoint = export.checkpoint.clone().expect("one that stops leaves a checkpoint");
    checkpoint.hash = b"sha2-0.99:of another version".to_vec();
    let report = ExportReport { progress: export.progress, checkpoint: Some(&checkpoint), until: now() };
    fixture.app.store.control.exports_report(&export, report).await.expect("it is written");
    fixture.worker(&SHORT_STEPS).run(&call, LONG).await.expect("it is written");
    assert!(fixture.file(&call).await == fixture.file(&whole).await, "the file differs");
}

async fn ask(process: &Process, method: Method, path: &str, body: Option<Value>) -> Value {
    let client = reqwest::Client::new();
    let request = client
        .request(method, format!("{}{path}", process.text("/url")))
        .bearer_auth(process.text("/tokens/owner"));
    let request = match body {
        Some(body) => request.json(&body),
        None => request,
    };
    request.send().await.expect("the stack answers").json().await.expect("the answer is JSON")
}

#[tokio::test(flavor = "multi_thread")]
async fn export_after_kill_resumes_without_a_poll() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut process = Process::start(folder.path()).await;
    let export = ask(&process, Method::POST, "/v1/exports", Some(json!({}))).await;
    let path = format!("/v1/exports/{}", export["id"].as_str().expect("an id"));
    // Its worker has the lease and waits for the indexes.
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(ask(&process, Method::GET, &path, None).await["status"], "running");
    process.kill();
    let process = Process::start(folder.path()).await;
    tokio::time::sleep(Duration::from_secs(18)).await;
    let export = ask(&process, Method::GET, &path, None).await;
    assert_eq!(export["status"], "ready", "{export}");
}
