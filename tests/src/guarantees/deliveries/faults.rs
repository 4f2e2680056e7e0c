//! A worker whose destination and tables fail, and which is killed.
//!
//! `DELIVERY_FAULT_EVENTS=100000` sends as many events as the design asks for, instead of 10,000.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use event_model::StreamFormat;
use event_store::{Aws, Endpoints};
use fastrand::Rng;
use support::deliveries::Deliveries;
use support::plan::{EVERY_SORT, Plan};
use support::proxy::Proxy;
use support::receiver::{ReceivedMessage, Receiver};
use support::wire::Protocol;

/// Returns the number of events: `DELIVERY_FAULT_EVENTS`, or 10,000.
pub(super) fn events() -> usize {
    std::env::var("DELIVERY_FAULT_EVENTS")
        .map_or(10_000, |count| count.parse().expect("DELIVERY_FAULT_EVENTS is a number"))
}

/// What a receiver that stores each id once has after all messages.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    /// Ids of events in order.
    pub(super) events: Vec<String>,
    /// Messages that were repeats of an id.
    pub(super) repeats: usize,
}

/// Keeps messages as a receiver does: an id that it knows is a repeat, and must have the same events.
pub(super) fn keep(messages: &[ReceivedMessage]) -> Kept {
    let mut kept = Kept::default();
    let mut known: HashMap<String, String> = HashMap::new();
    for message in messages {
        assert!(message.is_genuine, "a message without a valid signature");
        let events = message.events();
        let content = serde_json::to_string(&events).expect("JSON");
        match known.get(message.id()) {
            Some(before) => {
                assert_eq!(*before, content, "{} has two contents", message.id());
                kept.repeats += 1;
            }
            None => {
                known.insert(message.id().to_owned(), content);
                kept.events
                    .extend(events.iter().map(|event| event["id"].as_str().expect("an id").to_owned()));
            }
        }
    }
    kept
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn delivery_under_faults_is_complete_and_in_order() {
    let count = events();
    let deliveries = Deliveries::start().await;
    let receiver = Receiver::start().await;
    let ids = deliveries.append("event", count, 130).await;
    let (stream, secret) = deliveries.webhook(&receiver.webhook_url(), StreamFormat::Native).await;
    receiver.trust(&[&secret]);
    receiver.fail(0.3, 11);
    let aws = deliveries.tables.app.aws();
    let endpoints = aws.endpoints().expect("a stack has emulators");
    let proxy = Proxy::start(&endpoints.dynamodb, Protocol::DynamoDb).await;
    proxy.follow(Plan::new(5, 10, &EVERY_SORT[..EVERY_SORT.len() - 1]));
    let disturbed = Aws::with_endpoints(Endpoints { dynamodb: proxy.url(), ..endpoints.clone() });
    let worker = deliveries.worker(&disturbed);

    let mut rng = Rng::with_seed(9);
    let (mut runs, mut killed, mut failed) = (0, 0, 0);
    let started = Instant::now();
    while !deliveries.is_done(&stream.id).await {
        runs += 1;
        let run = deliveries.run(&worker, &stream.id);
        if rng.bool() {
            let time = Duration::from_millis(rng.u64(0..300));
            killed += usize::from(tokio::time::timeout(time, run).await.is_err());
        } else {
            failed += usize::from(run.await.is_err());
        }
        deliveries.pass_until_due(&stream.id).await;
    }
    let messages = receiver.stored();
    let kept = keep(&messages);
    println!(
        "{count} events, {:.1?}: {runs} runs, {killed} killed, {failed} failed; {} requests, {} stored, {} of them \
         repeats with a known id; 0 missing, in order",
        started.elapsed(),
        receiver.messages().len(),
        messages.len(),
        kept.repeats,
    );
    assert_eq!(kept.events, ids);
    assert!(killed > 0 && kept.repeats > 0, "{killed} {}", kept.repeats);
}
