use chrono::Duration;
use event_model::Catalog;

use super::*;
use crate::{EventRef, Profile};

/// Returns an event of a built-in type at a minute.
fn event(kind: &str, minute: i64) -> Fact {
    let kind: event_model::EventType = kind.parse().expect("a type");
    let at = Timestamp::MIN.plus(Duration::days(20_000) + Duration::minutes(minute));
    let source = "account".parse().expect("a source");
    Fact {
        event: EventRef { source, id: format!("{kind}{minute}").parse().expect("an event id") },
        class: Catalog::built_in().get(&kind).expect("a built-in type").class,
        kind,
        at,
        recorded_at: at,
        user: "u".parse().expect("a user id"),
        session: None,
        ip: None,
        asn: None,
        country: None,
        geohash: None,
        device: None,
        agent: None,
        targets: Vec::new(),
        novelty: None,
    }
}

const DAY: i64 = 24 * 60;

/// Returns the state after these events, and how many of them changed something.
fn observed(events: &[(&str, i64)]) -> (SecondFactorState, usize) {
    let mut known = SecondFactor::default();
    let mut changes = 0;
    for (kind, minute) in events {
        let fact = event(kind, *minute);
        changes += usize::from(known.would_change(&fact));
        known.observe(&fact);
    }
    (known.state(), changes)
}

#[test]
fn second_factor_evidence_by_class_and_type() {
    for kind in [
        "account.totp.enabled",
        "account.security_key.added",
        "account.login.awaiting_2fa",
        "account.login.failed_2fa",
        "account.reauthentication.failed_2fa",
    ] {
        assert_eq!(observed(&[(kind, 0)]), (SecondFactorState::Seen, 1), "{kind}");
    }
    for kind in ["account.totp.disabled", "account.security_key.removed"] {
        assert_eq!(observed(&[(kind, 0)]), (SecondFactorState::Removed, 1), "{kind}");
    }
    for kind in [
        "account.login.succeeded",
        "account.login.failed_password",
        "account.login.awaiting_verification",
        "account.reauthentication.succeeded",
    ] {
        assert_eq!(observed(&[(kind, 0)]), (SecondFactorState::Never, 0), "{kind}");
    }
    // A type that a vendor registered.
    let own = Fact { kind: "crm.key.added".parse().expect("a type"), ..event("account.totp.enabled", 0) };
    assert!(SecondFactor::concerns(&own));
}

#[test]
fn asked_types_are_in_the_catalog() {
    for kind in ASKED_TYPES {
        assert!(Catalog::built_in().get(&kind.parse().expect("a type")).is_some(), "{kind}");
    }
}

#[test]
fn repeated_evidence_changes_nothing() {
    let daily: Vec<_> = (0..50).map(|day| ("account.login.awaiting_2fa", day * DAY)).collect();
    assert_eq!(observed(&daily), (SecondFactorState::Seen, 1));
}

#[test]
fn removed_until_seen_again() {
    let asked = "account.login.awaiting_2fa";
    let removed = "account.totp.disabled";
    assert_eq!(observed(&[(asked, 0), (removed, DAY)]).0, SecondFactorState::Removed);
    // The person has another one.
    assert_eq!(
        observed(&[(asked, 0), (removed, DAY), (asked, 2 * DAY), (asked, 3 * DAY)]),
        (SecondFactorState::Seen, 3)
    );
    assert_eq!(
        observed(&[(asked, 0), ("account.totp.enabled", 2 * DAY), (removed, 2 * DAY + 1)]).0,
        SecondFactorState::Removed
    );
}

#[test]
fn late_events_do_not_undo_newer_ones() {
    let (asked, removed) = ("account.login.awaiting_2fa", "account.totp.disabled");
    // The sign-in before the removal arrives after it.
    assert_eq!(observed(&[(removed, 5), (asked, 3)]).0, SecondFactorState::Removed);
    assert_eq!(observed(&[(asked, 9), (removed, 5)]).0, SecondFactorState::Seen);
}

#[test]
fn first_day_is_the_earliest() {
    let mut known = SecondFactor::default();
    for minute in [5 * DAY, 2 * DAY, 9 * DAY] {
        let fact = event("account.login.awaiting_2fa", minute);
        assert_eq!(known.would_change(&fact), minute < 9 * DAY);
        known.observe(&fact);
    }
    assert_eq!(known.first_day(), Some(Day::of(event("account.totp.enabled", 2 * DAY).at)));
}

#[test]
fn profile_of_older_version_is_unknown_without_evidence() {
    let mut older = serde_json::to_value(Profile::default()).expect("JSON");
    older.as_object_mut().expect("an object").remove("second_factor").expect("the attribute");
    let mut profile: Profile = serde_json::from_value(older).expect("a profile");
    assert_eq!(profile.second_factor().state(), SecondFactorState::Unknown);
    // Activity alone proves nothing about the time before.
    profile.observe(&event("account.login.succeeded", 0));
    let stored = serde_json::to_value(&profile).expect("JSON");
    let mut profile: Profile = serde_json::from_value(stored).expect("a profile");
    assert_eq!(profile.second_factor().state(), SecondFactorState::Unknown);
    profile.observe(&event("account.login.awaiting_2fa", 1));
    assert_eq!(profile.second_factor().state(), SecondFactorState::Seen);
    assert_eq!(Profile::default().second_factor().state(), SecondFactorState::Never);
}

#[test]
fn profile_writes_first_evidence_once() {
    let mut profile = Profile::default();
    let mut writes = 0;
    let mut see = |fact: Fact| {
        if profile.would_change(&fact) {
            writes += 1;
            profile.observe(&fact);
        }
    };
    // A failed second factor alone is no activity, but evidence.
    see(event("account.login.failed_2fa", 0));
    for minute in 1..60 {
        see(event("account.login.awaiting_2fa", minute));
    }
    assert_eq!(writes, 1);
    assert_eq!(profile.days(), None);
    assert_eq!(profile.last_known_day(), Some(Day::of(event("account.login.failed_2fa", 0).at)));
}
