//! A destination that is down for an hour, and one that refuses events.

use chrono::Duration;
use event_model::{StreamFormat, StreamState};
use serde_json::Value;
use support::deliveries::Deliveries;
use support::feed::EVENTS;
use support::receiver::{Receiver, Reply};

use super::faults::keep;

/// Returns the types of the events about a stream, in no order.
async fn changes(deliveries: &Deliveries) -> Vec<String> {
    let items = deliveries.tables.app.stored(EVENTS).await.into_iter();
    let kind = |item: String| {
        let item: Value = serde_json::from_str(&item).expect("an item");
        let key = item["type_key"]["S"].as_str()?.to_owned();
        key.split('#').nth(1).map(str::to_owned)
    };
    let mut kinds: Vec<String> = items.filter_map(kind).collect();
    kinds.retain(|kind| kind.starts_with("monitor.stream."));
    kinds.sort();
    kinds
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn delivery_after_an_hour_down_is_complete() {
    let deliveries = Deliveries::start().await;
    let receiver = Receiver::start().await;
    let (stream, secret) = deliveries.webhook(&receiver.webhook_url(), StreamFormat::Native).await;
    receiver.trust(&[&secret]);
    let worker = deliveries.worker(&deliveries.tables.app.aws());
    let mut ids = deliveries.append("before", 250, 100).await;
    deliveries.run(&worker, &stream.id).await.expect("a run");
    assert_eq!(keep(&receiver.stored()).events, ids);

    receiver.stop();
    let down = deliveries.now();
    let mut states = Vec::new();
    let mut nth = 0;
    while deliveries.now() < down.plus(Duration::hours(1)) {
        nth += 1;
        ids.extend(deliveries.append(&format!("down{nth}"), 40, 20).await);
        deliveries.run(&worker, &stream.id).await.expect("a run");
        states.push(deliveries.delivery(&stream.id).await.delivery.state);
        deliveries.pass_until_due(&stream.id).await;
    }
    assert_eq!(states[..3], [StreamState::Active, StreamState::Active, StreamState::Failing]);
    receiver.resume();
    while !deliveries.is_done(&stream.id).await {
        deliveries.run(&worker, &stream.id).await.expect("a run");
        deliveries.pass_until_due(&stream.id).await;
    }
    let kept = keep(&receiver.stored());
    assert_eq!(kept.events, ids);
    println!(
        "down for an hour: {} attempts, {} events, {} repeats, 0 missing",
        states.len(),
        ids.len(),
        kept.repeats
    );
    let delivery = deliveries.delivery(&stream.id).await.delivery;
    assert_eq!((delivery.state, delivery.failures, delivery.failing_since), (StreamState::Active, 0, None));
    assert_eq!(
        changes(&deliveries).await,
        ["monitor.stream.failing", "monitor.stream.recovered"].map(str::to_owned)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn event_that_is_refused_becomes_a_dead_letter() {
    let deliveries = Deliveries::start().await;
    let receiver = Receiver::start().await;
    let (stream, secret) = deliveries.webhook(&receiver.webhook_url(), StreamFormat::Native).await;
    receiver.trust(&[&secret]);
    let worker = deliveries.worker(&deliveries.tables.app.aws());
    let ids = deliveries.append("event", 100, 100).await;
    // 100, 50, 25, 13, 7, 4, 2, then one event alone, three times.
    receiver.script(std::iter::repeat_n(Reply::Invalid, 7 + 3));
    while !deliveries.is_done(&stream.id).await {
        deliveries.run(&worker, &stream.id).await.expect("a run");
        deliveries.pass_until_due(&stream.id).await;
    }
    let control = &deliveries.tables.app.store.control;
    let page = || control.dead_letters_page(&deliveries.organization, &stream.id, None, 10, deliveries.now());
    let letters = page().await.expect("a page").items;
    assert_eq!(letters.iter().map(|letter| letter.event_id.as_str()).collect::<Vec<_>>(), [ids[0].as_str()]);
    assert_eq!((letters[0].status, letters[0].excerpt.as_str()), (Some(400), "not understood"));
    assert_eq!(keep(&receiver.stored()).events, ids[1..]);

    let read = deliveries.delivery(&stream.id).await;
    let mut wanted = read.delivery.clone();
    wanted.redrive = true;
    let change = event_store::DeliveryChange { read: &read, wanted: &wanted };
    deliveries.tables.app.store.deliveries_act(&deliveries.state, &change, &[]).await.expect("an act");
    deliveries.run(&worker, &stream.id).await.expect("a run");
    assert!(page().await.expect("a page").items.is_empty());
    assert!(!deliveries.delivery(&stream.id).await.delivery.redrive);
    let kept = keep(&receiver.stored());
    assert_eq!(kept.events.last(), ids.first());
    assert_eq!(kept.events.len(), ids.len());
}
