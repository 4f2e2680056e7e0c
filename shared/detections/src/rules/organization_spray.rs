//! Failed sign-ins of many persons from many addresses, a few each.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use chrono::Duration;
use event_model::{Class, UserId};

use super::window::{Latest, hit, starts};
use super::wording::counted;
use crate::{
    About, AddressNet, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters,
    Period, Rule, RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct OrganizationSpray;

static ABOUT: About = About {
    id: RuleId::OrganizationSpray,
    title: "Password spraying from many addresses",
    description: "Sign-ins of many persons failed from many addresses within minutes. Of each person, only a few count, \
                  so that a single person under attack is no spray. It is info if a large part of the active members \
                  fail: then it is an outage.",
    attack: &["T1110.003"],
    false_positives: &[
        FalsePositive {
            case: "A sign-in service fails, or all passwords expired.",
            silenced_by: "It is info, because a large part of the active members fail.",
        },
        FalsePositive {
            case: "One person is under attack from many addresses.",
            silenced_by: "Silent: only a few fails of each person count. See the rule for password guessing.",
        },
        FalsePositive {
            case: "A few people mistype their passwords on a Monday morning.",
            silenced_by: "Silent: fewer fails, persons or addresses than the parameters.",
        },
    ],
    parameters: &[
        Parameter::new("persons", "Persons whose sign-ins failed.", "persons", 8, 3..=20),
        Parameter::new("addresses", "Addresses from which they failed.", "addresses", 5, 2..=20),
        Parameter::new("fails", "Failed sign-ins.", "events", 25, 3..=60),
        Parameter::new("fails_per_person", "Failed sign-ins that count of each person.", "events", 5, 1..=20),
        Parameter::new(
            "outage_percent",
            "Part of the active members above which it is an outage.",
            "percent",
            30,
            5..=100,
        ),
        Parameter::minutes(30),
    ],
    needs_details: true,
    needs_novelty: false,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: false, common_places: false },
    is_shown_to_person: false,
    can_be_muted: true,
};

/// The latest fails of a window.
#[derive(Default)]
struct Fails<'a> {
    persons: Latest<&'a UserId>,
    addresses: Latest<AddressNet>,
    /// All fails of each person.
    of: HashMap<&'a UserId, VecDeque<usize>>,
    /// Fails that count.
    counted: usize,
}

impl<'a> Fails<'a> {
    fn push(&mut self, fact: &'a Fact, index: usize, per_person: usize) {
        self.persons.insert(&fact.user, index);
        if let Some(address) = fact.address() {
            self.addresses.insert(address, index);
        }
        let of = self.of.entry(&fact.user).or_default();
        self.counted += usize::from(of.len() < per_person);
        of.push_back(index);
    }

    fn forget(&mut self, fact: &'a Fact, index: usize, per_person: usize) {
        self.persons.forget_before(index + 1);
        self.addresses.forget_before(index + 1);
        let Some(of) = self.of.get_mut(&fact.user) else { return };
        of.pop_front();
        self.counted -= usize::from(of.len() < per_person);
        if of.is_empty() {
            self.of.remove(&fact.user);
        }
    }

    /// Returns fails that are enough for all conditions.
    fn evidence(&self, persons: usize, addresses: usize, fails: usize, per_person: usize) -> Vec<usize> {
        let newest = |(index, _): (usize, _)| index;
        let of_addresses = self.addresses.newest().take(addresses).map(|(index, _)| index);
        let of_persons = self.persons.newest().take(persons).map(newest);
        // The latest fail of each of these persons is there already.
        let missing = fails.saturating_sub(persons);
        let others = self.persons.newest().enumerate().flat_map(|(position, (_, user))| {
            let own = self.of[*user].iter().rev().take(per_person).copied();
            own.skip(usize::from(position < persons))
        });
        of_persons.chain(others.take(missing)).chain(of_addresses).collect()
    }
}

impl Rule for OrganizationSpray {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let matters = fact.is_fail() && fact.ip.is_some();
        if matters { vec![Key::Organization] } else { Vec::new() }
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let (persons, addresses) = (parameters.count("persons"), parameters.count("addresses"));
        let (count, per_person) = (parameters.count("fails"), parameters.count("fails_per_person"));
        let mut fails = Fails::default();
        let mut first = 0;
        let mut hits = Vec::new();
        for (index, start) in starts(facts, self.window(parameters)).enumerate() {
            for (old, fact) in facts.iter().enumerate().take(start).skip(first) {
                fails.forget(fact, old, per_person);
            }
            first = start;
            fails.push(&facts[index], index, per_person);
            if fails.counted >= count && fails.persons.len() >= persons && fails.addresses.len() >= addresses
            {
                hits.push(hit(index, fails.evidence(persons, addresses, count, per_person)));
            }
        }
        hits
    }

    fn sources(&self, _: &Key) -> Vec<WindowSource> {
        vec![WindowSource::Classes(vec![Class::SignInFailed, Class::ReauthenticationFailed])]
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let persons: BTreeSet<_> = draft.evidence.iter().map(|fact| &fact.user).collect();
        let addresses: BTreeSet<_> = draft.evidence.iter().filter_map(|fact| fact.address()).collect();
        Measures::default()
            .number("fails", draft.evidence.len())
            .number("persons", persons.len())
            .number("addresses", addresses.len())
            .number("minutes", parameters.count("minutes"))
    }

    fn grade(&self, draft: &Draft, context: &Context, parameters: &Parameters) -> Severity {
        let persons = self.measures(draft, parameters).get("persons").unwrap_or_default();
        let percent = parameters.get("outage_percent");
        let is_outage = |members: u32| u64::from(persons) * 100 > u64::from(members) * u64::from(percent);
        if context.active_members.is_some_and(is_outage) { Severity::Info } else { Severity::Medium }
    }

    fn sentence(&self, measures: &Measures, _: &str) -> String {
        let number = |name| measures.get(name).unwrap_or_default();
        let fails = counted(number("fails"), "sign-in", "sign-ins");
        let persons = counted(number("persons"), "person", "persons");
        let addresses = counted(number("addresses"), "address", "addresses");
        format!("{fails} of {persons} failed from {addresses}.")
    }
}
