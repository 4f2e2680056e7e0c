//! No acknowledged event is lost or stored twice.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use event_model::EventFilter;
use event_store::{EventReader, Order, ReadRequest, ReadSize, Step};
use lambda::clock::Clock;
use serde_json::Value;

use support::app::TestApp;
use support::events::varied;
use support::functions::Functions;
use support::plan::{EVERY_SORT, Plan};
use support::producer::{self, Progress};
use support::proxy::Counts;

/// Events of one request.
const BATCH: usize = 100;
/// Instances of the function. Most of them wait for an answer that never comes.
const INSTANCES: usize = 12;

/// Returns the number of events to send: `FAULT_EVENTS`, or 10,000.
fn events() -> usize {
    std::env::var("FAULT_EVENTS").map_or(10_000, |count| count.parse().expect("FAULT_EVENTS is a number"))
}

/// Reads the whole table by an index, without a proxy: the number of copies of each event, by id.
async fn stored(app: &TestApp) -> BTreeMap<String, (u32, Value)> {
    let state = app.state(&app.organization).await;
    let request = ReadRequest {
        state: &state,
        filter: EventFilter::ALL,
        order: Order::Ascending,
        after: None,
        size: ReadSize::Bulk,
        now: Clock::system().timestamp(),
    };
    let mut reader = EventReader::new(&app.store.events, request);
    let mut stored: BTreeMap<String, (u32, Value)> = BTreeMap::new();
    loop {
        match reader.next().await.expect("the table can be read") {
            // Of the setup of the organization.
            Step::Event(event) if event.source() == "monitor" => {}
            Step::Event(event) => {
                let id = event.id.to_string();
                let body =
                    serde_json::to_value(event_model::EventBody::new(*event, true)).expect("a body is JSON");
                stored.entry(id).or_insert((0, body)).0 += 1;
            }
            Step::Skipped => panic!("nothing has expired"),
            Step::End => return stored,
        }
    }
}

fn total(counts: &Counts) -> u64 {
    counts.values().sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ingest_under_faults_loses_and_doubles_nothing() {
    let app = TestApp::start().await;
    let functions = Functions::before(&app, Clock::system()).await;
    let count = events();
    let sent = varied(&app.organization, INSTANCES * BATCH + count / 10 + count);
    let (calm, disturbed) = sent.split_at(INSTANCES * BATCH + count / 10);

    // Every instance gets to know the directory.
    let progress = Arc::new(Progress::default());
    let instances: Vec<_> = (0..INSTANCES).map(|_| functions.ingest()).collect();
    let (first, calm) = calm.split_at(INSTANCES * BATCH);
    for (instance, events) in instances.chunks(1).zip(first.chunks(BATCH)) {
        producer::send(instance, Arc::new(events.to_vec()), BATCH, &progress).await;
    }
    // The requests without faults: ten times those of a tenth of the events.
    functions.dynamodb.take_counts();
    let told = producer::send(&instances[..1], Arc::new(calm.to_vec()), BATCH, &progress).await;
    assert_eq!((told.refusals, told.retries), (0, 0), "{told:?}");
    let needed = total(&functions.dynamodb.take_counts()) * 10;

    functions.dynamodb.follow(Plan::new(7, 30, &EVERY_SORT));
    let start = Instant::now();
    let told = producer::send(&instances, Arc::new(disturbed.to_vec()), BATCH, &progress).await;
    let took = start.elapsed();
    let counts = functions.dynamodb.take_counts();
    // Late writes have arrived by then.
    tokio::time::sleep(Duration::from_secs(5)).await;
    let stored = stored(&app).await;

    let lost = sent.iter().filter(|event| !stored.contains_key(event["id"].as_str().expect("an id"))).count();
    let doubled = stored.values().filter(|(times, _)| *times > 1).count();
    let absent = told.acknowledged.keys().filter(|id| !stored.contains_key(*id)).count();
    // And, where the answer to a write was lost, a read that tells whether it was carried out.
    let read_back = counts.get(&("BatchGetItem EventsTable".to_owned(), None)).copied().unwrap_or_default();
    let used = total(&counts);
    let faulted: u64 = counts.iter().filter(|((_, fault), _)| fault.is_some()).map(|(_, count)| count).sum();
    println!(
        "{count} events in {took:.1?}: {used} requests to AWS, {needed} and {read_back} to read back needed ({:.2}; {:.2} without), {faulted} faulted ({:.1} %), \
         lost {lost}, doubled {doubled}, acknowledged but absent {absent}; \
         {} requests of the producer, {} refused, {} results `retry`, the slowest answer after {:.1?}",
        used as f64 / (needed + read_back) as f64,
        used as f64 / needed as f64,
        faulted as f64 / used as f64 * 100.0,
        told.requests,
        told.refusals,
        told.retries,
        told.slowest,
    );
    for ((operation, fault), count) in &counts {
        println!("  {operation} {fault:?}: {count}");
    }
    assert_eq!((lost, doubled, absent), (0, 0, 0));
    assert_eq!(stored.len(), sent.len(), "nothing is stored that was not sent");
    assert_eq!(told.acknowledged.len(), count, "everything is acknowledged");
    for (id, (recorded, duplicate)) in &told.acknowledged {
        assert_eq!(recorded + duplicate, 1, "{id} is acknowledged once, since it was not sent again");
    }
    for event in &sent {
        let (_, stored) = &stored[event["id"].as_str().expect("an id")];
        for field in ["id", "type", "occurred_at", "outcome", "actor"] {
            assert_eq!(stored[field], event[field], "{field} of {stored}");
        }
    }
    assert!(faulted * 100 >= used * 27, "{faulted} of {used} is not a third");
    assert!(used * 10 <= (needed + read_back) * 16, "{used} requests to AWS where {needed} are needed");
    assert!(told.slowest < Duration::from_secs(15), "an answer took {:?}", told.slowest);
}
