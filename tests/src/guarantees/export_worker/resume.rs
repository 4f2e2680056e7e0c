//! Export workers that stop, are killed, or run twice.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use event_model::Timestamp;
use event_store::ExportCall;
use event_store::{
    Endpoints, ExportClaim, ExportFiles, ExportFormat, ExportState, ExportTail, ExportsBucket, StoreError,
};
use export::worker;
use serde_json::json;

use fastrand::Rng;
use support::app::OWNER;
use support::fixture::{self, Fixture, SHORT_STEPS, now};
use support::python;

/// Time enough for any worker.
const LONG: Duration = Duration::from_secs(120);
/// Kills of the kill test.
const KILLS: u32 = 50;

/// Writes an export by one worker and returns its file.
async fn expected_file(fixture: &Fixture, format: ExportFormat) -> Vec<u8> {
    let call = fixture.export(format).await;
    fixture
        .worker(&[("EXPORT_PART_MIB", "5"), ("EXPORT_SETTLE_MILLISECONDS", "0")])
        .run(&call, LONG)
        .await
        .expect("it is written");
    fixture.file(&call).await
}

#[tokio::test(flavor = "multi_thread")]
async fn worker_killed_50_times_leaves_the_same_file() {
    let fixture = Fixture::start(1_200, 9_200).await;
    let mut random = Rng::with_seed(std::process::id().into());
    let mut kills = 0;
    let formats = [ExportFormat::Csv, ExportFormat::JsonlGz];
    let files = [expected_file(&fixture, formats[0]).await, expected_file(&fixture, formats[1]).await];
    for (round, (format, expected)) in formats.iter().zip(&files).cycle().enumerate() {
        if kills >= KILLS && round >= formats.len() {
            break;
        }
        let format = *format;
        assert!(expected.len() > 11 * 512 * 1024, "{format}: {} bytes are too few parts", expected.len());
        let call = fixture.export(format).await;
        // Enough for a worker to make progress on this machine; otherwise only starts would be tested.
        let mut longest = 600;
        let mut seen = None;
        while fixture.get(&call).await.state.is_open() {
            let mut process = start_process(&fixture, &call);
            tokio::time::sleep(Duration::from_millis(20 + random.u64(..longest))).await;
            let ended = process.try_wait().expect("its state is known");
            if ended.is_none() {
                process.kill().expect("it can be killed");
                kills += 1;
            }
            process.wait().expect("it has ended");
            let position =
                fixture.get(&call).await.checkpoint.and_then(|checkpoint| checkpoint.mark.position);
            if position == seen {
                longest += longest / 2;
            }
            seen = position;
            // The lease of a killed worker runs on until its end.
            tokio::time::sleep(Duration::from_millis(310)).await;
        }
        let file = fixture.file(&call).await;
        assert!(
            file == *expected,
            "{format} differs after {kills} kills: {} and {} bytes",
            file.len(),
            expected.len()
        );
        let export = fixture.get(&call).await;
        assert_eq!(export.progress.rows, 1_200);
        assert_eq!(export.progress.bytes, file.len() as u64);
        assert_eq!(export.files.map(|files| files.sha256), Some(support::app::sha256(&file)));
    }
    println!("{kills} kills");
}

