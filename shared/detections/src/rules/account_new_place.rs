//! A sign-in from a country that is new for the person.

use std::sync::Arc;

use chrono::Duration;

use super::window::single;
use super::wording::{list, newness, with_newness};
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameters, Period, Rule, RuleId,
    Severity, Suppression, WindowSource,
};

pub(super) struct AccountNewPlace;

static ABOUT: About = About {
    id: RuleId::AccountNewPlace,
    title: "Sign-in from a new country",
    description: "A person signed in from a country that they had not used in the 90 days before. It is medium if the \
                  network and the device are new too. A person needs 5 earlier sign-ins on 3 days. Each country is \
                  reported once in 30 days.",
    attack: &["T1078.004"],
    false_positives: &[
        FalsePositive {
            case: "A person travels.",
            silenced_by: "It stays low on a known device, and is reported once for each country.",
        },
        FalsePositive {
            case: "A person uses a VPN of the company.",
            silenced_by: "It is info if 3 other persons used the country in the 30 days before.",
        },
        FalsePositive {
            case: "A person joined recently.",
            silenced_by: "Silent until there are 5 sign-ins on 3 days.",
        },
    ],
    parameters: &[],
    needs_details: true,
    needs_novelty: true,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Month,
    suppression: Suppression { own_networks: true, service_accounts: true, common_places: true },
    is_shown_to_person: true,
    can_be_muted: true,
};

impl Rule for AccountNewPlace {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let country = fact.country.clone().filter(|_| fact.is_sign_in());
        country.map(|country| Key::PersonCountry(fact.user.clone(), country)).into_iter().collect()
    }

    fn window(&self, _: &Parameters) -> Duration {
        Duration::zero()
    }

    fn evaluate(&self, facts: &[Arc<Fact>], _: &Parameters) -> Vec<Hit> {
        single(facts, Fact::has_new_country)
    }

    fn sources(&self, _: &Key) -> Vec<WindowSource> {
        Vec::new()
    }

    fn measures(&self, draft: &Draft, _: &Parameters) -> Measures {
        let country = draft.first.first().and_then(|fact| fact.country.clone());
        with_newness(Measures::default(), &draft.triggers).text("country", country)
    }

    fn grade(&self, draft: &Draft, _: &Context, _: &Parameters) -> Severity {
        let is_all_new = |fact: &Arc<Fact>| fact.has_new_network() && fact.has_new_device();
        if draft.triggers.iter().any(is_all_new) { Severity::Medium } else { Severity::Low }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let country = measures.word("country").map(|country| format!("a new country ({country})"));
        let mut from = newness(measures);
        if let (Some(country), Some(first)) = (&country, from.first_mut()) {
            *first = country;
        }
        format!("{subject} signed in from {}.", list(&from))
    }
}
