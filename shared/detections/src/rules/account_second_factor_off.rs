//! A second factor was removed, and another proof changed.

use std::sync::Arc;

use chrono::Duration;
use event_model::Class;

use super::window::{hit, starts};
use super::wording::{counted, list};
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AccountSecondFactorOff;

static ABOUT: About = About {
    id: RuleId::AccountSecondFactorOff,
    title: "Second factor removed and another proof changed",
    description: "A second factor of an account was removed, and its password, e-mail address or recovery was changed \
                  within a day, in either order. Both together keep the owner out.",
    attack: &["T1556.006"],
    false_positives: &[
        FalsePositive {
            case: "A person replaces their phone and renews the backup codes too.",
            silenced_by: "The person answers that it was them. Close the finding as expected, or mute the person for a \
                          day before a planned change.",
        },
        FalsePositive {
            case: "A person only replaces a security key.",
            silenced_by: "Silent: no other proof changes.",
        },
        FalsePositive {
            case: "The company asks everyone to change the password.",
            silenced_by: "Silent: no second factor is removed.",
        },
    ],
    parameters: &[Parameter::hours(24)],
    needs_details: false,
    needs_novelty: false,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: false, service_accounts: false, common_places: false },
    is_shown_to_person: true,
    can_be_muted: true,
};

impl Rule for AccountSecondFactorOff {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let matters = is_removal(fact) || is_change(fact);
        if matters { vec![Key::Person(fact.user.clone())] } else { Vec::new() }
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.hours("hours")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let (mut removal, mut change) = (None, None);
        let mut hits = Vec::new();
        for (index, start) in starts(facts, self.window(parameters)).enumerate() {
            let (own, other) =
                if is_removal(&facts[index]) { (&mut removal, change) } else { (&mut change, removal) };
            *own = Some(index);
            hits.extend(other.filter(|other| *other >= start).map(|other| hit(index, [other, index])));
        }
        hits
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let has = |class| draft.evidence.iter().filter(|fact| fact.class == class).count();
        Measures::default()
            .number("removed", has(Class::SecondFactorRemoved))
            .number("password", has(Class::PasswordChanged))
            .number("email", has(Class::EmailChanged))
            .number("recovery", has(Class::RecoveryChanged))
            .number("hours", parameters.count("hours"))
    }

    fn grade(&self, _: &Draft, _: &Context, _: &Parameters) -> Severity {
        Severity::High
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let words = [("password", "password"), ("email", "e-mail address"), ("recovery", "recovery")];
        let changed = words.into_iter().filter(|(name, _)| measures.get(name) > Some(0));
        let changed: Vec<&str> = changed.map(|(_, word)| word).collect();
        let hours = counted(measures.get("hours").unwrap_or_default(), "hour", "hours");
        let changed = list(&changed);
        format!("A second factor of {subject} was removed, and the {changed} changed within {hours}.")
    }
}

fn is_removal(fact: &Fact) -> bool {
    fact.class == Class::SecondFactorRemoved
}

fn is_change(fact: &Fact) -> bool {
    matches!(fact.class, Class::PasswordChanged | Class::EmailChanged | Class::RecoveryChanged)
}
