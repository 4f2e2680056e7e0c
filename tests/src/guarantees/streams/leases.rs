//! The lease of a delivery: one worker at a time, and none after a person.

use chrono::Duration;
use event_model::{StreamState, Timestamp};
use event_store::{
    Attempt, Batch, ConflictRetry, Control, DELIVERY_LEASE, Delivery, DeliveryChange, DeliveryLease,
    FeedPosition, FeedSequence, HourCount, LastFailure, StoreError,
};
use support::plan::{Fault, Plan};

use super::{Fixture, assert_conflict, at_segment};

impl Fixture {
    async fn claim_by(&self, control: &Control, now: Timestamp) -> Option<DeliveryLease> {
        let claim = control.deliveries_claim(&self.stream.organization_id, &self.stream.id, now).await;
        claim.expect("the store answers")
    }

    async fn claim(&self, now: Timestamp) -> Option<DeliveryLease> {
        self.claim_by(self.control(), now).await
    }

    /// Pauses the stream as it is.
    async fn pause(&self) -> Result<(), StoreError> {
        let read = self.read().await;
        let wanted = Delivery { state: StreamState::Paused, ..read.delivery.clone() };
        let change = DeliveryChange { read: &read, wanted: &wanted };
        self.app.store.deliveries_act(&self.state, &change, &[self.event("paused")]).await
    }
}

#[tokio::test]
async fn delivery_claim_race_has_one_winner() {
    let fixture = Fixture::start().await;
    for round in 0..10 {
        let now = fixture.second(round * 100);
        let claims = futures::future::join_all((0..6).map(|_| fixture.claim(now))).await;
        assert_eq!(claims.into_iter().flatten().count(), 1);
        assert_eq!(fixture.read().await.lease_until, Some(now.plus(DELIVERY_LEASE)));
    }
}

#[tokio::test]
async fn delivery_write_with_lost_answer_is_taken() {
    let fixture = Fixture::start().await;
    let (proxy, control) = fixture.proxied().await;
    proxy.follow(Plan::new(1, 15, &[&[Fault::CrashAfter, Fault::ErrorAfter]]));
    for segment in 2..60 {
        let now = fixture.second(1);
        let mut lease = fixture.claim_by(&control, now).await.expect("nobody else has the lease");
        let delivery = at_segment(&lease.delivery, segment);
        control.deliveries_save(&mut lease, &delivery, now).await.expect("saved");
        control.deliveries_release(lease, &delivery).await.expect("released");
        let read = fixture.read().await;
        assert_eq!((read.delivery, read.lease_until, read.claimed_at), (delivery, None, Some(now)));
    }
    let lost = proxy.take_counts().into_iter();
    let lost: u64 = lost
        .filter(|((operation, fault), _)| operation.starts_with("ExecuteStatement") && fault.is_some())
        .map(|(_, count)| count)
        .sum();
    assert!(lost > 15, "{lost} answers of writes were lost");
}

#[tokio::test]
async fn delivery_lease_is_lost_to_a_person() {
    let fixture = Fixture::start().await;
    let now = fixture.second(1);
    let mut lease = fixture.claim(now).await.expect("claimed");
    let saved = at_segment(&lease.delivery, 7);
    fixture.control().deliveries_save(&mut lease, &saved, now).await.expect("saved");
    fixture.pause().await.expect("paused");

    let late = at_segment(&lease.delivery, 8);
    assert_conflict(&fixture.control().deliveries_save(&mut lease, &late, now).await);
    let events = [fixture.event("failing")];
    let store = &fixture.app.store;
    assert_conflict(&store.deliveries_change(&mut lease, &late, &fixture.state, &events, now).await);
    assert_eq!(lease.delivery, saved, "the lease has what was stored");
    assert_conflict(&fixture.control().deliveries_release(lease, &late).await);
    let read = fixture.read().await;
    assert_eq!(read.delivery, Delivery { state: StreamState::Paused, ..saved });
    assert_eq!((read.lease_until, read.claimed_at), (None, None));
    assert_eq!((fixture.events("paused").await, fixture.events("failing").await), (1, 0));
}

#[tokio::test]
async fn delivery_lease_that_ended_is_taken_over() {
    let fixture = Fixture::start().await;
    let mut slow = fixture.claim(fixture.second(0)).await.expect("claimed");
    let delivery = slow.delivery.clone();
    fixture.control().deliveries_save(&mut slow, &delivery, fixture.second(30)).await.expect("renewed");
    let end = fixture.second(30).plus(DELIVERY_LEASE);
    assert_eq!(fixture.claim(end.minus(Duration::milliseconds(1))).await, None);
    let other = fixture.claim(end).await.expect("the lease has ended");
    assert_conflict(&fixture.control().deliveries_save(&mut slow, &delivery, end).await);
    fixture.control().deliveries_release(other, &delivery).await.expect("released");
    assert_conflict(&fixture.control().deliveries_release(slow, &delivery).await);
    assert!(fixture.claim(end).await.is_some(), "a released delivery waits for no lease");
}

