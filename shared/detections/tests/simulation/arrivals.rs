//! Random events of a few people over some weeks, in the order in which they arrive.

use chrono::Duration;
use detections::{Device, EventRef, Fact, FactTarget};
use event_model::{Class, EventId, EventType, SessionId, Source, Timestamp, UserId};
use fastrand::Rng;

/// 2026-09-01, at midnight.
const START: i64 = 1_788_220_800_000;

/// Returns `count` events. Most arrive at once, some hours or days late.
pub(crate) fn arrivals(seed: u64, count: usize, days_late: i64) -> Vec<Fact> {
    let mut rng = Rng::with_seed(seed);
    let span = Duration::days(rng.i64(2..30)).num_milliseconds();
    let mut facts = Vec::new();
    // A past, so that something can be new. That of the last two ends months ago.
    for user in 0..6 {
        let ago = if user >= 4 { 80 } else { 0 };
        for day in ago..ago + rng.i64(3..7) {
            let at = START - Duration::days(day + 1).num_milliseconds();
            let mut fact = fact(&mut rng, facts.len(), at, user, Class::SignInSucceeded, 1);
            (fact.country, fact.asn) = (Some("CH".to_owned()), Some(64_500));
            facts.push(fact);
        }
    }
    while facts.len() < count {
        // Bursts: several events of one person within an hour.
        let (at, user) = (START + rng.i64(0..span), rng.usize(0..12));
        let class = CLASSES[rng.usize(..CLASSES.len())];
        let (is_pure, is_spread) = (rng.bool(), rng.u8(..4) == 0);
        for _ in 0..rng.usize(1..60) {
            let is_of_class = is_pure || rng.u8(..10) < 8;
            let of_class = if is_of_class { class } else { CLASSES[rng.usize(..CLASSES.len())] };
            let is_other = is_spread || rng.u8(..10) > 7;
            let user = if is_other { rng.usize(0..20) } else { user };
            let at = at + rng.i64(0..20 * 60_000);
            let mut fact = fact(&mut rng, facts.len(), at, user, of_class, days_late);
            if is_spread && is_pure {
                fact.ip = Some("192.0.2.99".parse().expect("an address"));
            }
            facts.push(fact);
        }
    }
    facts.truncate(count.max(30));
    // The feed is in the order of arrival, which is not quite that of the times of recording.
    let jitter = |rng: &mut Rng, fact: &Fact| fact.recorded_at.millis() + rng.i64(0..3_000);
    let mut arrivals: Vec<(i64, Fact)> =
        facts.into_iter().map(|fact| (jitter(&mut rng, &fact), fact)).collect();
    arrivals.sort_by_key(|(at, _)| *at);
    arrivals.into_iter().map(|(_, fact)| fact).collect()
}

/// The classes that rules look at.
const CLASSES: [Class; 18] = [
    Class::SignInSucceeded,
    Class::SignInFailed,
    Class::ReauthenticationFailed,
    Class::SignInByAdmin,
    Class::PasswordChanged,
    Class::SecondFactorRemoved,
    Class::RecoveryChanged,
    Class::EmailChanged,
    Class::AccountReset,
    Class::ItemRead,
    Class::ItemRead,
    Class::ItemExported,
    Class::LinkCreated,
    Class::LinkOpened,
    Class::MemberRemoved,
    Class::MonitoringWeakened,
    Class::PolicyWeakened,
    Class::ReportExported,
];

fn fact(rng: &mut Rng, number: usize, at: i64, user: usize, class: Class, days_late: i64) -> Fact {
    let late = match rng.u8(..20) {
        0 => rng.i64(0..Duration::hours(30).num_milliseconds()),
        1 => rng.i64(0..days_late * 86_400_000),
        _ => rng.i64(0..5_000),
    };
    let time = |millis| Timestamp::from_millis(millis).expect("a time");
    let place = rng.usize(0..4);
    let countries = ["CH", "DE", "US", "AU"];
    let geohashes = ["u0qj8", "u33db", "dr5re", "r3gx2"];
    let has_details = rng.u8(..10) > 0;
    let ip = match rng.u8(..3) {
        0 => format!("2001:db8:{place}::{}", rng.u8(1..9)),
        _ => format!("192.0.2.{}", place * 8 + rng.usize(0..6)),
    };
    let target = match class {
        Class::MemberRemoved => ("user", format!("u{}", rng.u8(0..12))),
        Class::LinkOpened | Class::LinkCreated => ("secure_link", format!("l{}", rng.u8(0..3))),
        _ => ("item", format!("i{}", rng.u16(0..400))),
    };
    let variant = rng.u8(0..4);
    Fact {
        event: EventRef {
            source: Source::recorded("test".to_owned()),
            id: EventId::recorded(format!("e{number}")),
        },
        kind: EventType::recorded(format!("test.{class}.{variant}")),
        class,
        at: time(at),
        recorded_at: time(at + late),
        user: UserId::recorded(format!("u{user}")),
        session: (rng.u8(..5) > 0).then(|| SessionId::recorded(format!("s{}", rng.u8(0..3)))),
        ip: has_details.then(|| ip.parse().expect("an address")),
        asn: has_details.then_some(64_500 + u32::try_from(place).expect("small")),
        country: has_details.then(|| countries[place].to_owned()),
        geohash: has_details.then(|| geohashes[place].to_owned()),
        device: (rng.u8(..5) > 0).then(|| Device::named(&format!("d{}", rng.u8(0..3)))),
        agent: (rng.u8(..5) > 0).then(|| Device::named(&format!("a{}", rng.u8(0..3)))),
        targets: vec![FactTarget { kind: target.0.to_owned(), id: target.1 }],
        novelty: None,
    }
}
