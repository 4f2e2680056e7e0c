//! Several ways of recovery changed at once.

use std::sync::Arc;

use chrono::Duration;
use event_model::Class;

use super::window::{different, most_different};
use super::wording::within_minutes;
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AccountRecoveryBurst;

static ABOUT: About = About {
    id: RuleId::AccountRecoveryBurst,
    title: "Several ways of recovery changed",
    description: "Several kinds of recovery of one account were changed within an hour: phrase, e-mail address, phone, \
                  backup codes. The account is older than a week.",
    attack: &["T1098"],
    false_positives: &[
        FalsePositive {
            case: "A person sets up a new account.",
            silenced_by: "Silent: the account is younger than the parameter.",
        },
        FalsePositive {
            case: "A person reviews their recovery after a training.",
            silenced_by: "The person answers that it was them. It is info from an own network.",
        },
        FalsePositive {
            case: "A person renews the backup codes several times.",
            silenced_by: "Silent: only different kinds count.",
        },
    ],
    parameters: &[
        Parameter::new("kinds", "Different kinds of change.", "kinds", 3, 2..=10),
        Parameter::minutes(60),
        Parameter::new("account_days", "Days since the first activity of the account.", "days", 7, 1..=90),
    ],
    needs_details: false,
    needs_novelty: true,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: false, common_places: false },
    is_shown_to_person: true,
    can_be_muted: true,
};

impl Rule for AccountRecoveryBurst {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let matters = fact.class == Class::RecoveryChanged;
        if matters { vec![Key::Person(fact.user.clone())] } else { Vec::new() }
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let days = parameters.get("account_days");
        let account_days = |fact: &Fact| fact.novelty.and_then(|past| past.account_days).map(u32::from);
        let hits =
            different(facts, self.window(parameters), parameters.count("kinds"), |fact| Some(&fact.kind));
        hits.into_iter().filter(|hit| account_days(&facts[hit.trigger]) >= Some(days)).collect()
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let kinds = most_different(&draft.evidence, self.window(parameters), |fact| Some(&fact.kind));
        Measures::default().number("kinds", kinds).number("minutes", parameters.count("minutes"))
    }

    fn grade(&self, _: &Draft, _: &Context, _: &Parameters) -> Severity {
        Severity::Medium
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let kinds = measures.get("kinds").unwrap_or_default();
        format!("{kinds} ways to recover the account of {subject} were changed{}.", within_minutes(measures))
    }
}