#[tokio::test]
async fn delivery_act_after_a_save_is_a_conflict() {
    let fixture = Fixture::start().await;
    let now = fixture.second(1);
    let mut lease = fixture.claim(now).await.expect("claimed");
    let read = fixture.read().await;
    let moved = at_segment(&lease.delivery, 9);
    fixture.control().deliveries_save(&mut lease, &moved, now).await.expect("saved");
    let wanted = Delivery { state: StreamState::Paused, ..read.delivery.clone() };
    let change = DeliveryChange { read: &read, wanted: &wanted };
    let store = &fixture.app.store;
    // The act would set the position back.
    assert_conflict(&store.deliveries_act(&fixture.state, &change, &[fixture.event("paused")]).await);
    assert_eq!((fixture.read().await.delivery, fixture.events("paused").await), (moved, 0));
}

#[tokio::test]
async fn delivery_paused_while_it_is_saved_is_paused() {
    let fixture = Fixture::start().await;
    for round in 0..5 {
        let now = fixture.second(1);
        let mut lease = fixture.claim(now).await.expect("claimed");
        let first = lease.delivery.position.segment;
        let worker = async {
            for segment in first + 1.. {
                // Between two saves, a worker waits for the destination. Without it, the person would read old states only.
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                let delivery = at_segment(&lease.delivery, segment);
                match fixture.control().deliveries_save(&mut lease, &delivery, now).await {
                    Ok(()) => {}
                    Err(StoreError::Conflict) => return segment - 1,
                    Err(error) => panic!("{error:?}"),
                }
            }
            unreachable!("a person pauses it");
        };
        let person = async {
            let mut retry = ConflictRetry::new(20);
            while let Err(error) = fixture.pause().await {
                retry.after(error).await.expect("paused in the end");
            }
        };
        let (last, ()) = tokio::join!(worker, person);
        let read = fixture.read().await;
        assert_eq!(read.delivery.position, FeedPosition::before(last), "the last save is kept");
        assert_eq!((read.delivery.state, read.lease_until), (StreamState::Paused, None));
        assert_eq!(fixture.events("paused").await, round + 1);
    }
}

#[tokio::test]
async fn delivery_state_change_has_its_event() {
    let fixture = Fixture::start().await;
    let now = fixture.second(1);
    let mut lease = fixture.claim(fixture.second(0)).await.expect("claimed");
    let failing = Delivery { state: StreamState::Failing, ..lease.delivery.clone() };
    let events = [fixture.event("failing")];
    let store = &fixture.app.store;
    store.deliveries_change(&mut lease, &failing, &fixture.state, &events, now).await.expect("changed");
    let read = fixture.read().await;
    assert_eq!((&read.delivery, read.lease_until), (&failing, Some(now.plus(DELIVERY_LEASE))));
    assert_eq!((lease.delivery.clone(), fixture.events("failing").await), (failing.clone(), 1));
    // The same event again, for example after an answer that was lost: nothing is written.
    assert_conflict(&store.deliveries_change(&mut lease, &failing, &fixture.state, &events, now).await);
    assert_eq!(fixture.read().await, read);
}

#[tokio::test]
async fn delivery_writes_are_one_unit_each() {
    let fixture = Fixture::start().await;
    let (proxy, control) = fixture.proxied().await;
    let read = fixture.read().await;
    let (now, organization) = (fixture.second(1), &fixture.stream.organization_id);
    let sequence = |place| FeedSequence { segment: 12_345_678, place };
    let excerpt = "x".repeat(256);
    let busy = Delivery {
        batch: Some(Batch {
            first: sequence(1),
            last: sequence(500),
            next: FeedPosition::before(12_345_679),
            events: 100,
            digest: [7; 8],
            made_at: now,
            refusals: 0,
        }),
        last_failure: Some(LastFailure {
            at: now,
            reason: "The destination answered 502. It must answer 2xx within 15 seconds.".to_owned(),
            status: Some(502),
            excerpt: excerpt.clone(),
        }),
        delivered: (0..24).map(|hour| HourCount { hour: 498_000 + hour, count: 1_000_000 }).collect(),
        ..at_segment(&read.delivery, 12_345_678)
    };
    let claimed = control.deliveries_claim_as(&read, &busy, now).await.expect("the store answers");
    let mut lease = claimed.expect("claimed");
    assert_eq!((lease.delivery.clone(), proxy.take_consumed().written("ControlTable")), (busy.clone(), 1.0));
    control.deliveries_save(&mut lease, &busy, now).await.expect("saved");
    assert_eq!(proxy.take_consumed().written("ControlTable"), 1.0);
    let attempt = Attempt {
        stream_id: fixture.stream.id.clone(),
        at: now,
        message_id: format!("{}_12345678.1_12345678.500", fixture.stream.id),
        first: sequence(1),
        last: sequence(500),
        events: 100,
        duration_ms: 120,
        status: Some(502),
        failure: Some("The destination answered 502. It must answer 2xx within 15 seconds.".to_owned()),
        excerpt,
    };
    control.attempts_record(organization, &attempt).await.expect("recorded");
    assert_eq!(proxy.take_consumed().written("ControlTable"), 1.0);
    control.deliveries_release(lease, &busy).await.expect("released");
    assert_eq!(proxy.take_consumed().written("ControlTable"), 1.0);
}

#[tokio::test]
async fn delivery_claim_of_stale_read_is_refused() {
    let fixture = Fixture::start().await;
    let now = fixture.second(1);
    let read = fixture.read().await;
    fixture.pause().await.expect("paused");
    let claim = fixture.control().deliveries_claim_as(&read, &at_segment(&read.delivery, 7), now).await;
    assert_eq!(claim.expect("the store answers"), None);
    assert_eq!(fixture.read().await.delivery.state, StreamState::Paused);
}
