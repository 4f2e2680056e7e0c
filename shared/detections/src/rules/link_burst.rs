//! Many links made, or one link opened from many places.

use std::sync::Arc;

use chrono::Duration;
use event_model::Class;

use super::window::{different, most_different};
use super::wording::{counted, within_minutes};
use crate::{
    About, AddressNet, Context, Draft, EventRef, Fact, FactTarget, FalsePositive, Hit, Key, Measures,
    Parameter, Parameters, Period, Rule, RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct LinkBurst;

static ABOUT: About = About {
    id: RuleId::LinkBurst,
    title: "Many links, or a link that spreads",
    description: "A person created many links within minutes, or one link was opened from many addresses (IPv6: /64 \
                  networks) or several countries within a day. Anyone with a link can open it without an account.",
    attack: &["T1567"],
    false_positives: &[
        FalsePositive {
            case: "A person sends a link to a group, for example of applicants.",
            silenced_by: "Mute the person, or close the finding as expected.",
        },
        FalsePositive {
            case: "Everyone in an office opens a link.",
            silenced_by: "Silent: the office has one address. Add its network to the own networks otherwise.",
        },
        FalsePositive {
            case: "A chat program opens a link for a preview.",
            silenced_by: "Silent: fewer addresses than the parameter.",
        },
        FalsePositive {
            case: "A program creates links.",
            silenced_by: "Add its account to the service accounts.",
        },
    ],
    parameters: &[
        Parameter::new("links", "Links that one person created.", "links", 5, 2..=100),
        Parameter::minutes(30),
        Parameter::new("addresses", "Addresses that opened one link.", "addresses", 5, 2..=100),
        Parameter::new("countries", "Countries from which one link was opened.", "countries", 3, 2..=50),
        Parameter::hours(24),
    ],
    needs_details: true,
    needs_novelty: false,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: true, common_places: false },
    is_shown_to_person: true,
    can_be_muted: true,
};

impl Rule for LinkBurst {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        match fact.class {
            Class::LinkCreated => vec![Key::Person(fact.user.clone())],
            Class::LinkOpened => link(fact).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes").max(parameters.hours("hours"))
    }

    fn reach(&self, fact: &Fact, parameters: &Parameters) -> Duration {
        match fact.class {
            Class::LinkCreated => parameters.minutes("minutes"),
            _ => parameters.hours("hours"),
        }
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let hours = parameters.hours("hours");
        let mut hits = different(facts, parameters.minutes("minutes"), parameters.count("links"), created);
        hits.extend(different(facts, hours, parameters.count("addresses"), address));
        hits.extend(different(facts, hours, parameters.count("countries"), country));
        hits.sort_by_key(|hit| hit.trigger);
        hits
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        match key {
            Key::Person(user) => vec![WindowSource::Person(user.clone())],
            _ => vec![WindowSource::Classes(vec![Class::LinkOpened])],
        }
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let (minutes, hours) = (parameters.minutes("minutes"), parameters.hours("hours"));
        if draft.key.person().is_some() {
            return Measures::default()
                .number("links", most_different(&draft.evidence, minutes, created))
                .number("minutes", parameters.count("minutes"));
        }
        Measures::default()
            .number("addresses", most_different(&draft.evidence, hours, address))
            .number("countries", most_different(&draft.evidence, hours, country))
            .number("hours", parameters.count("hours"))
    }

    fn grade(&self, _: &Draft, _: &Context, _: &Parameters) -> Severity {
        Severity::Medium
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        if let Some(links) = measures.get("links") {
            return format!("{links} links were created by {subject}{}.", within_minutes(measures));
        }
        let number = |name| measures.get(name).unwrap_or_default();
        let addresses = counted(number("addresses"), "address", "addresses");
        let countries = counted(number("countries"), "country", "countries");
        let hours = counted(number("hours"), "hour", "hours");
        format!("The link {subject} was opened from {addresses} in {countries} within {hours}.")
    }
}

/// Returns the link that was opened: the first target whose type names a link, or the first target.
fn link(fact: &Fact) -> Option<Key> {
    let is_link = |target: &&FactTarget| target.kind.contains("link");
    let target = fact.targets.iter().find(is_link).or(fact.targets.first())?;
    Some(Key::Link(target.kind.clone(), target.id.clone()))
}

fn created(fact: &Fact) -> Option<&EventRef> {
    Some(&fact.event).filter(|_| fact.class == Class::LinkCreated)
}

/// Returns the address from which a link was opened.
fn address(fact: &Fact) -> Option<AddressNet> {
    fact.address().filter(|_| fact.class == Class::LinkOpened)
}

/// Returns the country from which a link was opened.
fn country(fact: &Fact) -> Option<&String> {
    fact.country.as_ref().filter(|_| fact.class == Class::LinkOpened)
}
