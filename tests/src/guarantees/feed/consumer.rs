//! The consumer of a feed: every segment is handled in order, whatever happens to workers and wake-ups.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::Duration;

use event_model::{EventBody, OrganizationId, Timestamp};
use event_store::{Consumed, Consumer, ConsumerClaim, ConsumerRun, Feed, FeedRecord, Segment, StoreError};
use fastrand::Rng;
use serde_json::json;
use support::app::TestApp;
use tokio::sync::Notify;
use tokio::time::Instant;

/// A stack with a feed, and a consumer of it.
struct Fixture {
    app: TestApp,
    feed: Feed,
    consumer: Consumer,
}

impl Fixture {
    async fn start() -> Self {
        let app = TestApp::start().await;
        let feed = Feed::open(&app.aws(), "FeedTable");
        let consumer = Consumer { organization_id: organization(), name: "detector".to_owned() };
        Self { app, feed, consumer }
    }

    fn now(&self) -> Timestamp {
        self.app.clock.clock().timestamp()
    }

    /// Appends a segment with one event.
    async fn append(&self, nth: usize) {
        let record = FeedRecord::of(event(nth).into_event(Timestamp::MAX).expect("an event"));
        let records = vec![record.expect("a record")];
        let now = self.now();
        let appended = self.feed.append(&organization(), records, now, far()).await.expect("appended");
        assert_eq!(appended.segments, 1);
    }

    async fn consume(
        &self,
        wake: Option<Segment>,
        handle: impl AsyncFnMut(&Segment) -> Result<(), StoreError>,
    ) -> Result<Consumed, StoreError> {
        let run = ConsumerRun {
            consumer: &self.consumer,
            start: 1,
            wake: wake.into_iter().collect(),
            deadline: far(),
        };
        self.feed.consume(&self.app.store.control, run, || self.now(), handle).await
    }
}

fn organization() -> OrganizationId {
    "org_feed".parse().expect("an id")
}

fn far() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

fn event(nth: usize) -> EventBody {
    let time =
        Timestamp::from_millis(1_795_000_000_000 + i64::try_from(nth).expect("a number")).expect("a time");
    serde_json::from_value(json!({
        "id": format!("e{nth}"), "organization_id": "org_feed", "type": "pass.item.read", "source": "pass",
        "occurred_at": time, "recorded_at": time, "outcome": "success", "actor": { "id": "u" }, "targets": [],
        "client": {}, "details": "shown", "metadata": {},
    }))
    .expect("an event")
}

#[tokio::test]
async fn consumer_handles_every_segment_in_order() {
    const SEGMENTS: u64 = 60;
    let fixture = &Fixture::start().await;
    // The numbers in the order in which their work was stored.
    let handled: &Mutex<Vec<u64>> = &Mutex::default();
    let workers = (0..5).map(|worker| {
        async move {
            let mut random = Rng::with_seed(worker);
            for _ in 0..40 {
                // A wake-up of any segment, also of one that is handled or far ahead, or lost altogether.
                let wake = fixture.feed.head(&organization()).await.expect("a head");
                let wake = wake.filter(|_| random.bool());
                let mut fate = random.fork();
                let run = fixture.consume(wake, async |segment| {
                    tokio::time::sleep(Duration::from_micros(fate.u64(0..2_000))).await;
                    handled.lock().expect("no panic").push(segment.number);
                    match fate.u8(..6) {
                        0 => Err(StoreError::Conflict),
                        _ => Ok(()),
                    }
                });
                // Some workers are killed at a random point: their lease stays until it ends.
                let killed =
                    tokio::time::timeout(Duration::from_millis(random.u64(1..60)), run).await.is_err();
                if killed {
                    fixture.app.clock.pass(chrono::Duration::seconds(61));
                }
            }
        }
    });
    let appends = async {
        for nth in 0..SEGMENTS {
            fixture.append(nth as usize).await;
        }
    };
    tokio::join!(futures::future::join_all(workers), appends);
    fixture.app.clock.pass(chrono::Duration::seconds(61));
    let last = fixture.consume(None, async |segment| {
        handled.lock().expect("no panic").push(segment.number);
        Ok(())
    });
    assert_eq!(last.await.expect("consumed"), Consumed::All);

    let handled = handled.lock().expect("no panic");
    let mut done = BTreeSet::new();
    for number in handled.iter() {
        // A segment may be handled again, but none before all earlier ones.
        assert!(*number <= done.len() as u64 + 1, "{number} was handled after {}", done.len());
        done.insert(*number);
    }
    assert_eq!(done, (1..=SEGMENTS).collect());
}

