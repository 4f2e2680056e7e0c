use event_model::{Class, Source};

use super::*;
use crate::EventRef;

fn day(day: i64) -> Timestamp {
    Timestamp::MIN.plus(chrono::Duration::days(20_000 + day))
}

fn fact(ip: Option<&str>, country: Option<&str>, asn: Option<u32>) -> Arc<Fact> {
    let event = EventRef { source: Source::recorded("account".to_owned()), id: "e".parse().expect("an id") };
    Arc::new(Fact {
        event,
        kind: "account.login.failed_password".parse().expect("a type"),
        class: Class::SignInFailed,
        at: day(0),
        recorded_at: day(0),
        user: "u_ada".parse().expect("an id"),
        session: None,
        ip: ip.map(|ip| ip.parse().expect("an address")),
        asn,
        country: country.map(str::to_owned),
        geohash: None,
        device: None,
        agent: None,
        targets: Vec::new(),
        novelty: None,
    })
}

fn person(id: &str) -> Key {
    Key::Person(id.parse().expect("an id"))
}

fn subject(kind: MuteKind, value: &str) -> MuteSubject {
    MuteSubject::new(kind, Some(value)).expect("a subject")
}

fn mute(subject: MuteSubject) -> Mute {
    Mute {
        id: "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11".parse().expect("an id"),
        rule: RuleId::AccountGuessing,
        subject,
        reason: "A test.".to_owned().try_into().expect("a reason"),
        until: day(10),
        created_at: day(0),
        created_by: "u_admin".parse().expect("an id"),
        deleted_at: None,
    }
}

#[test]
fn mute_of_person_covers_their_findings() {
    let ada = subject(MuteKind::Person, "u_ada");
    let facts = [fact(None, None, None)];
    assert!(ada.covers(&person("u_ada"), &facts) && ada.covers(&person("u_ada"), &[]));
    assert!(ada.covers(&Key::PersonCountry("u_ada".parse().expect("an id"), "CH".to_owned()), &facts));
    assert!(!ada.covers(&person("u_grace"), &facts) && !ada.covers(&Key::Organization, &facts));
}

#[test]
fn mute_of_place_needs_every_fact_inside() {
    let inside = fact(Some("203.0.113.7"), Some("CH"), Some(64_500));
    let outside = fact(Some("198.51.100.1"), Some("DE"), Some(64_501));
    let unknown = fact(None, None, None);
    for subject in [
        subject(MuteKind::Address, "203.0.113.7"),
        subject(MuteKind::Network, "203.0.113.0/24"),
        subject(MuteKind::Country, "CH"),
        subject(MuteKind::Asn, "AS64500"),
    ] {
        let covers = |facts: &[&Arc<Fact>]| {
            let facts: Vec<Arc<Fact>> = facts.iter().map(|fact| Arc::clone(fact)).collect();
            subject.covers(&person("u_ada"), &facts)
        };
        assert!(covers(&[&inside]) && covers(&[&inside, &inside]), "{subject:?}");
        assert!(!covers(&[&inside, &outside]) && !covers(&[&outside]), "{subject:?}");
        assert!(!covers(&[&inside, &unknown]) && !covers(&[]), "{subject:?}");
        assert!(subject.needs_evidence());
    }
}

#[test]
fn mute_ends_at_its_end_or_deletion() {
    let covers = |mute: &Mute, rule, at| mute.covers(rule, &person("u_ada"), &[], day(at));
    let mut mute = mute(MuteSubject::Organization);
    assert!(covers(&mute, RuleId::AccountGuessing, 9) && !covers(&mute, RuleId::AccountGuessing, 10));
    assert!(!covers(&mute, RuleId::AddressSpray, 9));
    mute.deleted_at = Some(day(5));
    assert!(!covers(&mute, RuleId::AccountGuessing, 9));
}

#[test]
fn mute_subject_text_reads_back() {
    for (kind, value) in [
        (MuteKind::Person, "u_ada"),
        (MuteKind::Address, "2001:db8::7"),
        (MuteKind::Network, "203.0.113.0/24"),
        (MuteKind::Country, "CH"),
        (MuteKind::Asn, "AS64500"),
    ] {
        let subject = subject(kind, value);
        assert_eq!((subject.kind(), subject.value().as_deref()), (kind, Some(value)));
        assert_eq!(MuteSubject::new(kind, None), Err(InvalidMuteSubject::Missing));
    }
    let organization = MuteSubject::new(MuteKind::Organization, None).expect("a subject");
    assert_eq!((organization.kind(), organization.value()), (MuteKind::Organization, None));
}

#[test]
fn mute_subject_of_other_form_is_refused() {
    for (kind, value, message) in [
        (MuteKind::Person, "", "is empty"),
        (MuteKind::Address, "203.0.113.0/24", "must be one address: for several, set the kind to network"),
        (
            MuteKind::Network,
            "203.0.113.7",
            "must be a network of several addresses: for one, set the kind to address",
        ),
        (MuteKind::Country, "ch", "must be a country code of two letters, such as CH"),
        (MuteKind::Asn, "64500", "must be an AS number, such as AS64500"),
        (MuteKind::Organization, "org_a", "must be absent, because the kind is organization"),
    ] {
        let error = MuteSubject::new(kind, Some(value)).expect_err("no subject");
        assert_eq!(error.to_string(), message, "{kind} {value}");
    }
}
