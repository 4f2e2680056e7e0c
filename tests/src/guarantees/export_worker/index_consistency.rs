//! A complete file has the rows that were being written.

use std::time::{Duration, Instant};

use event_model::TimeRange;
use event_store::{ExportFormat, Insertion};

use support::fixture::Fixture;

const LONG: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread")]
async fn export_has_rows_that_were_in_flight() {
    let fixture = Fixture::start(600, 460).await;
    let now = support::fixture::now();
    let range = TimeRange::new(fixture.since, now).expect("a range");
    let request = fixture.request("u_owner", false, ExportFormat::Jsonl, range);
    // Stamped before the request and written after it, as if its first attempt was throttled.
    let mut recording = fixture.recording(9_999, 460);
    recording.event.occurred_at = now.minus(chrono::Duration::seconds(2));
    recording.recorded_at = now.minus(chrono::Duration::seconds(1));
    let call = fixture.create(request).await;
    let write = async {
        tokio::time::sleep(Duration::from_millis(1_600)).await;
        let deadline = tokio::time::Instant::now() + Duration::from_secs(10);
        let inserted = fixture.app.store.events.insert(&[recording], deadline).await;
        assert!(matches!(inserted[0], Insertion::Recorded), "{inserted:?}");
    };
    let worker = fixture.worker(&[("EXPORT_SETTLE_MILLISECONDS", "4000")]);
    let (ended, ()) = tokio::join!(worker.run(&call, LONG), write);
    ended.expect("it is written");
    let text = String::from_utf8(fixture.file(&call).await).expect("text");
    assert!(text.contains("row-009999"), "the row is missing");
    // Each once, without the events of the stack.
    assert_eq!(text.lines().filter(|line| line.contains("\"row-")).count(), 601);
}

#[tokio::test(flavor = "multi_thread")]
async fn export_of_the_past_does_not_wait() {
    let fixture = Fixture::start(5, 460).await;
    let call = fixture.export(ExportFormat::Csv).await;
    let started = Instant::now();
    fixture.worker(&[]).run(&call, LONG).await.expect("it is written");
    assert!(started.elapsed() < Duration::from_secs(6), "it took {:?}", started.elapsed());
}
