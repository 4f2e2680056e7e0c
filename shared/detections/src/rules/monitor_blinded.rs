//! Less is recorded, protected or detected than before.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::Duration;
use event_model::Class;

use super::window::single;
use super::wording::counted;
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameters, Period, Rule, RuleId,
    Severity, Suppression, WindowSource,
};

pub(super) struct MonitorBlinded;

static ABOUT: About = About {
    id: RuleId::MonitorBlinded,
    title: "Monitoring or protection weakened",
    description: "Less is recorded, shown, protected or detected than before: for example the monitor was switched off, \
                  a rule was muted or switched off, or a second factor is no longer mandatory. It is high for \
                  monitoring and medium for other protections. It cannot be muted.",
    attack: &["T1562.008"],
    false_positives: &[
        FalsePositive {
            case: "An administrator changes a setting on purpose.",
            silenced_by: "Nothing. Another administrator closes the finding as expected.",
        },
        FalsePositive {
            case: "A protection is made stricter, or changed without becoming weaker.",
            silenced_by: "Silent: only changes that weaken count.",
        },
    ],
    parameters: &[],
    needs_details: false,
    needs_novelty: false,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: false, service_accounts: false, common_places: false },
    is_shown_to_person: false,
    can_be_muted: false,
};

impl Rule for MonitorBlinded {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let matters = matches!(fact.class, Class::MonitoringWeakened | Class::PolicyWeakened);
        if matters { vec![Key::Kind(fact.kind.clone())] } else { Vec::new() }
    }

    fn window(&self, _: &Parameters) -> Duration {
        Duration::zero()
    }

    fn evaluate(&self, facts: &[Arc<Fact>], _: &Parameters) -> Vec<Hit> {
        single(facts, |_| true)
    }

    fn sources(&self, _: &Key) -> Vec<WindowSource> {
        Vec::new()
    }

    fn measures(&self, draft: &Draft, _: &Parameters) -> Measures {
        let persons: BTreeSet<_> = draft.triggers.iter().map(|fact| &fact.user).collect();
        Measures::default()
            .number("changes", draft.triggers.len())
            .number("persons", persons.len())
            .number("monitoring", draft.triggers.iter().filter(|fact| is_monitoring(fact)).count())
    }

    fn grade(&self, draft: &Draft, _: &Context, _: &Parameters) -> Severity {
        let is_monitoring = draft.triggers.iter().any(|fact| is_monitoring(fact));
        if is_monitoring { Severity::High } else { Severity::Medium }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let number = |name| measures.get(name).unwrap_or_default();
        let what = if number("monitoring") > 0 { "Monitoring" } else { "A protection" };
        let times = match number("changes") {
            0 | 1 => String::new(),
            changes => format!(" {changes} times by {}", counted(number("persons"), "person", "persons")),
        };
        format!("{what} was weakened{times}: {subject}.")
    }
}

fn is_monitoring(fact: &Fact) -> bool {
    fact.class == Class::MonitoringWeakened
}
