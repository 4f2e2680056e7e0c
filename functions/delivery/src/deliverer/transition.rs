//! What an answer does to a delivery. Pure: the worker stores the result.

use std::time::Duration as StdDuration;

use chrono::Duration;
use event_model::{StreamState, Timestamp};
use event_store::{Batch, Delivery, HourCount, LastFailure};

use crate::answer::{Answer, Verdict};
use crate::retry;

/// Failed attempts in a row that make a stream failing. One 503 is no news, and each event about it would be delivered,
/// too.
const FAILURES_TO_FAIL: u32 = 3;
/// Time of nothing but failures after which a stream is disabled.
const DISABLED_AFTER: Duration = Duration::hours(120);
/// Refusals of one event after which it is a dead letter.
const REFUSALS_MAX: u32 = 3;
/// Dead letters of one hour after which a stream is disabled: its destination takes nothing.
const DEAD_LETTERS_PER_HOUR: u32 = 100;
/// Hours whose delivered events are counted.
const HOURS: u32 = 24;

/// Why a stream was disabled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DisabledBy {
    /// It failed for 120 hours.
    Failures,
    /// The destination is gone.
    Gone,
    /// Too many dead letters.
    DeadLetters,
}

impl DisabledBy {
    /// Returns the reason in words.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Failures => "every attempt failed for 120 hours",
            Self::Gone => "the destination is gone",
            Self::DeadLetters => "the destination refused more than 100 events in an hour",
        }
    }
}

/// A change of state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    Failing,
    Recovered,
    Disabled(DisabledBy),
}

/// What follows from an answer.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Transition {
    /// The delivery after the answer.
    pub(crate) delivery: Delivery,
    /// A change of its state.
    pub(crate) change: Option<Change>,
    /// What the worker does next.
    pub(crate) next: Next,
}

/// What the worker does after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// Form the next batch.
    Batch,
    /// Form the first half of this one.
    Halve,
    /// The only event of the batch is a dead letter: store it, then form the next batch.
    DeadLetter,
    /// Wait until `due_at`.
    Wait,
    /// The stream is disabled.
    Stop,
}

/// Returns what an answer to `batch` does. `random` is from 0 to 1. `counts` is `true` if messages are counted, for kinds
/// that people read.
pub(crate) fn after(
    delivery: &Delivery,
    batch: &Batch,
    answer: &Answer,
    now: Timestamp,
    random: f64,
    counts: bool,
) -> Transition {
    let mut next = delivery.clone();
    match answer.verdict {
        Verdict::Delivered => {
            delivered(&mut next, batch, now, counts);
            let change = (delivery.state == StreamState::Failing).then_some(Change::Recovered);
            if change.is_some() {
                enter(&mut next, StreamState::Active, now);
            }
            Transition { delivery: next, change, next: Next::Batch }
        }
        Verdict::Gone => {
            failed(&mut next, answer, now);
            disable(next, DisabledBy::Gone, now)
        }
        Verdict::Refused if batch.events > 1 => {
            next.last_failure = Some(failure(answer, now));
            next.batch = None;
            Transition { delivery: next, change: None, next: Next::Halve }
        }
        Verdict::Refused if batch.refusals + 1 >= REFUSALS_MAX => {
            failed(&mut next, answer, now);
            pass(&mut next, batch, now);
            count(&mut next.dead_letters_hour, hour_of(now), 1);
            if next.dead_letters_hour.count > DEAD_LETTERS_PER_HOUR {
                let disabled = disable(next, DisabledBy::DeadLetters, now);
                return Transition { next: Next::DeadLetter, ..disabled };
            }
            let change = fail(&mut next, now, false);
            Transition { delivery: next, change, next: Next::DeadLetter }
        }
        Verdict::Refused => {
            failed(&mut next, answer, now);
            let refusals = batch.refusals + 1;
            next.batch = Some(Batch { refusals, ..batch.clone() });
            next.due_at = Some(due(now, refusals, answer, random));
            let change = fail(&mut next, now, false);
            Transition { delivery: next, change, next: Next::Wait }
        }
        Verdict::Retry | Verdict::RetryLoudly => {
            failed(&mut next, answer, now);
            if next.failing_since.is_some_and(|since| since.plus(DISABLED_AFTER) <= now) {
                return disable(next, DisabledBy::Failures, now);
            }
            next.batch = Some(batch.clone());
            next.due_at = Some(due(now, next.failures, answer, random));
            let change = fail(&mut next, now, answer.verdict == Verdict::RetryLoudly);
            Transition { delivery: next, change, next: Next::Wait }
        }
    }
}

/// Returns the hour of a time, in hours since 1970.
pub(crate) fn hour_of(at: Timestamp) -> u32 {
    u32::try_from(at.millis() / 3_600_000).unwrap_or_default()
}

fn delivered(next: &mut Delivery, batch: &Batch, now: Timestamp, counts: bool) {
    pass(next, batch, now);
    next.failures = 0;
    next.failing_since = None;
    next.last_success_at = Some(now);
    let hour = hour_of(now);
    next.delivered.retain(|of| of.hour + HOURS > hour);
    match next.delivered.last_mut().filter(|of| of.hour == hour) {
        Some(of) => of.count += batch.events,
        None => next.delivered.push(HourCount { hour, count: batch.events }),
    }
    if counts {
        count(&mut next.messages_hour, hour, 1);
    }
}

/// Moves the position past a batch.
fn pass(next: &mut Delivery, batch: &Batch, now: Timestamp) {
    next.position = batch.next;
    next.positioned_at = now;
    next.batch = None;
    next.due_at = None;
}

fn failed(next: &mut Delivery, answer: &Answer, now: Timestamp) {
    next.failures += 1;
    next.failing_since = next.failing_since.or(Some(now));
    next.last_failure = Some(failure(answer, now));
}

fn failure(answer: &Answer, now: Timestamp) -> LastFailure {
    LastFailure {
        at: now,
        reason: answer.reason.clone().unwrap_or_else(|| "the destination refused the events".to_owned()),
        status: answer.status,
        excerpt: answer.excerpt.clone(),
    }
}

/// Makes an active stream failing if enough attempts have failed, or `at_once`.
fn fail(next: &mut Delivery, now: Timestamp, at_once: bool) -> Option<Change> {
    if next.state != StreamState::Active || !(at_once || next.failures >= FAILURES_TO_FAIL) {
        return None;
    }
    enter(next, StreamState::Failing, now);
    Some(Change::Failing)
}

fn disable(mut next: Delivery, by: DisabledBy, now: Timestamp) -> Transition {
    enter(&mut next, StreamState::Disabled, now);
    next.due_at = None;
    Transition { delivery: next, change: Some(Change::Disabled(by)), next: Next::Stop }
}

fn enter(next: &mut Delivery, state: StreamState, now: Timestamp) {
    next.state = state;
    next.since = now;
}

fn count(of: &mut HourCount, hour: u32, by: u32) {
    if of.hour == hour {
        of.count += by;
    } else {
        *of = HourCount { hour, count: by };
    }
}

fn due(now: Timestamp, failures: u32, answer: &Answer, random: f64) -> Timestamp {
    let wait: StdDuration = retry::wait(failures, answer.retry_after, random);
    now.plus(Duration::from_std(wait).expect("a wait is at most an hour"))
}

#[cfg(test)]
mod tests;
