//! A sign-in after failed ones, from where they came or from something new.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use chrono::Duration;
use ipnet::IpNet;

use super::window::{Latest, hit, starts};
use super::wording::{list, newness, with_newness};
use crate::{
    About, Context, Draft, EventRef, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period,
    Rule, RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AccountGuessed;

/// Failed sign-ins in the evidence of one hit, if the hit does not need more.
const FAILS_SHOWN: usize = 50;

static ABOUT: About = About {
    id: RuleId::AccountGuessed,
    title: "Password guessed",
    description: "A person signed in after several failed sign-ins, from a network that had failed (IPv4 /24, IPv6 /48) \
                  or from a new country, network or device. It is medium if the country, the network and the device of \
                  the sign-in were all known: then it was probably the person.",
    attack: &["T1110", "T1078"],
    false_positives: &[
        FalsePositive {
            case: "A person mistypes their password several times and then signs in as usual.",
            silenced_by: "It is medium, because country, network and device are known.",
        },
        FalsePositive {
            case: "A person mistypes their password several times on a new device.",
            silenced_by: "The person answers that it was them. Close the finding as expected.",
        },
        FalsePositive {
            case: "A person mistypes their password in the office.",
            silenced_by: "Add the network of the office to the own networks.",
        },
        FalsePositive {
            case: "Others guess the password while the person signs in from a known place.",
            silenced_by: "Silent: the sign-in is from another network, and nothing about it is new.",
        },
    ],
    parameters: &[
        Parameter::new("fails", "Failed sign-ins before the sign-in.", "events", 5, 2..=90),
        Parameter::minutes(60),
    ],
    needs_details: true,
    needs_novelty: true,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: true, common_places: false },
    is_shown_to_person: true,
    can_be_muted: true,
};

impl Rule for AccountGuessed {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let matters = fact.is_fail() || fact.is_sign_in();
        if matters { vec![Key::Person(fact.user.clone())] } else { Vec::new() }
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let count = parameters.count("fails");
        let mut fails: Latest<&EventRef> = Latest::default();
        let mut networks: Latest<IpNet> = Latest::default();
        let mut hits = Vec::new();
        for (index, start) in starts(facts, self.window(parameters)).enumerate() {
            let fact = &facts[index];
            fails.forget_before(start);
            networks.forget_before(start);
            let network = fact.ip.map(network);
            if fact.is_fail() {
                fails.insert(&fact.event, index);
                if let Some(network) = network {
                    networks.insert(network, index);
                }
                continue;
            }
            let from_network = network.and_then(|network| networks.get(&network));
            if fails.len() < count || (from_network.is_none() && !fact.is_from_new()) {
                continue;
            }
            // The fail of the same network is one of the counted ones.
            let newest = fails.newest().map(|(fail, _)| fail).filter(|fail| Some(*fail) != from_network);
            let counted = from_network.into_iter().chain(newest).take(count.max(FAILS_SHOWN));
            hits.push(hit(index, counted.chain([index])));
        }
        hits
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let fails = || draft.evidence.iter().filter(|fact| fact.is_fail());
        let failed: BTreeSet<IpNet> = fails().filter_map(|fact| fact.ip.map(network)).collect();
        let is_same = |fact: &&Arc<Fact>| fact.ip.is_some_and(|ip| failed.contains(&network(ip)));
        let measures = Measures::default()
            .number("fails", fails().count())
            .number("minutes", parameters.count("minutes"))
            .text("country", draft.triggers.first().and_then(|fact| fact.country.clone()));
        let measures = with_newness(measures, &draft.triggers);
        match draft.triggers.iter().filter(is_same).count() {
            0 => measures,
            _ => measures.number("failed_network", 1),
        }
    }

    fn grade(&self, draft: &Draft, _: &Context, _: &Parameters) -> Severity {
        let is_known = |fact: &Arc<Fact>| fact.past().is_some() && !fact.is_from_new();
        if draft.triggers.iter().all(is_known) { Severity::Medium } else { Severity::High }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let fails = measures.get("fails").unwrap_or_default();
        let mut from = newness(measures);
        if measures.get("failed_network").is_some() {
            from.insert(0, "a network that had failed");
        }
        let from = if from.is_empty() { String::new() } else { format!(", from {}", list(&from)) };
        format!("{subject} signed in after {fails} failed sign-ins{from}.")
    }
}

/// Returns the network of an address in which one attacker often has several addresses.
fn network(ip: IpAddr) -> IpNet {
    let length = if ip.is_ipv4() { 24 } else { 48 };
    IpNet::new(ip, length).expect("the length is within an address").trunc()
}
