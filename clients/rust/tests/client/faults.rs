//! Faults of the API and of the network.

use std::time::{Duration, Instant};

use activity_client::{Client, FlushError};
use fake_api::{FakeApi, Fault, Faults, PRODUCT_KEY};
use tokio::task::JoinSet;

use crate::{assert_complete, client, event};

/// Events, unless the environment variable CLIENT_EVENTS says another number.
const EVENTS: usize = 10_000;

fn events() -> usize {
    std::env::var("CLIENT_EVENTS").map_or(EVENTS, |events| events.parse().expect("a number of events"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_with_faults_records_each_event_once() {
    let api = FakeApi::start(Faults::all(0.3)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let client = client(&api).spool(folder.path()).build().expect("a client");
    let count = events();
    let started = Instant::now();
    for first in (0..count).step_by(250) {
        client.send_all((first..count.min(first + 250)).map(event)).await.expect("events are queued");
    }
    client.flush().await.expect("all events have a result");
    println!("{count} events with 30 % faults in {:?}: {:?}", started.elapsed(), api.counts());
    assert_complete(&api, count);
    let status = client.status();
    assert_eq!((status.queued, status.queued_bytes, status.sent()), (0, 0, count as u64));
    assert!(api.counts().keys().flatten().count() > 0, "no faults: {:?}", api.counts());
    client.close().await.expect("nothing is left");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_in_memory_with_each_fault_loses_nothing() {
    let mut checks = JoinSet::new();
    for fault in Fault::ALL {
        checks.spawn(async move {
            let api = FakeApi::start(Faults::of(0.5, [fault])).await;
            let client = client(&api).build().expect("a client");
            client.send_all((0..1_200).map(event)).await.expect("events are queued");
            client.close().await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
            assert_complete(&api, 1_200);
            assert!(client.send(event(0)).await.is_err(), "a closed client accepts no event");
        });
    }
    while let Some(check) = checks.join_next().await {
        check.expect("nothing is lost");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn send_without_faults_prints_rate() {
    let api = FakeApi::start(Faults::none()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let client = client(&api).spool(folder.path()).build().expect("a client");
    let count = events();
    let started = Instant::now();
    for first in (0..count).step_by(500) {
        client.send_all((first..count.min(first + 500)).map(event)).await.expect("events are queued");
    }
    client.flush().await.expect("all events have a result");
    let seconds = started.elapsed().as_secs_f64();
    println!("{count} events in {seconds:.2} s through the spool: {:.0} events/s", count as f64 / seconds);
    assert_complete(&api, count);
}

#[tokio::test]
async fn retry_after_is_obeyed() {
    let api = FakeApi::start(Faults::of(1.0, [Fault::Throttled])).await;
    let client = client(&api).requests_in_flight(1).build().expect("a client");
    client.send(event(0)).await.expect("the event is queued");
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(api.counts().values().sum::<u64>(), 1, "no request before Retry-After");
    let status = client.status();
    assert!(status.failing && !status.denied);
    assert_eq!(status.last_error.expect("an error").status, Some(429));
    api.set_faults(Faults::none());
    client.close().await.expect("the event is sent");
    assert_complete(&api, 1);
}

#[tokio::test]
async fn denied_key_keeps_events_and_fails_flush() {
    let api = FakeApi::start(Faults::none()).await;
    api.deny(true);
    let client = client(&api).build().expect("a client");
    client.send_all((0..700).map(event)).await.expect("events are queued");
    let error = client.flush().await.expect_err("the key is refused");
    let FlushError::Denied { events, error } = error else { panic!("{error}") };
    assert_eq!((events, error.status), (700, Some(401)));
    assert_eq!(error.to_string(), "the API answered 401: the product key is unknown");
    assert!(client.status().denied);
    api.deny(false);
    while client.status().queued > 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_complete(&api, 700);
    assert!(!client.status().denied);
    client.close().await.expect("all events are sent");
}

#[tokio::test]
async fn close_with_unreachable_api_says_what_is_left() {
    let client = Client::builder("http://127.0.0.1:9", PRODUCT_KEY)
        .close_timeout(Duration::from_millis(200))
        .build()
        .expect("a client");
    client.send_all((0..3).map(event)).await.expect("events are queued");
    let error = client.close().await.expect_err("nothing is sent");
    assert!(matches!(error, FlushError::TimedOut { events: 3, .. }), "{error:?}");
    assert!(
        error.to_string().starts_with("3 events are not sent after 0 s: error sending request"),
        "{error}"
    );
}
