//! A sign-in after a long silence.

use std::sync::Arc;

use chrono::Duration;

use super::window::single;
use super::wording::{list, newness, with_newness};
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AccountDormant;

static ABOUT: About = About {
    id: RuleId::AccountDormant,
    title: "Sign-in after a long silence",
    description: "A person signed in after many days without any activity. Failed sign-ins are no activity. It is medium \
                  if the country or the network is new too.",
    attack: &["T1078"],
    false_positives: &[
        FalsePositive {
            case: "A person returns from a long leave.",
            silenced_by: "It stays low from a known country and network. The profile forgets them after 90 days.",
        },
        FalsePositive {
            case: "A person joined recently.",
            silenced_by: "Silent: the account is younger than the parameter.",
        },
        FalsePositive {
            case: "A program runs a few times a year.",
            silenced_by: "Add its account to the service accounts.",
        },
    ],
    parameters: &[Parameter::new(
        "days",
        "Days without activity of an account that is older.",
        "days",
        60,
        14..=365,
    )],
    needs_details: false,
    needs_novelty: true,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: true, common_places: false },
    is_shown_to_person: true,
    can_be_muted: true,
};

impl Rule for AccountDormant {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        if fact.is_sign_in() { vec![Key::Person(fact.user.clone())] } else { Vec::new() }
    }

    fn window(&self, _: &Parameters) -> Duration {
        Duration::zero()
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let days = parameters.get("days");
        let is_silent = |fact: &Fact| silent_days(fact) >= Some(days);
        let is_older =
            |fact: &Fact| fact.novelty.and_then(|past| past.account_days).map(u32::from) > Some(days);
        single(facts, |fact| is_silent(fact) && is_older(fact))
    }

    fn sources(&self, _: &Key) -> Vec<WindowSource> {
        Vec::new()
    }

    fn measures(&self, draft: &Draft, _: &Parameters) -> Measures {
        let days = draft.triggers.iter().filter_map(|fact| silent_days(fact)).max().unwrap_or_default();
        let measures = Measures::default().number("days", usize::try_from(days).unwrap_or(usize::MAX));
        with_newness(measures, &draft.triggers)
    }

    fn grade(&self, draft: &Draft, _: &Context, _: &Parameters) -> Severity {
        let is_new = |fact: &Arc<Fact>| fact.has_new_country() || fact.has_new_network();
        if draft.triggers.iter().any(is_new) { Severity::Medium } else { Severity::Low }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let days = measures.get("days").unwrap_or_default();
        let from = match newness(measures).as_slice() {
            [] => String::new(),
            words => format!(", from {}", list(words)),
        };
        format!("{subject} signed in after at least {days} days without activity{from}.")
    }
}

fn silent_days(fact: &Fact) -> Option<u32> {
    fact.novelty.and_then(|past| past.silent_days).map(u32::from)
}
