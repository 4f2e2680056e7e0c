//! Events of every type of the catalog, with realistic contents.
//!
//! Sizes decide what DynamoDB counts, so nothing here is shorter than life: ids of people, events, items and
//! sessions are UUIDs, as Cognito and most products make them; only an organization's id is short
//! (`org_northwind`), which operators choose themselves. A user agent is what a browser sends.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use event_model::{Catalog, Source};
use fastrand::Rng;
use serde_json::{Value, json};

/// The most frequent types with their number in 1,000 events. The other types share the rest.
pub(crate) const OFTEN: [(&str, u32); 12] = [
    ("pass.item.used", 260),
    ("pass.item.read", 170),
    ("account.login.succeeded", 140),
    ("vpn.session.started", 80),
    ("vpn.session.ended", 80),
    ("pass.item.updated", 50),
    ("pass.item.created", 45),
    ("account.reauthentication.succeeded", 35),
    ("account.login.failed_password", 25),
    ("vpn.session.roamed", 20),
    ("pass.share.created", 15),
    ("account.session.revoked", 10),
];

const FIRST: [&str; 16] = [
    "Ada",
    "Tomás",
    "Ingrid",
    "Rashid",
    "Margaret",
    "Yuki",
    "Zoë",
    "Samuel",
    "Priya",
    "Anders",
    "Chiara",
    "Oluwaseun",
    "Beatriz",
    "Jan",
    "Katarzyna",
    "Lea",
];
const LAST: [&str; 16] = [
    "Lovelace",
    "Herrera",
    "Nordqvist",
    "al-Amin",
    "Hamilton",
    "Tanaka",
    "de Vries",
    "Okafor",
    "Ramachandran",
    "Berg",
    "Conti",
    "Adeyemi",
    "Carvalho",
    "Novák",
    "Wiśniewska",
    "Schneider",
];
const AGENTS: [&str; 5] = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0",
];
const DEVICES: [&str; 5] =
    ["Chrome on Windows", "Safari on macOS", "Chrome on Linux", "iPhone 16", "Firefox on Windows"];
const VERSIONS: [&str; 5] = ["web 5.2.14", "web 5.2.14", "web 5.2.13", "ios 4.18.2", "web 5.2.14"];
const ITEMS: [&str; 6] =
    ["Payroll portal", "AWS root account", "Office Wi-Fi", "GitHub", "Company card", "Customer database"];
const VAULTS: [&str; 4] = ["Engineering", "Finance", "People", "Shared with everyone"];

/// The address of the office, from which most events come.
pub(crate) const OFFICE: &str = "192.0.2.1";
/// The type of most events.
pub(crate) const COMMONEST: &str = "pass.item.used";

/// Generates the events of one organization.
pub(crate) struct Traffic {
    organization: String,
    random: Rng,
    people: Vec<Person>,
    /// Sums of the people's shares of the events.
    shares: Vec<f64>,
    types: Vec<(&'static str, u32)>,
    made: usize,
    now: DateTime<Utc>,
}

struct Person {
    id: String,
    name: String,
    email: String,
    kit: usize,
    session: String,
    home: String,
}

impl Traffic {
    /// Returns a traffic of events of `people` people; the same `seed` makes the same events.
    pub(crate) fn new(organization: &str, people: usize, seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let people: Vec<Person> = (0..people).map(|nth| Person::new(nth, &mut random)).collect();
        // Zipf: the second most active acts half as often as the first, the third a third.
        let mut sum = 0.0;
        let shares = (1..=people.len()).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        let shares = shares.collect();
        let rest = Catalog::built_in()
            .entries()
            .iter()
            .map(|entry| entry.id.as_str())
            .filter(|id| !OFTEN.iter().any(|(often, _)| often == id) && !id.starts_with(Source::MONITOR));
        let types = OFTEN.into_iter().chain(rest.map(|id| (id, 1))).collect();
        Self {
            organization: organization.to_owned(),
            random,
            people,
            shares,
            types,
            made: 0,
            now: Utc::now(),
        }
    }

    /// Returns the ids of the people, most active first.
    pub(crate) fn people(&self) -> impl Iterator<Item = &str> {
        self.people.iter().map(|person| person.id.as_str())
    }

    /// Returns the next `count` events, each of another millisecond of the last month.
    pub(crate) fn events(&mut self, count: usize) -> Vec<Value> {
        (0..count).map(|_| self.event()).collect()
    }

