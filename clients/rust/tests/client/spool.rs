//! The spool.

use std::time::Duration;

use activity_client::{Batch, BuildError, Client, Refused, SendError, SpoolError};
use fake_api::{FakeApi, Faults, PRODUCT_KEY};

use crate::{assert_complete, client, event};

/// Returns a builder of a client that reaches no API.
fn unreachable() -> activity_client::ClientBuilder {
    Client::builder("http://127.0.0.1:9", PRODUCT_KEY).close_timeout(Duration::from_millis(50))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spool_is_sent_by_next_client() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = unreachable().spool(folder.path()).build().expect("a client");
    first.send_all((0..1_500).map(event)).await.expect("events are stored");
    first.close().await.expect_err("the API is unreachable");

    let api = FakeApi::start(Faults::none()).await;
    let next = client(&api).spool(folder.path()).build().expect("the spool opens again");
    assert!(next.status().queued > 0 || api.recorder().len() == 1_500);
    next.send_all((1_500..1_600).map(event)).await.expect("events are stored");
    next.close().await.expect("all events are sent");
    assert_complete(&api, 1_600);
}

#[tokio::test]
async fn spool_in_use_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = unreachable().spool(folder.path()).build().expect("a client");
    let second = unreachable().spool(folder.path()).build().expect_err("one client only");
    assert!(matches!(second, BuildError::Spool(SpoolError::InUse(_))), "{second:?}");
    let told = format!(
        "the spool {} is in use by another process: stop it, or choose another folder",
        folder.path().display()
    );
    assert_eq!(second.to_string(), told);
    first.send(event(0)).await.expect("the first client goes on");
    drop(first);
    let third = unreachable().spool(folder.path()).build().expect("the spool is free");
    assert_eq!(third.status().queued, 1);
}

#[tokio::test]
async fn batch_stores_checkpoint_with_its_events() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = unreachable().spool(folder.path()).build().expect("a client");
    let mut batch = Batch::new();
    batch.push_labeled(&event(0), "line 1");
    batch.refuse(Refused::rejected("not JSON".to_owned(), Some("line 2".to_owned()), &[]));
    batch.set_checkpoint("log", "2");
    first.send_batch(batch).await.expect("the batch is stored");
    drop(first);

    let next = unreachable().spool(folder.path()).build().expect("the spool opens again");
    assert_eq!(next.checkpoint("log").await.expect("a spool").as_deref(), Some("2"));
    assert_eq!(next.checkpoint("other").await.expect("a spool"), None);
    assert_eq!((next.status().queued, next.status().refused_stored), (1, 1));
    let refused = next.refused(0, 10).await.expect("the refused events");
    assert_eq!((refused[0].label.as_deref(), refused[0].event.as_str()), (Some("line 2"), "not JSON"));
    next.clear_checkpoint("log").await.expect("a spool");
    assert_eq!(next.checkpoint("log").await.expect("a spool"), None);
}

#[tokio::test]
async fn batch_with_checkpoint_needs_spool() {
    let client = unreachable().build().expect("a client");
    let mut batch = Batch::new();
    batch.push(&event(0));
    batch.set_checkpoint("log", "1");
    let error = client.send_batch(batch).await.expect_err("no spool");
    assert!(matches!(error, SendError::Spool(SpoolError::NotOpen)), "{error:?}");
    assert_eq!(client.status().queued, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn spool_full_of_refused_events_is_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let client = unreachable().spool(folder.path()).spool_limit(1 << 20).build().expect("a client");
    let mut batch = Batch::new();
    batch.refuse(Refused::rejected("x".repeat(600_000), None, &[]));
    client.send_batch(batch).await.expect("the batch is stored");
    let error = client.send(event(0)).await.expect_err("no room");
    assert!(matches!(error, SendError::TooManyRefused { .. }), "{error:?}");
    let last = client.refused(0, 10).await.expect("the refused events").last().expect("one").seq;
    client.remove_refused(&[last]).await.expect("they are removed");
    client.send(event(0)).await.expect("the event is stored");
}

#[tokio::test]
async fn spool_in_unwritable_folder_is_refused() {
    let error = unreachable().spool("/proc/spool").build().expect_err("no folder");
    assert!(matches!(error, BuildError::Spool(SpoolError::Folder { .. })), "{error:?}");
}
