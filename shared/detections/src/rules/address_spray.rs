//! Failed sign-ins of many persons from one address.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use chrono::Duration;
use event_model::{Class, UserId};

use super::window::{Latest, hit, starts};
use super::wording::counted;
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AddressSpray;

/// Persons who got in, in the evidence of one hit.
const ENTERED_MAX: usize = 40;

static ABOUT: About = About {
    id: RuleId::AddressSpray,
    title: "Password spraying from one address",
    description: "Sign-ins of many persons failed from one address (IPv6: one /64). It is high if one of them then got in \
                  from there. It is info if at least as many persons got in from the address as only failed: then it is \
                  an office or a shared exit.",
    attack: &["T1110.003"],
    false_positives: &[
        FalsePositive {
            case: "Many people of an office sign in through one address, and some mistype.",
            silenced_by: "It is info, because more persons get in than fail.",
        },
        FalsePositive {
            case: "The sign-in service of an office fails, so everyone fails from one address.",
            silenced_by: "Add the network of the office to the own networks.",
        },
        FalsePositive {
            case: "One person tries several accounts of their own.",
            silenced_by: "Silent: fewer persons than the parameter.",
        },
    ],
    parameters: &[
        Parameter::new("persons", "Persons whose sign-ins failed.", "persons", 10, 3..=50),
        Parameter::minutes(60),
    ],
    needs_details: true,
    needs_novelty: false,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: true, common_places: false },
    is_shown_to_person: false,
    can_be_muted: true,
};

impl Rule for AddressSpray {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let address = fact.address().filter(|_| fact.is_fail() || fact.is_sign_in());
        address.map(Key::Address).into_iter().collect()
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let persons = parameters.count("persons");
        let mut failed: Latest<&UserId> = Latest::default();
        let mut entered: Latest<&UserId> = Latest::default();
        // Persons who failed and then got in, with the fail.
        let mut guessed: Latest<(&UserId, usize)> = Latest::default();
        let mut hits = Vec::new();
        for (index, start) in starts(facts, self.window(parameters)).enumerate() {
            let fact = &facts[index];
            failed.forget_before(start);
            entered.forget_before(start);
            guessed.forget_before(start);
            if fact.is_fail() {
                failed.insert(&fact.user, index);
            } else {
                entered.insert(&fact.user, index);
            }
            let Some(own_fail) = failed.get(&&fact.user) else { continue };
            if !fact.is_fail() {
                guessed.insert((&fact.user, own_fail), index);
            }
            if failed.len() < persons {
                continue;
            }
            // A sign-in needs the fail of its person among the counted ones.
            let newest = failed.newest().map(|(fail, _)| fail).filter(|fail| *fail != own_fail);
            let fails = [own_fail].into_iter().chain(newest).take(persons);
            let guessed = guessed.newest().take(1).flat_map(|(index, (_, fail))| [*fail, index]);
            let guessed = guessed.filter(|index| *index >= start);
            let entered = entered.newest().take(ENTERED_MAX).map(|(index, _)| index);
            hits.push(hit(index, fails.chain([index]).chain(guessed).chain(entered)));
        }
        hits
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        match key {
            Key::Address(net) => match net.address() {
                ip @ IpAddr::V4(_) => vec![WindowSource::Address(ip)],
                IpAddr::V6(_) => vec![WindowSource::Classes(vec![
                    Class::SignInFailed,
                    Class::ReauthenticationFailed,
                    Class::SignInSucceeded,
                ])],
            },
            _ => Vec::new(),
        }
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let Persons { failed, guessed, .. } = Persons::of(draft);
        let address = match &draft.key {
            Key::Address(net) => Some(net.to_string()),
            _ => None,
        };
        Measures::default()
            .number("persons", failed.len())
            .number("entered", guessed.len())
            .number("minutes", parameters.count("minutes"))
            .text("address", address)
    }

    fn grade(&self, draft: &Draft, _: &Context, _: &Parameters) -> Severity {
        let Persons { failed, entered, guessed } = Persons::of(draft);
        let is_office = entered.len() >= failed.difference(&entered).count();
        match guessed.len() {
            _ if is_office => Severity::Info,
            0 => Severity::Medium,
            _ => Severity::High,
        }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let persons = counted(measures.get("persons").unwrap_or_default(), "person", "persons");
        let entered = measures.get("entered").filter(|entered| *entered > 0);
        let entered =
            entered.map(|entered| format!(", and {entered} of them then got in")).unwrap_or_default();
        format!("Sign-ins of {persons} from {subject} failed{entered}.")
    }
}

/// The persons of a draft.
struct Persons<'a> {
    failed: BTreeSet<&'a UserId>,
    entered: BTreeSet<&'a UserId>,
    /// Those who got in after they failed.
    guessed: BTreeSet<&'a UserId>,
}

impl<'a> Persons<'a> {
    fn of(draft: &'a Draft) -> Self {
        let mut persons =
            Self { failed: BTreeSet::new(), entered: BTreeSet::new(), guessed: BTreeSet::new() };
        for fact in &draft.evidence {
            let user = &fact.user;
            if fact.is_fail() {
                persons.failed.insert(user);
            } else {
                persons.entered.insert(user);
                persons.failed.contains(user).then(|| persons.guessed.insert(user));
            }
        }
        persons
    }
}
