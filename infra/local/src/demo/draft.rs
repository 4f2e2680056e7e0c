//! An event of the demo before it is written out: small, since a large demo keeps all of them at once.

use chrono::{DateTime, SecondsFormat};
use serde_json::{Map, Value, json};
use uuid::Builder;

use super::devices::Client;
use super::inventory::{GROUPS, PARTNERS, SERVERS, VAULTS};
use super::members::Member;
use super::places::{Line, Places};
use super::random::Random;
use crate::identity::DEMO_ORGANIZATION;

/// How gladly an event is left out where the demo has to be smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Part of a story.
    Story,
    /// What the day of a member hangs together by.
    Frame,
    /// One of many.
    Filler,
}

/// Where an event was done from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    pub(super) place: usize,
    pub(super) line: Line,
    pub(super) host: usize,
}

/// What an event was done to.
#[derive(Debug, Clone, Copy)]
pub(super) enum About {
    Nothing,
    Item { vault: usize, item: usize },
    Vault(usize),
    Share { vault: usize, with: usize },
    Person(usize),
    Partner(usize),
    Group(usize),
    Link { vault: usize, item: usize, link: u32 },
    Server { server: usize, minutes: u32 },
}

/// An event to be.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// Milliseconds since 1970.
    pub(super) at: i64,
    pub(super) kind: &'static str,
    pub(super) actor: usize,
    pub(super) from: Origin,
    pub(super) client: &'static Client,
    pub(super) session: u64,
    pub(super) about: About,
    pub(super) rank: Rank,
}

impl Draft {
    /// Writes the event out as a product would send it. `number` is its place in the demo.
    pub(super) fn write(&self, seed: u64, number: u64, members: &[Member], places: &Places) -> Value {
        let actor = &members[self.actor];
        let mut random = Random::of(seed, &[number]);
        let mut event = json!({
            "id": self.id(&mut random),
            "organization_id": DEMO_ORGANIZATION.id,
            "type": self.kind,
            "occurred_at": DateTime::from_timestamp_millis(self.at)
                .unwrap_or_default()
                .to_rfc3339_opts(SecondsFormat::Millis, true),
            "outcome": outcome(self.kind),
            "actor": { "id": actor.user_id, "name": actor.name, "email": actor.email },
            "client": self.client(places),
        });
        // A sign-in that does not succeed begins no session.
        if self.session != 0 {
            event["session_id"] = json!(format!("s_{:016x}", self.session));
        }
        let targets = self.targets(members);
        if !targets.is_empty() {
            event["targets"] = Value::Array(targets);
        }
        let metadata = self.metadata(&mut random);
        if !metadata.is_empty() {
            event["metadata"] = Value::Object(metadata);
        }
        event
    }

    fn id(&self, random: &mut Random) -> String {
        let (high, low) = (random.next().to_be_bytes(), random.next().to_be_bytes());
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&high);
        bytes[8..].copy_from_slice(&low[..2]);
        Builder::from_unix_timestamp_millis(self.at.unsigned_abs(), &bytes).into_uuid().to_string()
    }

    fn client(&self, places: &Places) -> Value {
        let mut client = json!({ "ip": places.address(self.from.place, self.from.line, self.from.host) });
        let Client { device, app_version, user_agent } = self.client;
        for (name, value) in [("device", device), ("app_version", app_version), ("user_agent", user_agent)] {
            if !value.is_empty() {
                client[name] = json!(value);
            }
        }
        client
    }

    fn targets(&self, members: &[Member]) -> Vec<Value> {
        let vault = |vault: usize| json!({ "type": "vault", "id": format!("v_{vault:03}"), "name": VAULTS[vault].name });
        let item = |of: usize, item: usize| json!({ "type": "item", "id": format!("i_{of:03}{item:03}"), "name": VAULTS[of].items[item] });
        let person = |index: usize| {
            let member = &members[index];
            json!({ "type": "user", "id": member.user_id, "name": member.name })
        };
        let partner = |index: usize| json!({ "type": "address", "id": PARTNERS[index] });
        match self.about {
            About::Nothing => Vec::new(),
            About::Item { vault: of, item: number } => vec![item(of, number), vault(of)],
            About::Vault(of) => vec![vault(of)],
            About::Share { vault: of, with } => vec![vault(of), person(with)],
            About::Person(index) => vec![person(index)],
            About::Partner(index) => vec![partner(index)],
            About::Group(index) => {
                vec![json!({ "type": "group", "id": format!("g_{index:03}"), "name": GROUPS[index] })]
            }
            About::Link { vault: of, item: number, link } => {
                vec![json!({ "type": "secure_link", "id": format!("l_{link:08x}") }), item(of, number)]
            }
            About::Server { server, .. } => {
                vec![json!({ "type": "server", "id": SERVERS[server], "name": SERVERS[server] })]
            }
        }
    }

    fn metadata(&self, random: &mut Random) -> Map<String, Value> {
        let mut metadata = Map::new();
        let mut put = |name: &str, value: String| metadata.insert(name.to_owned(), Value::String(value));
        match (self.kind, self.about) {
            ("vpn.session.ended", About::Server { minutes, .. }) => {
                put("minutes", minutes.to_string());
                put("megabytes", (u64::from(minutes) * (1 + random.next() % 9)).to_string());
            }
            ("vpn.session.started" | "vpn.session.roamed", _) => {
                put(
                    "protocol",
                    random.pick(&["wireguard", "wireguard", "wireguard", "openvpn-udp"]).to_string(),
                );
            }
            ("pass.item.used", _) => {
                put(
                    "field",
                    random
                        .weighted(&[("password", 6.0), ("one_time_code", 2.0), ("username", 1.0)])
                        .to_owned(),
                );
            }
            ("pass.share.created" | "pass.share.updated", _) => {
                put("permission", random.pick(&["view", "view", "edit", "manage"]).to_string());
            }
            _ => {}
        }
        metadata
    }
}

/// Returns how an event of this type went.
fn outcome(kind: &str) -> &'static str {
    if kind.contains(".failed") {
        "failure"
    } else if kind.ends_with(".blocked") || kind.ends_with(".forbidden") {
        "blocked"
    } else if kind.contains(".awaiting") || kind.ends_with(".attempted") {
        "attempt"
    } else {
        "success"
    }
}
