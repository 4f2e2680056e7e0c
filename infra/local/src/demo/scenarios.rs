//! The incidents of the demo. `scenarios.json` labels each with the findings that a detection should report.

use std::net::IpAddr;
use std::sync::LazyLock;

use chrono::{Days, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use fastrand::Rng;
use serde::{Deserialize, Deserializer, de};

use super::Month;
use super::event::{DemoEvent, Target};
use super::organization::{ASSETS, DEVICES, MEMBERS, Member};

static SCENARIOS: LazyLock<Vec<Scenario>> =
    LazyLock::new(|| serde_json::from_str(include_str!("scenarios.json")).expect("a test reads the file"));

/// Returns every scenario of the demo.
pub fn scenarios() -> &'static [Scenario] {
    &SCENARIOS
}

/// A labeled part of the demo.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Unique among the scenarios, such as `password_spray`.
    pub id: String,
    /// A sentence that describes what happens.
    pub label: String,
    /// The findings that detections should report; none for harmless activity.
    pub expected: Vec<ExpectedFinding>,
    #[serde(deserialize_with = "parsed")]
    time_zone: Tz,
    acts: Vec<Act>,
}

/// A finding that detections should report.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFinding {
    /// Such as `address.spray`.
    pub rule: String,
    /// `low`, `medium`, `high` or `critical`.
    pub severity: String,
}

/// The events of one actor in one session.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    /// Days before the end of the demo.
    days_ago: u64,
    /// Local time of the first event, such as `09:30:00`.
    at: NaiveTime,
    /// The e-mail name of a member, or `*` for each member in turn.
    actor: String,
    /// The address of the member's home unless given.
    ip: Option<IpAddr>,
    #[serde(default)]
    device: ActDevice,
    events: Vec<Template>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ActDevice {
    #[default]
    Computer,
    Phone,
    Attacker,
    Script,
}

/// An event that occurs once or several times.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    #[serde(rename = "type")]
    kind: String,
    /// Seconds after the previous event of the act.
    #[serde(default = "one_minute")]
    after: i64,
    #[serde(default = "once")]
    repeat: usize,
    /// Seconds between repeated events.
    #[serde(default)]
    every: i64,
    target: Option<TargetTemplate>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TargetTemplate {
    /// The items of these vaults in turn.
    Items(Vec<String>),
    /// A link to each item of the vault in turn.
    Links(String),
    Share {
        vault: String,
        user: String,
    },
    User(String),
    Group(String),
}

/// Returns the events of every scenario. `share` is the size of the demo relative to the usual size: a small demo
/// repeats events less often.
pub(super) fn events(month: Month, share: f64) -> Vec<DemoEvent> {
    let acts = scenarios().iter().flat_map(|scenario| scenario.acts.iter().map(move |act| (scenario, act)));
    (1..)
        .zip(acts)
        .flat_map(|(seed, (scenario, act))| act.events(month, scenario.time_zone, share, seed))
        .collect()
}

impl Act {
    fn events(&'static self, month: Month, zone: Tz, share: f64, seed: u64) -> Vec<DemoEvent> {
        let day = month.end.date_naive() - Days::new(self.days_ago);
        let actors: Vec<&Member> = match self.actor.as_str() {
            "*" => MEMBERS.iter().filter(|member| member.belongs_on(day, month.end)).collect(),
            handle => vec![Member::find(handle)],
        };
        let session = Rng::with_seed(seed).u64(..);
        let mut next = month.moment(zone, day, self.at);
        let mut events = Vec::new();
        for (index, template) in self.events.iter().enumerate() {
            if index > 0 {
                next += TimeDelta::seconds(template.after);
            }
            let repeat = match template.repeat {
                1 => 1,
                #[expect(clippy::cast_precision_loss, reason = "a few hundred")]
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "likewise")]
                repeat => (repeat as f64 * share.clamp(0.1, 1.0)) as usize,
            };
            for number in 0..repeat {
                let actor = actors[number % actors.len()];
                let at = next + TimeDelta::seconds(template.every * i64::try_from(number).unwrap_or(0));
                events.push(DemoEvent {
                    at,
                    kind: &template.kind,
                    actor,
                    ip: self.ip.unwrap_or_else(|| actor.home_address()),
                    device: self.device(actor),
                    session,
                    target: template.target.as_ref().map_or(Target::None, |target| target.resolve(number)),
                });
            }
            next = events.last().map_or(next, |event| event.at);
        }
        events
    }

    fn device(&self, actor: &Member) -> &'static super::organization::Device {
        match self.device {
            ActDevice::Computer => actor.computer(),
            ActDevice::Phone => actor.phone(),
            ActDevice::Attacker => &DEVICES.attacker,
            ActDevice::Script => &DEVICES.script,
        }
    }
}

impl TargetTemplate {
    /// Returns the target of a repetition.
    fn resolve(&self, number: usize) -> Target {
        let vault = |name: &str| index(ASSETS.vaults.iter().map(|vault| vault.name.as_str()), name);
        let user = |handle: &str| index(MEMBERS.iter().map(|member| member.handle), handle);
        match self {
            Self::Items(vaults) => {
                let vault = vault(&vaults[number % vaults.len()]);
                Target::Item { vault, item: number / vaults.len() % ASSETS.vaults[vault].items.len() }
            }
            Self::Links(name) => {
                let vault = vault(name);
                let link = 0x00c0_ffee + u32::try_from(number).unwrap_or(0);
                Target::Link { vault, item: number % ASSETS.vaults[vault].items.len(), link }
            }
            Self::Share { vault: name, user: handle } => {
                Target::Share { vault: vault(name), user: user(handle) }
            }
            Self::User(handle) => Target::User(user(handle)),
            Self::Group(name) => Target::Group(index(ASSETS.groups.iter().map(String::as_str), name)),
        }
    }
}

fn index<'a>(mut names: impl Iterator<Item = &'a str>, name: &str) -> usize {
    names.position(|other| other == name).expect("a test resolves every name of the file")
}

fn one_minute() -> i64 {
    60
}

fn once() -> usize {
    1
}

fn parsed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tz, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{events, scenarios};
    use crate::demo::Month;

    #[test]
    fn scenarios_are_labeled_and_every_name_resolves() {
        let ids: HashSet<_> = scenarios().iter().map(|scenario| &scenario.id).collect();
        assert_eq!(ids.len(), scenarios().len());
        for scenario in scenarios() {
            assert!(!scenario.label.is_empty() && !scenario.acts.is_empty(), "{}", scenario.id);
            for finding in &scenario.expected {
                assert!(finding.rule.contains('.'), "{finding:?}");
                assert!(["low", "medium", "high", "critical"].contains(&finding.severity.as_str()));
            }
        }
        let month = Month { end: "2026-11-21T19:23:11Z".parse().unwrap() };
        let events = events(month, 1.0);
        assert!(events.len() > 300 && events.iter().all(|event| month.contains(event.at)));
    }
}
