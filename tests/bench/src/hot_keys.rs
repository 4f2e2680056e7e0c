//! How hot the hottest key gets: the real key code, fed with a large organisation's traffic.
//!
//! DynamoDB serves one key at most 1,000 write units a second, and a key that is ordered by time never
//! splits for heat. The traffic is the worst that one organisation is expected to make: few people do most,
//! one service account never sleeps, and most come from one office behind one address.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};

use event_model::{
    Actor, Client, EventType, NewEvent, OrganizationId, Outcome, Timestamp, UserId, WriteShards,
};
use event_store::keys;
use fastrand::Rng;

use crate::figure::{Figure, Target};
use crate::harness::Fault;
use crate::producer::OFTEN;
use crate::report::Table;

const SECTION: &str = "Hottest key";

/// Events a second of the simulated organisation.
const RATE: f64 = 50_000.0;
/// Its people, whose activity follows Zipf's law.
const PEOPLE: usize = 10_000;
/// The share of its events that one service account causes.
const SERVICE: f64 = 0.05;
/// The share of its events that comes from one address.
const OFFICE: f64 = 0.6;
/// Writes a second that DynamoDB serves one key: an event is one write unit in each index.
const KEY_LIMIT: f64 = 1_000.0;
/// The share of that limit that is planned with: seconds are not alike.
const HEADROOM: f64 = 0.8;

const SHARDS: [u32; 9] = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const RATES: [f64; 8] = [500.0, 1_000.0, 2_000.0, 5_000.0, 10_000.0, 20_000.0, 50_000.0, 100_000.0];

/// The share of all events that the hottest key of the table and of each index takes.
#[derive(Debug, Clone, Copy, Default)]
struct Shares {
    table: f64,
    time: f64,
    user: f64,
    kind: f64,
    ip: f64,
}

impl Shares {
    /// The hottest of the keys that shards divide.
    fn sharded(self) -> f64 {
        self.time.max(self.kind).max(self.ip)
    }
}

/// Simulates `count` events for each number of shards.
pub(crate) fn measure(count: usize) -> Result<(Vec<Figure>, Vec<Table>), Fault> {
    let events = traffic(count)?;
    let mut shares = Vec::new();
    for shards in SHARDS {
        shares.push((shards, hottest(&events, WriteShards::try_from(shards)?)));
    }
    let rate = |share: f64| format!("{:.0}", share * RATE);
    let rows = shares.iter().map(|(shards, share)| {
        let Shares { table, time, user, kind, ip } = *share;
        let mut row = vec![shards.to_string()];
        row.extend([table, time, user, kind, ip].map(rate));
        row
    });
    let hottest = Table {
        section: SECTION,
        title: format!("Writes a second to the hottest key, at {RATE} events a second"),
        header: ["write_shards", "table", "by_time", "by_user", "by_type", "by_ip"].map(str::to_owned).into(),
        rows: rows.collect(),
    };
    let user = shares[0].1.user;
    let choices = RATES.iter().map(|rate| {
        let shards =
            choose(&shares, *rate).map_or_else(|| "more than 256".to_owned(), |shards| shards.to_string());
        vec![format!("{rate:.0}"), shards, format!("{:.0}", user * rate)]
    });
    let choices = Table {
        section: SECTION,
        title: format!(
            "The write_shards to choose (hottest key at {:.0} writes a second)",
            KEY_LIMIT * HEADROOM
        ),
        header: ["events a second", "write_shards", "of them the busiest actor's"].map(str::to_owned).into(),
        rows: choices.collect(),
    };
    let chosen = choose(&shares, RATE).ok_or("no number of shards is enough")?;
    let at = |shards: u32| {
        shares.iter().find(|(of, _)| *of == shards).map(|(_, share)| *share).unwrap_or_default()
    };
    let told = |name: &str, measured, unit, target| Figure::counted(SECTION, name, measured, unit, target);
    let figures = vec![
        told("write_shards for 50,000 events a second", f64::from(chosen), "", Target::AtMost(256.0)),
        told(
            "hottest sharded key with these",
            at(chosen).sharded() * RATE,
            "writes/s",
            Target::AtMost(KEY_LIMIT),
        ),
        told("hottest key of the table", at(1).table * RATE, "writes/s", Target::AtMost(KEY_LIMIT)),
        told("hottest key of by_user, which has no shards", user * RATE, "writes/s", Target::None),
        told("events/s at which the busiest actor is too hot", KEY_LIMIT / user, "", Target::None),
    ];
    Ok((figures, vec![hottest, choices]))
}

