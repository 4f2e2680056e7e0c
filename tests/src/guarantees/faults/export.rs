//! An export under faults is byte-identical to one without.

use std::time::{Duration, Instant};

use event_store::{Endpoints, ExportFormat};
use export::worker;

use support::fixture::{self, Fixture, SHORT_STEPS};
use support::plan::{EVERY_SORT, Fault, Plan};
use support::proxy::{Counts, Proxy};
use support::wire::Protocol;

/// Rows of the export, and bytes of each: several parts.
const ROWS: usize = 1_200;
const ROW_BYTES: usize = 9_200;
/// Maximum number of workers, one after the other.
const WORKERS: u32 = 60;
/// How long each may work.
const TIME: Duration = Duration::from_secs(60);
/// Every sort of fault except missing answers: the upload of a part may take half a minute.
const BUCKET_FAULTS: [&[Fault]; 5] = {
    let [throttle, _, unavailable, reset, crash, cut, _] = EVERY_SORT;
    [throttle, unavailable, reset, crash, cut]
};

fn faulted(counts: &Counts) -> u64 {
    counts.iter().filter(|((_, fault), _)| fault.is_some()).map(|(_, count)| count).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn export_under_faults_is_byte_identical() {
    let fixture = Fixture::start(ROWS, ROW_BYTES).await;
    let aws = fixture.app.aws();
    let endpoints = aws.endpoints().expect("a stack has emulators").clone();
    let dynamodb = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
    let s3 = Proxy::start(&endpoints.s3, Protocol::S3).await;
    let disturbed = Endpoints { dynamodb: dynamodb.url(), s3: s3.url(), ..endpoints };
    for (seed, format) in (1..).zip([ExportFormat::Csv, ExportFormat::JsonlGz]) {
        let call = fixture.export(format).await;
        fixture.worker(&SHORT_STEPS).run(&call, TIME).await.expect("it is written");
        let truth = fixture.file(&call).await;
        assert!(truth.len() > 5 * 1024 * 1024, "{} bytes are one part", truth.len());

        dynamodb.follow(Plan::new(seed, 30, &EVERY_SORT));
        s3.follow(Plan::new(seed, 30, &BUCKET_FAULTS));
        let call = fixture.export(format).await;
        let mut workers = 0;
        while fixture.get(&call).await.state.is_open() {
            workers += 1;
            assert!(workers <= WORKERS, "{format} is not written by {WORKERS} workers");
            let worker = fixture::load(disturbed.clone(), &SHORT_STEPS);
            if let Err(error) = worker::run(&worker, call.clone(), Instant::now() + TIME).await {
                println!("{format}: worker {workers} gave up: {error}");
                // No other worker can claim it before its lease ends.
                tokio::time::sleep(Duration::from_millis(400)).await;
            }
        }
        let counts = (dynamodb.take_counts(), s3.take_counts());
        println!(
            "{format}: {workers} workers, {} faults of tables, {} of the bucket",
            faulted(&counts.0),
            faulted(&counts.1)
        );
        let file = fixture.file(&call).await;
        assert!(file == truth, "{format}: {} bytes instead of {}", file.len(), truth.len());
        assert!(faulted(&counts.0) > 0 && faulted(&counts.1) > 0, "{counts:?}");
    }
}
