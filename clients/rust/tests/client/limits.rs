//! Limits and options.

use std::time::Duration;

use activity_client::{BuildError, Client, SendError};
use fake_api::{FakeApi, Faults, PRODUCT_KEY};

use crate::{assert_complete, client, event};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn full_queue_makes_send_wait_and_try_send_fail() {
    let folder = tempfile::tempdir().expect("a folder");
    for spool in [false, true] {
        let api = FakeApi::start(Faults::none()).await;
        api.deny(true);
        let builder = client(&api).memory_limit(1 << 20).spool_limit(1 << 20);
        let builder = if spool { builder.spool(folder.path()) } else { builder };
        let client = builder.build().expect("a client");
        let all = client.send_all((0..).map(event));
        tokio::time::timeout(Duration::from_millis(500), all).await.expect_err("send_all waits");
        let count = usize::try_from(client.status().queued).expect("a number");
        assert!((2_000..6_000).contains(&count), "{count}");
        let mut count = count;
        let error = loop {
            match client.try_send(event(count)).await {
                Ok(()) => count += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, SendError::Full { limit: 1_048_576 }), "{error:?}");
        let waiting = tokio::time::timeout(Duration::from_millis(100), client.send(event(count))).await;
        assert!(waiting.is_err(), "send waits");
        api.deny(false);
        client.send(event(count)).await.expect("there is room again");
        client.close().await.expect("all events are sent");
        assert_complete(&api, count + 1);
    }
}

#[tokio::test]
async fn batch_waits_for_linger_or_flush() {
    let api = FakeApi::start(Faults::none()).await;
    let slow = client(&api).linger(Duration::from_secs(60)).build().expect("a client");
    slow.send_all((0..10).map(event)).await.expect("events are queued");
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(api.recorder().is_empty(), "fewer than 500 events wait");
    slow.flush().await.expect("all events have a result");
    assert_complete(&api, 10);
    assert_eq!(api.counts().values().sum::<u64>(), 1, "one request");
    slow.send_all((10..520).map(event)).await.expect("events are queued");
    tokio::time::timeout(Duration::from_secs(5), async {
        while api.recorder().len() < 510 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("500 events do not wait");
    slow.close().await.expect("all events are sent");
    assert_complete(&api, 520);
}

#[tokio::test]
async fn builder_refuses_invalid_options() {
    let error = |url: &str, key: &str| Client::builder(url, key).build().expect_err("no client");
    for url in ["monitor.example", "ftp://monitor.example", "http://monitor.example", "http://10.0.0.1"] {
        assert!(matches!(error(url, "k"), BuildError::Url { .. }), "{url}");
    }
    for url in ["http://localhost:3000", "http://[::1]:3000", "https://monitor.example/base/"] {
        assert!(Client::builder(url, "k").build().is_ok(), "{url}");
    }
    for key in ["", " ", "a\nb"] {
        assert!(matches!(error("https://monitor.example", key), BuildError::ProductKey));
    }
    let low = Client::builder("https://monitor.example", "k").memory_limit(1_000).build();
    assert!(matches!(low, Err(BuildError::Limit { option: "memory_limit", .. })));
    let outside = std::thread::spawn(|| Client::builder("https://monitor.example", "k").build());
    assert!(matches!(outside.join().expect("no panic"), Err(BuildError::NoRuntime)));
}

#[tokio::test]
async fn debug_of_client_has_no_key() {
    let api = FakeApi::start(Faults::none()).await;
    let builder = client(&api);
    let text = format!("{builder:?} {:?}", client(&api).build().expect("a client"));
    assert!(!text.contains(PRODUCT_KEY), "{text}");
}
