//! Random days of an organization with attacks in them.

use chrono::Duration;
use event_model::{Details, Event, Location, Network, NewEvent, Timestamp, WriteShards, parse_event};
use event_store::Recording;
use fastrand::Rng;
use serde_json::{Value, json};

/// The people of the organization.
const PEOPLE: usize = 60;
/// Countries with their network and geohash.
const PLACES: [(&str, u32, &str); 3] =
    [("CH", 64_500, "u0qj8"), ("DE", 64_498, "u33db"), ("AU", 64_510, "r3gx2")];

/// Returns `count` events that end at `end`, over two days, in the order in which they are recorded. Most are recorded
/// at once, some hours late.
pub(super) fn recordings(organization: &str, count: usize, end: Timestamp) -> Vec<Recording> {
    let mut rng = Rng::with_seed(7);
    let start = end.minus(Duration::hours(60));
    let mut recordings: Vec<Recording> = Vec::new();
    while recordings.len() < count {
        let at = start.plus(Duration::milliseconds(rng.i64(0..Duration::hours(56).num_milliseconds())));
        let user = rng.usize(..PEOPLE);
        let (kind, repeat, spread) = match rng.u16(..100) {
            0 => ("account.login.failed_password", rng.usize(8..30), 8),
            1 => ("pass.item.read", rng.usize(20..50), 8),
            2 => ("pass.secure_link.created", rng.usize(3..8), 10),
            3 => ("account.totp.disabled", 1, 1),
            4 => ("account.recovery_email.changed", 1, 1),
            5 => ("organization.two_factor_requirement.disabled", 1, 1),
            6 => ("organization.user.removed", 1, 1),
            7..20 => ("account.login.succeeded", 1, 1),
            20..26 => ("account.login.failed_password", 1, 1),
            _ => ("pass.item.read", rng.usize(1..4), 60),
        };
        // One in a few bursts of failures is of many people from one address.
        let is_spray = repeat > 7 && kind.ends_with("password") && rng.bool();
        let place = if repeat > 1 { rng.usize(..PLACES.len()) } else { usize::from(rng.u8(..30) == 0) };
        for nth in 0..repeat {
            let person = if is_spray { (user + nth) % PEOPLE } else { user };
            let at = at.plus(Duration::milliseconds(rng.i64(0..spread * 60_000)));
            let late = if rng.u8(..20) == 0 { rng.i64(0..3 * 3_600_000) } else { rng.i64(0..3_000) };
            let id = recordings.len();
            recordings.push(recording(organization, id, kind, person, place, at, late, &mut rng));
        }
    }
    recordings.truncate(count);
    recordings.sort_by_key(|recording| recording.recorded_at);
    recordings
}

#[expect(clippy::too_many_arguments, reason = "each is a part of one event")]
fn recording(
    organization: &str,
    id: usize,
    kind: &str,
    person: usize,
    place: usize,
    at: Timestamp,
    late: i64,
    rng: &mut Rng,
) -> Recording {
    let target = match kind.split('.').nth(1) {
        Some("item") => json!([{ "type": "item", "id": format!("i{}", rng.u16(..500)) }]),
        Some("secure_link") => json!([{ "type": "secure_link", "id": format!("l{}", rng.u16(..500)) }]),
        Some("user") => json!([{ "type": "user", "id": format!("u{}", rng.usize(..PEOPLE)) }]),
        _ => json!([]),
    };
    let mut event = json!({
        "id": format!("e{id}"), "organization_id": organization, "type": kind, "occurred_at": at,
        "actor": { "id": format!("u{person}") }, "targets": target,
        "client": { "ip": format!("192.0.2.{}", place * 64 + person % 8), "device": format!("d{}", person % 3) },
    });
    if !kind.contains("failed") {
        event["session_id"] = json!(format!("s{person}-{place}-{}", at.millis() / 86_400_000));
    }
    let (country, asn, geohash) = PLACES[place];
    let event: NewEvent = parse_event(&(&event as &Value).into()).expect("an event");
    Recording {
        event,
        network: Network { isp: None, asn: Some(asn) },
        location: Some(Location {
            country: country.to_owned(),
            city: None,
            geohash: Some(geohash.to_owned()),
        }),
        collect: true,
        recorded_at: at.plus(Duration::milliseconds(late)),
        expires_at: Timestamp::from_millis((at.plus(Duration::days(400)).millis() / 1_000) * 1_000)
            .expect("a time"),
        shards: WriteShards::default(),
    }
}

/// Returns the event that a recording stores.
pub(super) fn event(recording: &Recording) -> Event {
    let Recording { event, network, location, recorded_at, expires_at, .. } = recording.clone();
    let details = Details::Collected { ip: event.ip, network, location };
    event.recorded(details, recorded_at, expires_at)
}
