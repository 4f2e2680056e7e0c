//! Findings for tests.

use std::collections::BTreeMap;

use detections::{
    AddressNet, Day, EventRef, Evidence, Finding, FindingId, Key, Measures, Novelty, RuleId, Severity,
};
use event_model::{Actor, Client, MonitorAct, OrganizationId, Timestamp};

use crate::detections::finding::{FindingRecord, FindingState};

pub(crate) fn organization() -> OrganizationId {
    "org_a".parse().expect("an organization id")
}

/// Returns the time some minutes after the start of the test.
pub(crate) fn minute(minute: i64) -> Timestamp {
    Timestamp::parse("2026-11-21T19:00:00.000Z").expect("a time").plus(chrono::Duration::minutes(minute))
}

pub(crate) fn person() -> Key {
    Key::Person("u_ada".parse().expect("a user id"))
}

/// Returns a key of every kind.
pub(crate) fn keys() -> Vec<Key> {
    let user = || "u#ada".parse().expect("a user id");
    vec![
        person(),
        Key::PersonCountry(user(), "CH".to_owned()),
        Key::Address(AddressNet::of("192.0.2.7".parse().expect("an address"))),
        Key::Address(AddressNet::of("2001:db8::7".parse().expect("an address"))),
        Key::Organization,
        Key::Link("secure_link".to_owned(), "l1".to_owned()),
        Key::Session(user(), "s1".parse().expect("a session id")),
        Key::Kind("monitor.disabled".parse().expect("a type")),
    ]
}

pub(crate) fn event(number: i64) -> EventRef {
    EventRef {
        source: "account".parse().expect("a source"),
        id: format!("e{number}").parse().expect("an event id"),
    }
}

/// Returns the finding whose hits are at these minutes.
pub(crate) fn finding(key: Key, severity: Severity, minutes: &[i64]) -> Finding {
    let start = Day::of(minute(0));
    let novelty = Novelty {
        sign_ins: 7,
        sign_in_days: 3,
        country_age: None,
        asn_age: Some(2),
        device_age: None,
        silent_days: Some(0),
        account_days: Some(90),
    };
    let evidence = minutes.iter().map(|at| Evidence {
        at: minute(*at),
        event: event(*at),
        novelty: (at % 2 == 0).then_some(novelty),
    });
    Finding {
        id: FindingId::new(&organization(), RuleId::AccountGuessing, &key, start),
        rule: RuleId::AccountGuessing,
        key,
        start,
        severity,
        first_at: minute(*minutes.iter().min().expect("a finding has hits")),
        last_at: minute(*minutes.iter().max().expect("a finding has hits")),
        triggers: minutes.iter().map(|at| event(*at)).collect(),
        evidence: evidence.collect(),
        measures: Measures::default().number("fails", minutes.len()).text("country", Some("CH")),
        is_late: false,
    }
}

/// Returns the finding as it is stored when it is new.
pub(crate) fn record(finding: Finding) -> FindingRecord {
    FindingRecord {
        listed_at: finding.first_at,
        finding,
        state: FindingState::Open,
        resolution: None,
        note: None,
        assigned_to: None,
        muted_by: None,
        answers: Vec::new(),
        opened_at: minute(60),
        changed_at: minute(60),
        as_of: 7,
        parameters: BTreeMap::from([("fails".to_owned(), 10)]),
        version: 1,
        expires_at: minute(500_000),
    }
}

/// Returns an act of a person at a minute.
pub(crate) fn act(user: &str, at: i64) -> MonitorAct {
    MonitorAct {
        id: "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("a UUID"),
        at: minute(at),
        actor: Actor { id: user.parse().expect("a user id"), name: None, email: None },
        client: Client::default(),
        ip: None,
    }
}
