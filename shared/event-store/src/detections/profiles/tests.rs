use std::net::IpAddr;

use detections::{Device, EventRef, Fact};
use event_model::Class;

use super::*;

/// Returns a sign-in on a day.
fn sign_in(day: i64) -> Fact {
    let at = Timestamp::MIN.plus(Duration::days(20_000 + day));
    let source = "account".parse().expect("a source");
    Fact {
        event: EventRef { source, id: format!("e{day}").parse().expect("an event id") },
        kind: "account.login.succeeded".parse().expect("a type"),
        class: Class::SignInSucceeded,
        at,
        recorded_at: at,
        user: "u".parse().expect("a user id"),
        session: None,
        ip: Some(IpAddr::from([192, 0, 2, 7])),
        asn: Some(64_500),
        country: Some("CH".to_owned()),
        geohash: None,
        device: Some(Device::named("laptop")),
        agent: None,
        targets: Vec::new(),
        novelty: None,
    }
}

#[test]
fn profile_attribute_reads_back() {
    let mut profile = Profile::default();
    for day in 0..7 {
        profile.observe(&sign_in(day));
    }
    profile.set_items(detections::Day::of(sign_in(3).at), 12);
    let attribute = serde_dynamo::to_attribute_value::<_, serde_dynamo::AttributeValue>(&profile);
    let read: Profile =
        serde_dynamo::from_attribute_value(attribute.expect("an attribute")).expect("a profile");
    assert_eq!(read, profile);
    assert_eq!(read.logged(&sign_in(6).event).map(|novelty| novelty.sign_ins), Some(6));
}
