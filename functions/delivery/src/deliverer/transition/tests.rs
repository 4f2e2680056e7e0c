use event_model::Timestamp;
use event_store::{FeedPosition, FeedSequence};

use super::*;

const HOUR: i64 = 3_600_000;

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(1_800_000_000_000 + millis).expect("a time")
}

fn delivery() -> Delivery {
    let organization = "org_northwind".parse().expect("an id");
    let stream = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("an id");
    let state = StreamState::Active;
    Delivery { state, ..Delivery::new(organization, stream, FeedPosition::BEGINNING, at(0), at(0)) }
}

fn batch(events: u32) -> Batch {
    Batch {
        first: FeedSequence { segment: 1, place: 1 },
        last: FeedSequence { segment: 3, place: 4 },
        next: FeedPosition { segment: 3, skip: 4 },
        events,
        digest: [7; 8],
        made_at: at(0),
        refusals: 0,
    }
}

fn answer(verdict: Verdict) -> Answer {
    match verdict {
        Verdict::Delivered => Answer::delivered(Some(200)),
        verdict => Answer::failed(verdict, "the destination answered 503"),
    }
}

fn step(delivery: &Delivery, events: u32, verdict: Verdict, now: Timestamp) -> Transition {
    let batch = delivery.batch.clone().unwrap_or_else(|| batch(events));
    after(delivery, &batch, &answer(verdict), now, 0.5, false)
}

#[test]
fn delivered_batch_moves_position() {
    let result = step(&delivery(), 40, Verdict::Delivered, at(HOUR));
    assert_eq!(result.delivery.position, FeedPosition { segment: 3, skip: 4 });
    assert_eq!((result.change, result.next), (None, Next::Batch));
    assert_eq!(result.delivery.delivered, [HourCount { hour: hour_of(at(HOUR)), count: 40 }]);
    assert_eq!(result.delivery.last_success_at, Some(at(HOUR)));
}

#[test]
fn failed_batch_keeps_position_and_bounds() {
    let result = step(&delivery(), 40, Verdict::Retry, at(0));
    assert_eq!(result.delivery.position, FeedPosition::BEGINNING);
    assert_eq!(result.delivery.batch, Some(batch(40)));
    assert_eq!(result.delivery.due_at, Some(at(5_000)));
    assert_eq!((result.change, result.next), (None, Next::Wait));
}

#[test]
fn third_failure_in_a_row_makes_stream_failing() {
    let mut current = delivery();
    let mut changes = Vec::new();
    for nth in 0..4 {
        let result = step(&current, 40, Verdict::Retry, at(nth * 60_000));
        changes.push(result.change);
        current = result.delivery;
    }
    assert_eq!(changes, [None, None, Some(Change::Failing), None]);
    assert_eq!(current.failing_since, Some(at(0)));
    let recovered = step(&current, 40, Verdict::Delivered, at(HOUR));
    assert_eq!(recovered.change, Some(Change::Recovered));
    assert_eq!(recovered.delivery.state, StreamState::Active);
    assert_eq!((recovered.delivery.failures, recovered.delivery.failing_since), (0, None));
}

#[test]
fn loud_failure_makes_stream_failing_at_once() {
    let result = step(&delivery(), 40, Verdict::RetryLoudly, at(0));
    assert_eq!((result.change, result.next), (Some(Change::Failing), Next::Wait));
}

#[test]
fn failures_for_120_hours_disable_stream() {
    let first = step(&delivery(), 40, Verdict::Retry, at(0)).delivery;
    let before = step(&first, 40, Verdict::Retry, at(120 * HOUR - 1));
    assert_eq!(before.next, Next::Wait);
    let after = step(&before.delivery, 40, Verdict::Retry, at(120 * HOUR));
    assert_eq!(after.change, Some(Change::Disabled(DisabledBy::Failures)));
    assert_eq!((after.delivery.state, after.delivery.due_at), (StreamState::Disabled, None));
    // The batch is kept, so that it is the same after a person resumes the stream.
    assert_eq!(after.delivery.batch, Some(batch(40)));
}

#[test]
fn gone_destination_disables_stream() {
    let result = step(&delivery(), 40, Verdict::Gone, at(0));
    assert_eq!(result.change, Some(Change::Disabled(DisabledBy::Gone)));
    assert_eq!(result.next, Next::Stop);
}

#[test]
fn refused_batch_is_halved() {
    let result = step(&delivery(), 40, Verdict::Refused, at(0));
    assert_eq!((result.next, result.delivery.failures), (Next::Halve, 0));
    assert_eq!(result.delivery.position, FeedPosition::BEGINNING);
}

#[test]
fn event_refused_three_times_is_dead_letter() {
    let mut current = delivery();
    let mut nexts = Vec::new();
    for nth in 0..3 {
        let result = step(&current, 1, Verdict::Refused, at(nth * 60_000));
        nexts.push(result.next);
        current = result.delivery;
    }
    assert_eq!(nexts, [Next::Wait, Next::Wait, Next::DeadLetter]);
    assert_eq!((current.dead_letters_hour.count, current.position.segment), (1, 3));
}

#[test]
fn more_than_100_dead_letters_an_hour_disable_stream() {
    let mut current = delivery();
    current.dead_letters_hour = HourCount { hour: hour_of(at(0)), count: 100 };
    current.batch = Some(Batch { refusals: 2, ..batch(1) });
    let result = step(&current, 1, Verdict::Refused, at(0));
    assert_eq!(result.change, Some(Change::Disabled(DisabledBy::DeadLetters)));
    // The last one is stored, too.
    assert_eq!(result.next, Next::DeadLetter);
    let next_hour = step(&current, 1, Verdict::Refused, at(HOUR));
    assert_eq!(next_hour.change, None);
}

#[test]
fn delivered_hours_older_than_a_day_are_dropped() {
    let mut current = delivery();
    for hour in 0..30 {
        current.batch = None;
        current = step(&current, 10, Verdict::Delivered, at(hour * HOUR)).delivery;
    }
    assert_eq!(current.delivered.len(), 24);
    assert_eq!(current.delivered.iter().map(|of| of.count).sum::<u32>(), 240);
}