#[tokio::test]
async fn consumer_refused_wake_is_handled_by_the_other() {
    let fixture = Fixture::start().await;
    fixture.append(1).await;
    let (begun, go_on) = (Notify::new(), Notify::new());
    let mut handled = Vec::new();
    let first = fixture.consume(None, async |segment| {
        handled.push(segment.number);
        if segment.number == 1 {
            begun.notify_one();
            go_on.notified().await;
        }
        Ok(())
    });
    let second = async {
        begun.notified().await;
        fixture.append(2).await;
        let wake = fixture.feed.head(&organization()).await.expect("a head");
        let refused = fixture.consume(wake, async |_| panic!("it has no lease")).await;
        go_on.notify_one();
        refused
    };
    let (first, second) = tokio::join!(first, second);
    assert_eq!((first.expect("consumed"), second.expect("consumed")), (Consumed::All, Consumed::Leased));
    assert_eq!(handled, [1, 2]);
}

#[tokio::test]
async fn consumer_taken_over_cannot_move_the_position() {
    let fixture = Fixture::start().await;
    let control = &fixture.app.store.control;
    fixture.append(1).await;
    fixture.append(2).await;
    let slow = fixture.consume(None, async |_| {
        // The lease ends, and another worker handles everything.
        fixture.app.clock.pass(chrono::Duration::seconds(61));
        let other = fixture.consume(None, async |_| Ok(())).await.expect("consumed");
        assert_eq!(other, Consumed::All);
        Ok(())
    });
    assert_eq!(slow.await.expect("consumed"), Consumed::TakenOver);
    let claim = control.consumers_claim(&fixture.consumer, 1, fixture.now()).await.expect("claimed");
    assert!(
        matches!(claim, ConsumerClaim::Taken(lease) if lease.position == 3),
        "the position is after both"
    );
}

#[tokio::test]
async fn consumer_failed_segment_is_handled_again() {
    let fixture = Fixture::start().await;
    fixture.append(1).await;
    fixture.append(2).await;
    let mut handled = Vec::new();
    let failed = fixture.consume(None, async |segment| {
        handled.push(segment.number);
        if segment.number == 2 { Err(StoreError::Conflict) } else { Ok(()) }
    });
    assert!(failed.await.is_err());
    // The failed worker has released its lease.
    let again = fixture.consume(None, async |segment| {
        handled.push(segment.number);
        Ok(())
    });
    assert_eq!(again.await.expect("consumed"), Consumed::All);
    assert_eq!(handled, [1, 2, 2]);
}

#[tokio::test]
async fn consumer_out_of_time_keeps_its_position() {
    let fixture = Fixture::start().await;
    fixture.append(1).await;
    let run = ConsumerRun {
        consumer: &fixture.consumer,
        start: 1,
        wake: fixture.feed.head(&organization()).await.expect("a head").into_iter().collect(),
        deadline: Instant::now(),
    };
    let control = &fixture.app.store.control;
    let out = fixture.feed.consume(
        control,
        run,
        || fixture.now(),
        async |_| -> Result<(), StoreError> { panic!("there is no time") },
    );
    assert_eq!(out.await.expect("consumed"), Consumed::OutOfTime);
    let mut handled = 0;
    let all = fixture.consume(None, async |_| {
        handled += 1;
        Ok(())
    });
    assert_eq!((all.await.expect("consumed"), handled), (Consumed::All, 1));
}
