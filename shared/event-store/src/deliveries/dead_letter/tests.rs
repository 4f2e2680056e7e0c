use super::*;
use crate::deliveries::fixture::{EXCERPT, minute, organization, sequence, stream_id};

fn letter() -> DeadLetter {
    DeadLetter {
        stream_id: stream_id(),
        sequence: sequence(1_042, 17),
        source: "pass".parse().expect("a source"),
        event_id: "e1".parse().expect("an event id"),
        refused_at: minute(7),
        status: Some(413),
        excerpt: EXCERPT.to_owned(),
    }
}

/// Returns a dead letter whose event expires at `event_expires_at`, as it is read at `now`.
fn read_at(now: Timestamp, event_expires_at: Timestamp) -> Option<DeadLetter> {
    let item = to_item(DeadLetterItem::new(&organization(), &letter(), event_expires_at));
    read_letter(item.expect("an item"), now).expect("a row")
}

#[test]
fn dead_letter_is_kept_until_its_event_expires() {
    assert_eq!(read_at(minute(59), minute(60)), Some(letter()));
    assert_eq!(read_at(minute(60), minute(60)), None);
}

#[test]
fn dead_letter_is_kept_for_30_days() {
    let end = letter().refused_at.plus(DEAD_LETTERS_KEPT);
    assert_eq!(read_at(end.minus(Duration::seconds(1)), Timestamp::MAX), Some(letter()));
    assert_eq!(read_at(end, Timestamp::MAX), None);
}