    fn event(&mut self) -> Value {
        let random = &mut self.random;
        // The first events go once through the whole catalog.
        let kind = match self.types.get(self.made) {
            Some((id, _)) => id,
            None => weighted(&self.types, random),
        };
        self.made += 1;
        let point = random.f64() * self.shares.last().copied().unwrap_or_default();
        let who = self.shares.partition_point(|share| *share < point).min(self.people.len() - 1);
        let person = &self.people[who];
        let ago = Duration::milliseconds(random.i64(0..30 * 24 * 3_600_000));
        let failed = kind.contains("failed") || kind.contains("forbidden");
        let blocked = kind.contains("blocked");
        let ip = if random.f64() < 0.6 { OFFICE } else { person.home.as_str() };
        let mut event = json!({
            "id": uuid(random),
            "organization_id": self.organization,
            "type": kind,
            "occurred_at": (self.now - ago).to_rfc3339_opts(SecondsFormat::Millis, true),
            "actor": { "id": person.id, "name": person.name, "email": person.email },
            "client": {
                "ip": ip,
                "device": DEVICES[person.kit],
                "app_version": VERSIONS[person.kit],
                "user_agent": AGENTS[person.kit],
            },
            "session_id": person.session,
        });
        if failed || blocked {
            event["outcome"] = json!(if failed { "failure" } else { "blocked" });
        }
        if let Some(targets) = targets(kind, person, random) {
            event["targets"] = targets;
        }
        if let Some(metadata) = metadata(kind, random) {
            event["metadata"] = metadata;
        }
        event
    }
}

impl Person {
    fn new(nth: usize, random: &mut Rng) -> Self {
        let (first, last) = (FIRST[nth % FIRST.len()], LAST[nth / FIRST.len() % LAST.len()]);
        let number = match nth / (FIRST.len() * LAST.len()) {
            0 => String::new(),
            more => more.to_string(),
        };
        let mailbox = event_model::fold(&format!("{first}.{last}{number}")).replace(' ', "");
        Self {
            id: uuid(random),
            name: format!("{first} {last}{number}"),
            email: format!("{mailbox}@northwind.example"),
            kit: weighted_index(random, &[40, 20, 8, 20, 12]),
            session: uuid(random),
            home: match nth % 3 {
                0 => format!("198.51.100.{}", 1 + nth % 14),
                1 => format!("2001:db8:{:x}::{:x}", nth % 4, 0x100 + nth),
                _ => format!("203.0.113.{}", 1 + nth % 14),
            },
        }
    }
}

/// Returns the targets of an event.
fn targets(kind: &str, person: &Person, random: &mut Rng) -> Option<Value> {
    let words: Vec<&str> = kind.split('.').collect();
    let vault = json!({ "type": "vault", "id": uuid(random), "name": VAULTS[random.usize(..VAULTS.len())] });
    let item = json!({ "type": "item", "id": uuid(random), "name": ITEMS[random.usize(..ITEMS.len())] });
    match words[..] {
        ["pass", "item", ..] | ["pass", "secure_link", ..] => Some(json!([item])),
        ["pass", "vault", ..] => Some(json!([vault])),
        ["pass", "share" | "invite" | "new_user_invite", ..] => {
            Some(json!([vault, { "type": "user", "id": uuid(random), "name": person.name }]))
        }
        ["account", "session", ..] => Some(json!([{ "type": "session", "id": uuid(random) }])),
        ["organization", "user", ..] => {
            Some(json!([{ "type": "user", "id": uuid(random), "name": person.name }]))
        }
        ["organization", "group", ..] => {
            Some(json!([{ "type": "group", "id": uuid(random), "name": "Contractors" }]))
        }
        _ => None,
    }
}

/// Returns further facts, of the kinds of event that have some.
fn metadata(kind: &str, random: &mut Rng) -> Option<Value> {
    match kind {
        kind if kind.starts_with("vpn.session") => {
            Some(json!({ "server": format!("CH#{}", random.u16(1..400)), "protocol": "wireguard" }))
        }
        "pass.item.created" | "pass.item.updated" => Some(json!({ "item_type": "login" })),
        kind if kind.starts_with("pass.share") => Some(json!({ "access": "edit" })),
        _ => None,
    }
}

fn uuid(random: &mut Rng) -> String {
    uuid::Builder::from_random_bytes(random.u128(..).to_be_bytes()).into_uuid().to_string()
}

fn weighted<'a>(types: &[(&'a str, u32)], random: &mut Rng) -> &'a str {
    let mut point = random.u32(..types.iter().map(|(_, weight)| weight).sum::<u32>());
    for (id, weight) in types {
        match point.checked_sub(*weight) {
            Some(left) => point = left,
            None => return id,
        }
    }
    types[0].0
}

fn weighted_index(random: &mut Rng, weights: &[u32]) -> usize {
    let mut point = random.u32(..weights.iter().sum::<u32>());
    for (index, weight) in weights.iter().enumerate() {
        match point.checked_sub(*weight) {
            Some(left) => point = left,
            None => return index,
        }
    }
    0
}
