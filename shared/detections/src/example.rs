//! Examples: sequences of events at which a rule fires or stays silent.
//!
//! `sequences/<rule>.jsonl` holds them as data. The first line of an example says what it shows: `case`, `expect` (the
//! severity of its one finding, or null), `why`, and `exceptions` if the organization has some. The lines after it are
//! events in the form that products send, with these differences:
//!
//! - `id`, `organization_id` and `recorded_at` are filled in.
//! - `country`, `asn` and `geohash` are what the address is looked up to.
//! - `repeat` is the number of `times` that the event occurs, and the seconds between two of them (`every`). `{n}` in an
//!   id or an address is the number of the repetition, from 1.

use std::collections::BTreeMap;

use chrono::Duration;
use event_model::{
    ActorBody, Catalog, ClientBody, DetailsState, Event, EventBody, Location, TargetBody, Timestamp,
};
use serde::Deserialize;

use crate::{Exceptions, Fact, RuleId, Severity};

/// A sequence of events, and what a rule finds in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The case, as a short text.
    pub case: String,
    /// The severity of the only finding; `None` if there is none.
    pub expected: Option<Severity>,
    /// The reason, as a sentence.
    pub why: String,
    /// The exceptions that the organization has set.
    pub exceptions: Exceptions,
    /// The events, in order of time. They are recorded at once.
    pub events: Vec<Event>,
}

impl Example {
    /// Returns the events as facts, without novelty.
    pub fn facts(&self) -> impl Iterator<Item = Fact> {
        self.events.iter().filter_map(|event| Fact::of(event, Catalog::built_in()))
    }
}

/// Returns the examples of a rule: sequences at which it fires, and those at which it stays silent.
pub fn examples(rule: RuleId) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for line in sequences(rule).lines() {
        match serde_json::from_str(line).expect("a test reads all lines") {
            Line::Header(Header { case, expect, why, exceptions }) => {
                let expected = expect.map(|expect| expect.severity);
                examples.push(Example { case, expected, why, exceptions, events: Vec::new() });
            }
            Line::Event(event) => {
                let example = examples.last_mut().expect("the first line is a header");
                for number in 1..=event.repeat.map_or(1, |repeat| repeat.times) {
                    let id = format!("e{}", example.events.len() + 1);
                    example.events.push(event.occurrence(id, number));
                }
                example.events.sort_by_key(|event| event.occurred_at);
            }
        }
    }
    examples
}

/// One line of a file.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Line {
    Header(Header),
    Event(Box<EventLine>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    case: String,
    expect: Option<Expectation>,
    why: String,
    #[serde(default)]
    exceptions: Exceptions,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expectation {
    severity: Severity,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventLine {
    occurred_at: Timestamp,
    #[serde(rename = "type")]
    kind: String,
    actor: ActorBody,
    #[serde(default)]
    targets: Vec<TargetBody>,
    #[serde(default)]
    client: ClientBody,
    session_id: Option<String>,
    country: Option<String>,
    asn: Option<u32>,
    geohash: Option<String>,
    repeat: Option<Repeat>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
struct Repeat {
    times: u32,
    /// Seconds.
    every: u32,
}

impl EventLine {
    /// Returns the event of a repetition.
    fn occurrence(&self, id: String, number: u32) -> Event {
        let numbered = |text: &String| text.replace("{n}", &number.to_string());
        let seconds = self.repeat.map_or(0, |repeat| repeat.every) * (number - 1);
        let at = self.occurred_at.plus(Duration::seconds(seconds.into()));
        let target = |target: &TargetBody| TargetBody {
            id: numbered(&target.id),
            kind: target.kind.clone(),
            name: None,
        };
        let location = self.country.clone().map(|country| Location {
            country,
            city: None,
            geohash: self.geohash.clone(),
        });
        let body = EventBody {
            id,
            organization_id: "org_example".to_owned(),
            kind: self.kind.clone(),
            source: self.kind.split('.').next().unwrap_or_default().to_owned(),
            occurred_at: at.to_string(),
            recorded_at: at.to_string(),
            outcome: "success".to_owned(),
            actor: ActorBody { id: numbered(&self.actor.id), ..self.actor.clone() },
            targets: self.targets.iter().map(target).collect(),
            client: ClientBody {
                ip: self.client.ip.as_ref().map(numbered),
                asn: self.asn,
                location,
                ..self.client.clone()
            },
            details: DetailsState::Shown,
            session_id: self.session_id.clone(),
            metadata: BTreeMap::new(),
        };
        body.into_event(Timestamp::MAX).expect("a test reads all events")
    }
}

fn sequences(rule: RuleId) -> &'static str {
    macro_rules! sequences {
        ($($rule:ident: $name:literal,)+) => {
            match rule {
                $(RuleId::$rule => include_str!(concat!("../sequences/", $name, ".jsonl")),)+
            }
        };
    }
    sequences! {
        AccountGuessing: "account.guessing",
        AccountGuessed: "account.guessed",
        AddressSpray: "address.spray",
        OrganizationSpray: "organization.spray",
        AccountNewPlace: "account.new_place",
        AccountImpossibleTravel: "account.impossible_travel",
        AccountDormant: "account.dormant",
        AccountTakeover: "account.takeover",
        AccountSecondFactorOff: "account.second_factor_off",
        AccountRecoveryBurst: "account.recovery_burst",
        ItemMassRead: "item.mass_read",
        LinkBurst: "link.burst",
        MemberLeaver: "member.leaver",
        SessionElsewhere: "session.elsewhere",
        MonitorBlinded: "monitor.blinded",
        AdminReach: "admin.reach",
    }
}
