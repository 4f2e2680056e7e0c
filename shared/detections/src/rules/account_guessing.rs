//! Many failed sign-ins of one person.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;

use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AccountGuessing;

static ABOUT: About = About {
    id: RuleId::AccountGuessing,
    title: "Password guessing",
    description: "Sign-ins of one person failed many times within minutes.",
    attack: &["T1110.001"],
    false_positives: &[
        FalsePositive {
            case: "A device keeps trying an old password after a change.",
            silenced_by: "It stays low, because it comes from one address. Remove the old password on the device.",
        },
        FalsePositive {
            case: "A program signs in with wrong credentials.",
            silenced_by: "Add its account to the service accounts.",
        },
    ],
    parameters: &[
        Parameter {
            name: "fails",
            description: "Failed sign-ins.",
            unit: "events",
            default: 10,
            min: 3,
            max: 100,
        },
        Parameter {
            name: "minutes",
            description: "Length of the window.",
            unit: "minutes",
            default: 10,
            min: 1,
            max: 120,
        },
        Parameter {
            name: "addresses",
            description: "Different addresses that make it medium.",
            unit: "addresses",
            default: 5,
            min: 2,
            max: 100,
        },
        Parameter {
            name: "countries",
            description: "Different countries that make it medium.",
            unit: "countries",
            default: 2,
            min: 2,
            max: 50,
        },
    ],
    needs_details: false,
    needs_novelty: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: true, common_places: false },
    is_shown_to_person: true,
    can_be_muted: true,
};

impl Rule for AccountGuessing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        if fact.is_fail() { vec![Key::Person(fact.user.clone())] } else { Vec::new() }
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let (fails, window) = (parameters.count("fails"), parameters.minutes("minutes"));
        let is_hit = |trigger: &usize| facts[trigger + 1 - fails].at.plus(window) > facts[*trigger].at;
        let triggers = (fails - 1..facts.len()).filter(is_hit);
        triggers.map(|trigger| Hit { trigger, evidence: (trigger + 1 - fails..=trigger).collect() }).collect()
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let addresses: BTreeSet<_> = draft.evidence.iter().filter_map(|fact| fact.ip).collect();
        let countries: BTreeSet<_> = draft.evidence.iter().filter_map(|fact| fact.country.clone()).collect();
        Measures::default()
            .number("fails", draft.evidence.len())
            .number("minutes", parameters.count("minutes"))
            .number("addresses", addresses.len())
            .number("countries", countries.len())
    }

    fn grade(&self, draft: &Draft, _: &Context, parameters: &Parameters) -> Severity {
        let measures = self.measures(draft, parameters);
        let at_least = |name: &str| measures.get(name) >= Some(parameters.get(name));
        if at_least("addresses") || at_least("countries") { Severity::Medium } else { Severity::Low }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let fails = measures.get("fails").unwrap_or_default();
        match measures.get("addresses") {
            Some(addresses) if addresses > 1 => {
                format!("{fails} sign-ins of {subject} failed, from {addresses} addresses.")
            }
            _ => format!("{fails} sign-ins of {subject} failed."),
        }
    }
}