/// Returns the fewest shards that keep every sharded key cool enough.
fn choose(shares: &[(u32, Shares)], rate: f64) -> Option<u32> {
    let cool = |share: &Shares| share.sharded() * rate <= KEY_LIMIT * HEADROOM;
    shares.iter().find(|(_, share)| cool(share)).map(|(shards, _)| *shards)
}

fn hottest(events: &[NewEvent], shards: WriteShards) -> Shares {
    let mut counts: [HashMap<String, u32>; 5] = Default::default();
    for event in events {
        let keys::EventKeys { pk, sort_key: _, time_key, user_key, type_key, ip_key } =
            keys::event_keys(event, shards);
        let [table, time, user, kind, ip] = &mut counts;
        *table.entry(pk).or_default() += 1;
        *time.entry(time_key).or_default() += 1;
        *user.entry(user_key).or_default() += 1;
        *kind.entry(type_key).or_default() += 1;
        if let Some(key) = ip_key {
            *ip.entry(key).or_default() += 1;
        }
    }
    let share = |counts: &HashMap<String, u32>| {
        f64::from(counts.values().copied().max().unwrap_or_default()) / events.len() as f64
    };
    let [table, time, user, kind, ip] = &counts;
    Shares { table: share(table), time: share(time), user: share(user), kind: share(kind), ip: share(ip) }
}

fn traffic(count: usize) -> Result<Vec<NewEvent>, Fault> {
    let mut random = Rng::with_seed(17);
    let organization: OrganizationId = "org_9ybsU1dN2dKfDkBi".parse()?;
    let people: Vec<UserId> =
        (0..PEOPLE).map(|nth| format!("u_{nth:05}").parse()).collect::<Result<_, _>>()?;
    let service: UserId = "svc_backup".parse()?;
    let mut sum = 0.0;
    let shares: Vec<f64> = (1..=PEOPLE)
        .map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        })
        .collect();
    let types: Vec<(EventType, u32)> = OFTEN
        .iter()
        .map(|(id, weight)| Ok((EventType::parse(id)?, *weight)))
        .collect::<Result<_, Fault>>()?;
    let weights: u32 = types.iter().map(|(_, weight)| weight).sum();
    let office = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    let start = 1_795_289_591_000;
    (0..count)
        .map(|nth| {
            let point = random.f64() * sum;
            let who = shares.partition_point(|share| *share < point).min(PEOPLE - 1);
            let is_service = random.f64() < SERVICE;
            let mut point = random.u32(..weights);
            let kind = types.iter().find(|(_, weight)| match point.checked_sub(*weight) {
                Some(left) => {
                    point = left;
                    false
                }
                None => true,
            });
            let elsewhere = IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + u32::try_from(who).unwrap_or_default()));
            // 50 events of each millisecond.
            let millis = start + i64::try_from(nth / 50)?;
            Ok(NewEvent {
                id: uuid::Builder::from_random_bytes(random.u128(..).to_be_bytes())
                    .into_uuid()
                    .to_string()
                    .parse()?,
                organization_id: organization.clone(),
                kind: kind.map_or(types[0].0, |(kind, _)| *kind),
                occurred_at: Timestamp::from_millis(millis).ok_or("no moment")?,
                outcome: Outcome::Success,
                actor: Actor {
                    id: if is_service { service.clone() } else { people[who].clone() },
                    name: None,
                    email: None,
                },
                targets: Vec::new(),
                client: Client::default(),
                ip: Some(if random.f64() < OFFICE { office } else { elsewhere }),
                session_id: None,
                metadata: Default::default(),
            })
        })
        .collect()
}
