//! Ingest recovers with AWS.

use std::sync::Arc;
use std::time::Duration;

use lambda::clock::Clock;
use tokio::time::Instant;

use support::app::TestApp;
use support::events::varied;
use support::functions::Functions;
use support::plan::{EVERY_SORT, Plan};
use support::producer::{self, Progress};

/// Length of the outage, and the time within which ingest must recover.
const OUTAGE: Duration = Duration::from_secs(6);
const RECOVERY: Duration = Duration::from_secs(5);
/// Time over which a rate is measured.
const WINDOW: Duration = Duration::from_secs(4);
/// Events of one request, and requests that are begun each second whatever becomes of those before.
///
/// An offered load that a small machine bears: what is measured is whether the function still takes it,
/// not how busy the machine is.
const BATCH: usize = 25;
const REQUESTS_PER_SECOND: u64 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ingest_rate_recovers_5_seconds_after_outage() {
    let app = TestApp::start().await;
    let functions = Functions::before(&app, Clock::system()).await;
    let seconds = (WINDOW + OUTAGE + RECOVERY + WINDOW).as_secs() + 4;
    let events =
        varied(&app.organization, BATCH * usize::try_from(seconds * REQUESTS_PER_SECOND).expect("small"));
    let (ingest, progress) = (functions.ingest(), Arc::new(Progress::default()));
    let mut senders = tokio::task::JoinSet::new();
    for (nth, batch) in (0_u32..).zip(events.chunks(BATCH)) {
        let (ingest, progress, batch) = (ingest.clone(), Arc::clone(&progress), Arc::new(batch.to_vec()));
        senders.spawn(async move {
            tokio::time::sleep(Duration::from_secs(1) / REQUESTS_PER_SECOND as u32 * nth).await;
            producer::send(&[ingest], batch, BATCH, &progress).await.acknowledged.len()
        });
    }
    let rate = async || {
        let (before, start) = (progress.events(), Instant::now());
        tokio::time::sleep(WINDOW).await;
        (progress.events() - before) as f64 / start.elapsed().as_secs_f64()
    };
    // The first events make the connections and the directory.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let before = rate().await;
    functions.dynamodb.follow(Plan::new(3, 100, &EVERY_SORT));
    tokio::time::sleep(OUTAGE).await;
    functions.dynamodb.follow(Plan::calm());
    tokio::time::sleep(RECOVERY).await;
    let after = rate().await;
    println!("{before:.0} events a second before the outage, {after:.0} from {RECOVERY:?} after it");
    let acknowledged: usize = senders.join_all().await.into_iter().sum();
    assert_eq!(acknowledged, events.len(), "everything is acknowledged in the end");
    assert!(after >= 0.95 * before, "{after:.0} events a second after {before:.0}");
}
