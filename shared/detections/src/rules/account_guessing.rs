//! Many failed sign-ins of one person.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;

use super::window::different;
use super::wording::counted;
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AccountGuessing;

static ABOUT: About = About {
    id: RuleId::AccountGuessing,
    title: "Password guessing",
    description: "Sign-ins of one person failed many times within minutes. Many addresses or several countries make it \
                  medium: then it is no single device with an old password.",
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
        FalsePositive {
            case: "A person forgot their password in the office.",
            silenced_by: "Add the network of the office to the own networks.",
        },
    ],
    parameters: &[
        Parameter::new("fails", "Failed sign-ins.", "events", 10, 3..=100),
        Parameter::minutes(10),
        Parameter::new("addresses", "Different addresses that make it medium.", "addresses", 5, 2..=100),
        Parameter::new("countries", "Different countries that make it medium.", "countries", 2, 2..=50),
    ],
    needs_details: false,
    needs_novelty: false,
    needs_daily_items: false,
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
        different(facts, self.window(parameters), parameters.count("fails"), |fact| Some(&fact.event))
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let addresses: BTreeSet<_> = draft.evidence.iter().filter_map(|fact| fact.address()).collect();
        let countries: BTreeSet<_> = draft.evidence.iter().filter_map(|fact| fact.country.as_ref()).collect();
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
        let addresses = measures.get("addresses").filter(|addresses| *addresses > 1);
        let from =
            addresses.map(|addresses| format!(", from {}", counted(addresses, "address", "addresses")));
        format!("{fails} sign-ins of {subject} failed{}.", from.unwrap_or_default())
    }
}
