//! Final results.

use std::sync::{Arc, Mutex};

use activity_client::{Client, Event, EventStatus, Refused};
use fake_api::{FakeApi, Faults, OFF_ORGANIZATION, POISON};

use crate::{build, client, event, recorded};

/// Sends `event(0)` to `event(9)`, with these events among them. Returns the client, and the refused events by callback.
async fn send_among(
    api: &FakeApi,
    spool: Option<&std::path::Path>,
    others: Vec<Event>,
) -> (Client, Vec<Refused>) {
    let refused = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&refused);
    let mut builder =
        client(api).on_refused(move |refused| sink.lock().expect("no panics").push(refused.clone()));
    if let Some(folder) = spool {
        builder = builder.spool(folder);
    }
    let client = builder.build().expect("a client");
    let mut events: Vec<_> = (0..10).map(event).collect();
    for (nth, other) in others.into_iter().enumerate() {
        events.insert(3 + nth, build(other, 100 + nth));
    }
    client.send_all(events).await.expect("events are queued");
    client.flush().await.expect("all events have a result");
    let refused = refused.lock().expect("no panics").clone();
    (client, refused)
}

#[tokio::test]
async fn refused_events_are_reported_and_kept() {
    let api = FakeApi::start(Faults::none()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let others = vec![
        // The id of another event.
        Event::new("org_acme", "pass.item.created", "u_eve").id("e0"),
        Event::new(OFF_ORGANIZATION, "pass.item.created", "u_eve").id("off"),
    ];
    let (client, reported) = send_among(&api, Some(folder.path()), others).await;
    let kept = client.refused(0, 10).await.expect("the refused events");
    assert_eq!(kept, reported);
    let short: Vec<_> =
        kept.iter().map(|refused| (refused.id.as_deref(), refused.status, refused.reason.as_str())).collect();
    let expected = [
        (Some("e0"), EventStatus::Conflict, "another event with this id is recorded already"),
        (Some("off"), EventStatus::NotCollected, "the activity monitor of the organization is off"),
    ];
    assert_eq!(short, expected);
    assert!(kept[1].event.contains(r#""n":"101""#), "{}", kept[1].event);
    assert_eq!(recorded(&api), (0..10).collect::<Vec<_>>());
    let status = client.status();
    assert_eq!((status.recorded, status.refused, status.refused_stored), (10, 2, 2));

    client.close().await.expect("nothing is left");
    let client = crate::client(&api).spool(folder.path()).build().expect("the spool opens again");
    assert_eq!(client.refused(kept[0].seq, 10).await.expect("the refused events"), kept[1..]);
    client.remove_refused(&[kept[0].seq]).await.expect("the first is removed");
    assert_eq!(client.refused(0, 10).await.expect("the refused events"), kept[1..]);
    assert_eq!(client.status().refused_stored, 1);
}

#[tokio::test]
async fn event_that_spoils_batch_is_refused_alone() {
    let api = FakeApi::start(Faults::all(0.2)).await;
    let poison = |id: &str| Event::new("org_acme", "pass.item.created", "u_eve").id(id).session_id(POISON);
    let (client, reported) = send_among(&api, None, vec![poison("p1"), poison("p2")]).await;
    let mut ids: Vec<_> = reported.iter().filter_map(|refused| refused.id.as_deref()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["p1", "p2"]);
    assert_eq!(reported[0].reason, "the API answered 400: an event spoils the request");
    assert_eq!(recorded(&api), (0..10).collect::<Vec<_>>());
    assert_eq!(client.status().refused, 2);
}

#[tokio::test]
async fn event_sent_again_is_duplicate() {
    let api = FakeApi::start(Faults::none()).await;
    let client = client(&api).build().expect("a client");
    let event = event(0);
    for _ in 0..3 {
        client.send(event.clone()).await.expect("the event is queued");
        client.flush().await.expect("it has a result");
    }
    let status = client.status();
    assert_eq!((status.recorded, status.duplicates, api.recorder().len()), (1, 2, 1));
}
