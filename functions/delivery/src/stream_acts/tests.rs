use chrono::Duration;
use event_model::{QueryUsers, StreamFormat, StreamId};
use event_store::{Batch, Destination, FeedSequence, LastFailure, Stream};

use super::*;

const STATES: [StreamState; 5] = StreamState::ALL;

fn at(minute: i64) -> Timestamp {
    Timestamp::MIN.plus(Duration::minutes(minute))
}

fn stream() -> Stream {
    Stream {
        id: StreamId::recorded("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".to_owned()),
        organization_id: "org_a".parse().expect("an id"),
        name: "SIEM".to_owned().try_into().expect("a name"),
        format: StreamFormat::Native,
        filters: Default::default(),
        users: QueryUsers::default(),
        minimum_severity: None,
        destination: Destination::Webhook { url: "https://siem.northwind.example/a".to_owned() },
        secret: None,
        previous_secret: None,
        created_at: at(0),
        created_by: "u_ada".parse().expect("an id"),
        changed_at: at(0),
        version: 7,
    }
}

/// Returns a delivery that has failed four times and has a batch.
fn delivery(state: StreamState) -> Delivery {
    let position = FeedPosition::before(9);
    let sequence = FeedSequence { segment: 9, place: 1 };
    Delivery {
        state,
        batch: Some(Batch {
            first: sequence,
            last: sequence,
            next: position,
            events: 1,
            digest: [1; 8],
            made_at: at(1),
            refusals: 2,
        }),
        due_at: Some(at(90)),
        failures: 4,
        failing_since: Some(at(2)),
        last_failure: Some(LastFailure {
            at: at(3),
            reason: "the destination answered 503".to_owned(),
            status: Some(503),
            excerpt: "busy".to_owned(),
        }),
        verified_version: 7,
        ..create(&stream(), position, at(0))
    }
}

/// Returns the states that an act accepts.
fn accepted(act: impl Fn(&Delivery) -> Result<Delivery, Misfit>) -> Vec<StreamState> {
    STATES.into_iter().filter(|state| act(&delivery(*state)).is_ok()).collect()
}

#[test]
fn created_delivery_waits_for_verification() {
    let created = create(&stream(), FeedPosition::before(3), at(5));
    assert_eq!((created.state, created.verified_version, created.due_at), (StreamState::Verifying, 0, None));
    assert_eq!(
        (created.position, created.positioned_at, created.revision),
        (FeedPosition::before(3), at(5), 0)
    );
}

#[test]
fn acts_fit_their_states_only() {
    use StreamState::{Active, Disabled, Failing, Paused, Verifying};
    assert_eq!(accepted(|delivery| pause(delivery, at(9))), [Active, Failing]);
    assert_eq!(accepted(|delivery| resume(delivery, at(9))), [Paused, Disabled]);
    assert_eq!(accepted(|delivery| verify(delivery, 7, at(9))), [Verifying]);
    assert_eq!(accepted(|delivery| redrive(delivery, at(9))), [Active, Failing]);
}

#[test]
fn paused_delivery_keeps_its_batch_and_has_no_attempt() {
    let read = delivery(StreamState::Failing);
    let paused = pause(&read, at(9)).expect("it sends");
    let expected = Delivery { state: StreamState::Paused, since: at(9), due_at: None, ..read };
    assert_eq!(paused, expected);
}

#[test]
fn resumed_delivery_is_due_without_failures() {
    let read = delivery(StreamState::Disabled);
    let resumed = resume(&read, at(9)).expect("it is stopped");
    let expected = Delivery {
        state: StreamState::Active,
        since: at(9),
        due_at: Some(at(9)),
        failures: 0,
        failing_since: None,
        ..read
    };
    assert_eq!(resumed, expected);
}

#[test]
fn verified_delivery_is_active_for_its_version() {
    let verified = verify(&delivery(StreamState::Verifying), 8, at(9)).expect("it waits");
    assert_eq!((verified.state, verified.since, verified.due_at), (StreamState::Active, at(9), Some(at(9))));
    assert_eq!((verified.verified_version, verified.failures, verified.last_failure), (8, 0, None));
}

#[test]
fn replayed_delivery_gets_new_message_ids() {
    for state in STATES {
        let read = delivery(state);
        let replayed = replay(&read, FeedPosition::before(2), at(9));
        assert_eq!((replayed.position, replayed.positioned_at), (FeedPosition::before(2), at(9)));
        assert_eq!((replayed.revision, &replayed.batch), (read.revision + 1, &None));
        let sends = matches!(state, StreamState::Active | StreamState::Failing);
        assert_eq!((replayed.state, replayed.due_at), (state, sends.then_some(at(9))));
    }
}

#[test]
fn changed_destination_must_be_verified_again() {
    for state in STATES {
        let read = delivery(state);
        let of = StreamChange { read_version: 7, destination: true, content: false };
        let changed = change(&read, of, at(9));
        assert_eq!((changed.state, changed.since, changed.due_at), (StreamState::Verifying, at(9), None));
        assert_ne!(changed.verified_version, 8);
        // The failures, and what the old destination answered, are not those of the new one.
        assert_eq!((changed.failures, changed.failing_since, changed.last_failure), (0, None, None));
        assert_eq!((changed.batch, changed.revision), (None, read.revision + 1));
        assert_eq!(changed.position, read.position);
    }
}

#[test]
fn changed_content_gets_new_message_ids() {
    let read = delivery(StreamState::Active);
    let changed = change(&read, StreamChange { read_version: 7, destination: false, content: true }, at(9));
    assert_eq!((changed.state, changed.verified_version), (StreamState::Active, 8));
    assert_eq!((changed.batch, changed.revision), (None, read.revision + 1));
}

#[test]
fn changed_name_keeps_everything_but_the_version() {
    let of = StreamChange { read_version: 7, destination: false, content: false };
    let read = delivery(StreamState::Failing);
    assert_eq!(change(&read, of, at(9)), Delivery { verified_version: 8, ..read });
    // A stream that was not verified stays so.
    let unverified = Delivery { verified_version: 3, ..delivery(StreamState::Verifying) };
    assert_eq!(change(&unverified, of, at(9)), unverified);
    let new = create(&stream(), FeedPosition::BEGINNING, at(0));
    assert_eq!(change(&new, StreamChange { read_version: 1, ..of }, at(9)), new);
}
