//! One session in two places.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::Duration;

use super::window::{Latest, hit, starts};
use super::wording::within_minutes;
use crate::{
    About, Context, Device, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period,
    Rule, RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct SessionElsewhere;

static ABOUT: About = About {
    id: RuleId::SessionElsewhere,
    title: "One session in two places",
    description: "One session was used in two countries within an hour, or in two networks with another device or user \
                  agent. It is high with another user agent: then the session was probably copied.",
    attack: &["T1539"],
    false_positives: &[
        FalsePositive {
            case: "A person switches a VPN on or off during a session.",
            silenced_by: "It stays low with the same user agent, and is info if the countries are common.",
        },
        FalsePositive {
            case: "A phone changes between mobile network and wireless network.",
            silenced_by: "Silent: the same country, device and user agent.",
        },
        FalsePositive {
            case: "The application is updated during a session.",
            silenced_by: "Silent: version numbers do not count.",
        },
        FalsePositive {
            case: "A person crosses a border.",
            silenced_by: "It stays low with the same user agent.",
        },
    ],
    parameters: &[Parameter::minutes(60)],
    needs_details: true,
    needs_novelty: false,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: true, common_places: true },
    is_shown_to_person: true,
    can_be_muted: true,
};

/// Device and user agent.
type Client = (Option<Device>, Option<Device>);

/// The clients of each place, with their latest facts.
struct ByPlace<P>(BTreeMap<P, Latest<Client>>);

impl<P: Ord> ByPlace<P> {
    fn push(&mut self, place: Option<P>, fact: &Fact, index: usize) {
        let Some(place) = place else { return };
        self.0.entry(place).or_default().insert((fact.device, fact.agent), index);
    }

    /// Returns a fact since `start` at another place than `place` with a client that fulfills `is_other`.
    fn elsewhere(&self, place: Option<P>, start: usize, is_other: impl Fn(&Client) -> bool) -> Option<usize> {
        let place = place?;
        let mut others = self.0.iter().filter(|(other, _)| **other != place);
        others.find_map(|(_, clients)| {
            let mut recent = clients.newest().take_while(|(index, _)| *index >= start);
            recent.find(|(_, client)| is_other(client)).map(|(index, _)| index)
        })
    }
}

impl Rule for SessionElsewhere {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let session = fact.session.clone().filter(|_| fact.country.is_some() || fact.asn.is_some());
        session.map(|session| Key::Session(fact.user.clone(), session)).into_iter().collect()
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let mut countries = ByPlace(BTreeMap::new());
        let mut networks = ByPlace(BTreeMap::new());
        let mut hits = Vec::new();
        for (index, start) in starts(facts, self.window(parameters)).enumerate() {
            let fact = &facts[index];
            let country = fact.country.as_deref();
            let has_other_agent = |(_, agent): &Client| differ(*agent, fact.agent);
            let has_other_device = |(device, _): &Client| differ(*device, fact.device);
            // Another user agent first: it decides the severity.
            let other = countries
                .elsewhere(country, start, has_other_agent)
                .or_else(|| networks.elsewhere(fact.asn, start, has_other_agent))
                .or_else(|| countries.elsewhere(country, start, |_| true))
                .or_else(|| networks.elsewhere(fact.asn, start, has_other_device));
            hits.extend(other.map(|other| hit(index, [other, index])));
            countries.push(country, fact, index);
            networks.push(fact.asn, fact, index);
        }
        hits
    }

    fn is_about_moves(&self) -> bool {
        true
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let [from, to] = draft.first.as_slice() else { return Measures::default() };
        let countries: BTreeSet<_> = draft.evidence.iter().filter_map(|fact| fact.country.as_ref()).collect();
        let networks: BTreeSet<_> = draft.evidence.iter().filter_map(|fact| fact.asn).collect();
        let agents: BTreeSet<_> = draft.evidence.iter().filter_map(|fact| fact.agent).collect();
        let is_moved = from.country != to.country;
        Measures::default()
            .number("countries", countries.len())
            .number("networks", networks.len())
            .number("agents", agents.len())
            .number("minutes", parameters.count("minutes"))
            .text("country", to.country.clone().filter(|_| is_moved))
            .text("other_country", from.country.clone().filter(|_| is_moved))
    }

    fn grade(&self, draft: &Draft, _: &Context, parameters: &Parameters) -> Severity {
        let agents = self.measures(draft, parameters).get("agents");
        if agents > Some(1) { Severity::High } else { Severity::Low }
    }

    /// With two countries, they must be common; otherwise the networks.
    fn is_common(&self, draft: &Draft, context: &Context, parameters: &Parameters) -> bool {
        let is_abroad = self.measures(draft, parameters).get("countries") > Some(1);
        draft.evidence.iter().all(|fact| match is_abroad {
            true => context.is_common_country(fact),
            false => context.is_common_network(fact),
        })
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let number = |name| measures.get(name).unwrap_or_default();
        let places = match number("countries") {
            0 | 1 => format!("{} networks", number("networks")),
            countries => format!("{countries} countries"),
        };
        let names = match (measures.word("other_country"), measures.word("country")) {
            (Some(from), Some(to)) => format!(" ({from} and {to})"),
            _ => String::new(),
        };
        let clients = if number("agents") > 1 { ", with different user agents" } else { "" };
        let within = within_minutes(measures);
        format!("One session of {subject} was used in {places}{names}{within}{clients}.")
    }
}

/// Returns `true` if both are known and not the same.
fn differ(one: Option<Device>, other: Option<Device>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}
