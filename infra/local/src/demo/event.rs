//! An event of the demo, compact until it is sent: a large demo holds all of its events in memory.

use std::net::IpAddr;

use chrono::{DateTime, SecondsFormat, Utc};
use fastrand::Rng;
use serde_json::{Map, Value, json};
use uuid::Builder;

use super::organization::{ASSETS, Device, MEMBERS, Member};
use crate::identity::DEMO_ORGANIZATION;

/// One event.
#[derive(Debug, Clone)]
pub(super) struct DemoEvent {
    pub(super) at: DateTime<Utc>,
    pub(super) kind: &'static str,
    pub(super) actor: &'static Member,
    pub(super) ip: IpAddr,
    pub(super) device: &'static Device,
    pub(super) session: u64,
    pub(super) target: Target,
}

/// The targets of an event. Numbers are indexes of the organization's assets.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    None,
    Item { vault: usize, item: usize },
    Vault(usize),
    Share { vault: usize, user: usize },
    User(usize),
    Partner(usize),
    Group(usize),
    Link { vault: usize, item: usize, link: u32 },
    Server { server: usize, minutes: u32 },
    Invoice(u32),
}

impl Target {
    /// Returns a plausible target for an event of this type by a member of a team with this vault.
    pub(super) fn random(kind: &str, own_vault: usize, rng: &mut Rng) -> Self {
        // Vault 0 is the one that all teams share.
        let vault = if rng.u8(..100) < 15 { 0 } else { own_vault };
        let item = rng.usize(..ASSETS.vaults[vault].items.len());
        let mut parts = kind.split('.');
        match (parts.next(), parts.next()) {
            (Some("pass"), Some("item")) => Self::Item { vault, item },
            (Some("pass"), Some("secure_link")) => Self::Link { vault, item, link: rng.u32(..) },
            (Some("pass"), Some("share")) => Self::Share { vault, user: rng.usize(..MEMBERS.len()) },
            (Some("pass"), Some("vault" | "items" | "invite")) => Self::Vault(vault),
            (Some("pass"), _) => Self::Partner(rng.usize(..ASSETS.partners.len())),
            (Some("organization"), Some("group")) => Self::Group(rng.usize(..ASSETS.groups.len())),
            (Some("organization"), Some("user")) => Self::User(rng.usize(..MEMBERS.len())),
            _ if kind.ends_with("_by_admin") => Self::User(rng.usize(..MEMBERS.len())),
            _ => Self::None,
        }
    }

    fn json(self) -> Value {
        let vault = |vault: usize| json!({ "type": "vault", "id": format!("v_{vault:03}"), "name": ASSETS.vaults[vault].name });
        let item = |vault: usize, item: usize| json!({ "type": "item", "id": format!("i_{vault:03}{item:03}"), "name": ASSETS.vaults[vault].items[item] });
        let user =
            |user: usize| json!({ "type": "user", "id": MEMBERS[user].user_id, "name": MEMBERS[user].name });
        match self {
            Self::None => json!([]),
            Self::Item { vault: of, item: number } => json!([item(of, number), vault(of)]),
            Self::Vault(number) => json!([vault(number)]),
            Self::Share { vault: of, user: with } => json!([vault(of), user(with)]),
            Self::User(number) => json!([user(number)]),
            Self::Partner(number) => json!([{ "type": "address", "id": ASSETS.partners[number] }]),
            Self::Group(number) => {
                json!([{ "type": "group", "id": format!("g_{number:03}"), "name": ASSETS.groups[number] }])
            }
            Self::Link { vault: of, item: number, link } => {
                json!([{ "type": "secure_link", "id": format!("l_{link:08x}") }, item(of, number)])
            }
            Self::Invoice(number) => {
                json!([{ "type": "invoice", "id": format!("inv_{number:05}"), "name": format!("Invoice {number}") }])
            }
            Self::Server { server, .. } => {
                let name = &ASSETS.servers[server];
                json!([{ "type": "server", "id": name, "name": name }])
            }
        }
    }
}

impl DemoEvent {
    /// Returns the event as a product sends it. The same seed gives the same event.
    pub(super) fn json(&self, seed: u64) -> Value {
        let mut rng = Rng::with_seed(seed);
        let random = rng.u128(..).to_be_bytes();
        let id = Builder::from_unix_timestamp_millis(
            self.at.timestamp_millis().unsigned_abs(),
            random.first_chunk().expect("16 bytes begin with 10"),
        );
        let mut event = json!({
            "id": id.into_uuid(),
            "organization_id": DEMO_ORGANIZATION.id,
            "type": self.kind,
            "occurred_at": self.at.to_rfc3339_opts(SecondsFormat::Millis, true),
            "outcome": outcome(self.kind),
            "actor": { "id": self.actor.user_id, "name": self.actor.name, "email": self.actor.email() },
            "client": self.client(),
            "targets": self.target.json(),
            "metadata": self.metadata(&mut rng),
        });
        // A sign-in that does not succeed starts no session.
        if !self.kind.contains(".login.") || self.kind.contains(".succeeded") {
            event["session_id"] = json!(format!("s_{:016x}", self.session));
        }
        event
    }

    fn client(&self) -> Value {
        let Device { name, user_agent, account, pass, vpn, vpn_user_agent } = self.device;
        let (app_version, user_agent) = match self.kind.split_once('.') {
            Some(("pass", _)) => (pass, user_agent),
            Some(("vpn", _)) => (vpn, vpn_user_agent),
            _ => (account, user_agent),
        };
        let texts = [("device", name), ("app_version", app_version), ("user_agent", user_agent)];
        let given = texts.into_iter().filter(|(_, text)| !text.is_empty());
        let mut client: Map<String, Value> = given.map(|(key, text)| (key.to_owned(), json!(text))).collect();
        client.insert("ip".to_owned(), json!(self.ip));
        Value::Object(client)
    }

    fn metadata(&self, rng: &mut Rng) -> Value {
        let mut one_of = |choices: &[&str]| choices[rng.usize(..choices.len())].to_owned();
        match (self.kind, self.target) {
            ("vpn.session.ended", Target::Server { minutes, .. }) => {
                json!({ "minutes": minutes.to_string(), "megabytes": (minutes * 5).to_string() })
            }
            ("vpn.session.started" | "vpn.session.roamed", _) => {
                json!({ "protocol": one_of(&["wireguard", "wireguard", "wireguard", "openvpn-udp"]) })
            }
            ("pass.item.used", _) => {
                json!({ "field": one_of(&["password", "password", "one_time_code", "username"]) })
            }
            ("pass.share.created" | "pass.share.updated", _) => {
                json!({ "permission": one_of(&["view", "view", "edit", "manage"]) })
            }
            _ => json!({}),
        }
    }
}

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