fn start_process(fixture: &Fixture, call: &ExportCall) -> std::process::Child {
    // With /proc, the running program, even if another was built since.
    let this = std::path::Path::new("/proc/self/exe");
    let other = || std::env::current_exe().expect("the tests are a program");
    Command::new(if this.exists() { this.to_owned() } else { other() })
        .args(["--exact", "guarantees::export_worker::resume::worker_process", "--ignored", "--quiet"])
        .envs(fixture.environment())
        .env("TEST_CALL", serde_json::to_string(call).expect("it is JSON"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the tests start once more")
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "the process that the kill test starts and kills"]
async fn worker_process() {
    let variable = |name| std::env::var(name).expect("the kill test sets it");
    let endpoints = Endpoints {
        dynamodb: variable("TEST_DYNAMODB"),
        s3: variable("TEST_S3"),
        ..Endpoints::all("http://127.0.0.1:9")
    };
    let call = serde_json::from_str(&variable("TEST_CALL")).expect("a call");
    let state = fixture::load(endpoints, &SHORT_STEPS);
    worker::run(&state, call, Instant::now() + LONG).await.expect("it is written");
}

#[tokio::test(flavor = "multi_thread")]
async fn worker_stopped_resumes_at_its_checkpoint() {
    let fixture = Fixture::start(1_200, 9_200).await;
    for format in [ExportFormat::Csv, ExportFormat::CsvGz] {
        let expected = expected_file(&fixture, format).await;
        let call = fixture.export(format).await;
        let worker = fixture.worker(&SHORT_STEPS);
        let mut time = Duration::from_millis(200);
        let mut workers = 0;
        let mut before = None;
        while fixture.get(&call).await.state.is_open() {
            let started = Instant::now();
            worker.run(&call, time).await.expect("it stops without an error");
            assert!(started.elapsed() < time + Duration::from_secs(20), "it did not stop in time");
            let export = fixture.get(&call).await;
            if export.state.is_open() {
                assert_eq!(export.lease.until, Timestamp::MIN, "it does not let go");
                let checkpoint = export.checkpoint.expect("one that stops leaves a checkpoint");
                assert!(checkpoint.mark.position > before, "it got no further");
                before = checkpoint.mark.position;
            }
            workers += 1;
            time += Duration::from_millis(20);
        }
        assert!(workers > 2, "{workers} workers are too few to show anything");
        assert!(fixture.file(&call).await == expected, "{format} differs after {workers} workers");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn worker_out_of_time_invokes_its_continuation() {
    let fixture = Fixture::start(800, 9_200).await;
    let call = fixture.export(ExportFormat::Csv).await;
    // Its continuation is the worker of the stack, which has enough time.
    let options = SHORT_STEPS.into_iter().chain([("EXPORT_WORKER_FUNCTION", "ExportWorkerFunction")]);
    let worker = fixture.worker(&options.collect::<Vec<_>>());
    worker.run(&call, Duration::from_millis(200)).await.expect("it stops without an error");
    for _ in 0..600 {
        if !fixture.get(&call).await.state.is_open() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(fixture.file(&call).await == expected_file(&fixture, ExportFormat::Csv).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_concurrent_write_one_file() {
    let fixture = Fixture::start(1_200, 9_200).await;
    let expected = expected_file(&fixture, ExportFormat::JsonlGz).await;
    for _ in 0..2 {
        let call = fixture.export(ExportFormat::JsonlGz).await;
        // The lease ends at once: each worker takes over while the others are still writing.
        let options = [SHORT_STEPS[0], SHORT_STEPS[1], SHORT_STEPS[2], ("EXPORT_LEASE_SECONDS", "0")];
        let workers = [fixture.worker(&options), fixture.worker(&options), fixture.worker(&options)];
        let [one, two, three] = &workers;
        let later = |worker, millis| {
            let call = &call;
            async move {
                tokio::time::sleep(Duration::from_millis(millis)).await;
                let worker: &fixture::Worker = worker;
                worker.run(call, LONG).await
            }
        };
        let (one, two, three) = tokio::join!(one.run(&call, LONG), later(two, 150), later(three, 300));
        for ended in [one, two, three] {
            ended.expect("one that was overtaken ends quietly");
        }
        assert!(fixture.file(&call).await == expected, "the file differs");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn worker_without_lease_changes_nothing() {
    let fixture = Fixture::start(1, 460).await;
    let call = fixture.export(ExportFormat::Csv).await;
    let (now, control) = (now(), &fixture.app.store.control);
    let claim = async |at: Timestamp| fixture.claim(&call, at, at.plus(chrono::Duration::seconds(30))).await;
    let ExportClaim::Taken(first) = claim(now).await else { panic!("it is free") };
    assert!(matches!(claim(now.plus(chrono::Duration::seconds(29))).await, ExportClaim::Leased(_)));
    let ExportClaim::Taken(second) = claim(now.plus(chrono::Duration::seconds(31))).await else {
        panic!("the lease is over")
    };
    assert_eq!((first.lease.fence, second.lease.fence), (1, 2));
    let progress = first.progress;
    let files = ExportFiles {
        data_key: "data".to_owned(),
        manifest_key: "manifest".to_owned(),
        sha256: "abc".to_owned(),
    };
    for refused in [
        control.exports_complete(&first, progress, &files, now).await,
        control.exports_release(&first, 0).await,
        control.exports_restart(&first, true).await,
    ] {
        assert!(matches!(refused, Err(StoreError::Conflict)), "{refused:?}");
    }
    assert_eq!(fixture.get(&call).await.state, ExportState::Running);
    control.exports_complete(&second, progress, &files, now).await.expect("it has the lease");
    assert!(matches!(claim(now.plus(chrono::Duration::days(1))).await, ExportClaim::Finished));
}

#[tokio::test(flavor = "multi_thread")]
async fn export_abandoned_is_resumed_by_a_get() {
    let fixture = Fixture::start(200, 4_600).await;
    let expected = expected_file(&fixture, ExportFormat::Csv).await;
    let call = fixture.export(ExportFormat::Csv).await;
    // A worker claimed it and disappeared.
    let long_ago = Timestamp::from_datetime(chrono::Utc::now() - chrono::Duration::minutes(5));
    let until = long_ago.plus(chrono::Duration::seconds(30));
    fixture.take(&call, long_ago, until).await;
    fixture.app.finished_export(&OWNER, call.export_id.as_str()).await;
    assert!(fixture.file(&call).await == expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn export_with_lost_parts_restarts() {
    let fixture = Fixture::start(1_200, 9_200).await;
    let expected = expected_file(&fixture, ExportFormat::Csv).await;
    let worker = fixture.worker(&SHORT_STEPS);
    let (mut uploads, mut tails) = (0, 0);
    for round in 0..4 {
        let call = fixture.export(ExportFormat::Csv).await;
        worker.run(&call, Duration::from_millis(250 + 250 * round)).await.expect("it stops without an error");
        let export = fixture.get(&call).await;
        let Some(checkpoint) = export.checkpoint else { continue };
        if let Some(upload) = &checkpoint.upload {
            fixture.bucket.upload_abort(&upload.key, &upload.id).await.expect("it is ended");
            uploads += 1;
        } else if let Some(ExportTail { key, .. }) = &checkpoint.tail {
            fixture.bucket.remove(key).await.expect("it is removed");
            tails += 1;
        }
        worker.run(&call, LONG).await.expect("it is written");
        assert!(fixture.file(&call).await == expected, "the file differs");
    }
    assert!(uploads + tails > 0, "nothing was lost");
}

#[tokio::test(flavor = "multi_thread")]
async fn details_hidden_during_export_are_not_in_file() {
    let fixture = Fixture::start(1_200, 9_200).await;
    let call = fixture.export(ExportFormat::Csv).await;
    let worker = fixture.worker(&SHORT_STEPS);
    worker.run(&call, Duration::from_millis(300)).await.expect("it stops without an error");
    let export = fixture.get(&call).await;
    assert!(export.state.is_open() && export.show_details == Some(true), "{:?}", export.state);
    fixture.app.patch_settings(&OWNER, &json!({ "show_details": false })).await.expect(200);
    worker.run(&call, LONG).await.expect("it is written");
    let rows = python::read_csv(&String::from_utf8(fixture.file(&call).await).expect("text"));
    assert_eq!(rows[0], ["Time (Asia/Kathmandu)", "User name", "Event", "Metadata", "Event id"]);
    assert_eq!(rows.len(), 1_201);
    assert_eq!(fixture.get(&call).await.show_details, Some(false));
}

#[tokio::test(flavor = "multi_thread")]
async fn export_deleted_stops_worker_and_leaves_nothing() {
    let fixture = Fixture::start(1_200, 9_200).await;
    let call = fixture.export(ExportFormat::Csv).await;
    let worker = fixture.worker(&SHORT_STEPS);
    let remove = async {
        while fixture.get(&call).await.checkpoint.is_none_or(|checkpoint| checkpoint.upload.is_none()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        fixture.app.delete_export(&OWNER, call.export_id.as_str()).await.expect(204);
    };
    let (ended, ()) = tokio::join!(worker.run(&call, LONG), remove);
    ended.expect("it ends quietly");
    for object in ["1/events.csv", "1/manifest.json", "1/tail-a", "1/tail-b"] {
        let key = ExportsBucket::key(&call.organization_id, &call.export_id, object);
        assert_eq!(fixture.bucket.length(&key).await.expect("the bucket answers"), None, "{object}");
    }
    let queue =
        fixture.app.store.control.exports_queue(&call.organization_id, now()).await.expect("it answers");
    assert!(queue.running.is_empty() && queue.waiting.is_empty(), "{queue:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn export_without_progress_fails() {
    let fixture = Fixture::start(1, 460).await;
    let call = fixture.export(ExportFormat::Csv).await;
    for attempt in 0..10 {
        let at = Timestamp::from_datetime(chrono::Utc::now() - chrono::Duration::minutes(30 - attempt));
        fixture.take(&call, at, at).await;
    }
    fixture.worker(&SHORT_STEPS).run(&call, LONG).await.expect("it says so and ends");
    let export = fixture.app.get_export(&OWNER, call.export_id.as_str()).await.expect(200);
    assert_eq!((&export["status"], &export["incomplete_reason"]), (&json!("failed"), &json!("no_progress")));
    assert_eq!(export["complete"], false);
}
