//! An administrator reached into an account or took much out.

use std::sync::Arc;

use chrono::Duration;
use event_model::Class;

use super::origin::{ByOrigin, later};
use super::window::{different, hit, most_different};
use super::wording::{counted, list};
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct AdminReach;

/// Reads after a sign-in in the evidence of one hit.
const READ_MAX: usize = 40;

static ABOUT: About = About {
    id: RuleId::AdminReach,
    title: "Reach of an administrator",
    description: "An administrator signed in to the account of another person; or one person requested several reports or \
                  exports within an hour, or one from a new country. It is high if items are read in that session after \
                  the sign-in.",
    attack: &["T1078", "T1213"],
    false_positives: &[
        FalsePositive {
            case: "An administrator helps a person with their account.",
            silenced_by: "It stays medium as long as no item is read. Close the finding as expected.",
        },
        FalsePositive {
            case: "An auditor requests the report of each month, and downloads it.",
            silenced_by: "Silent: a request and a download of one report count once.",
        },
        FalsePositive {
            case: "A program exports every hour.",
            silenced_by: "Add its account to the service accounts.",
        },
    ],
    parameters: &[
        Parameter::new("exports", "Different reports or exports of one person.", "exports", 3, 2..=50),
        Parameter::minutes(60),
    ],
    needs_details: true,
    needs_novelty: true,
    needs_daily_items: false,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: false, service_accounts: true, common_places: false },
    is_shown_to_person: false,
    can_be_muted: true,
};

impl Rule for AdminReach {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let matters = matches!(fact.class, Class::SignInByAdmin | Class::ReportExported)
            || (fact.is_read() && fact.session.is_some());
        if matters { vec![Key::Person(fact.user.clone())] } else { Vec::new() }
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let window = self.window(parameters);
        let mut reads = ByOrigin::default();
        for (index, fact) in facts.iter().enumerate().filter(|(_, fact)| fact.is_read()) {
            reads.push(fact, index);
        }
        let mut hits = different(facts, window, parameters.count("exports"), export);
        for (index, fact) in facts.iter().enumerate() {
            if fact.class == Class::SignInByAdmin {
                let end = fact.at.plus(window);
                let read = later(reads.in_session(fact), index).iter().copied().take(READ_MAX);
                hits.push(hit(index, [index].into_iter().chain(read.filter(|read| facts[*read].at < end))));
            } else if fact.class == Class::ReportExported && fact.has_new_country() {
                hits.push(hit(index, [index]));
            }
        }
        hits.sort_by_key(|hit| hit.trigger);
        hits
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    fn sample(&self, fact: &Fact, _: &Parameters) -> u32 {
        u32::from(!fact.is_read())
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let count = |class| draft.evidence.iter().filter(|fact| fact.class == class).count();
        let abroad =
            draft.triggers.iter().find(|fact| fact.class == Class::ReportExported && fact.has_new_country());
        let measures = Measures::default()
            .number("sign_ins", count(Class::SignInByAdmin))
            .number("reads", count(Class::ItemRead))
            .number("exports", most_different(&draft.evidence, self.window(parameters), export))
            .number("minutes", parameters.count("minutes"));
        match abroad {
            Some(fact) => measures.number("new_country", 1).text("country", fact.country.clone()),
            None => measures,
        }
    }

    fn grade(&self, draft: &Draft, _: &Context, _: &Parameters) -> Severity {
        if draft.evidence.iter().any(|fact| fact.is_read()) { Severity::High } else { Severity::Medium }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let number = |name| measures.get(name).unwrap_or_default();
        let mut parts = Vec::new();
        if number("sign_ins") > 0 {
            parts.push("signed in to the account of another person".to_owned());
        }
        if number("reads") > 0 {
            parts.push(format!("read items {}", counted(number("reads"), "time", "times")));
        }
        if number("exports") > 0 {
            let exports = counted(number("exports"), "report or export", "reports or exports");
            let from = if number("new_country") > 0 { " from a new country" } else { "" };
            let country = measures.word("country").map(|country| format!(" ({country})")).unwrap_or_default();
            parts.push(format!("requested {exports}{from}{country}"));
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        format!("{subject} {}.", list(&parts))
    }
}

fn export(fact: &Fact) -> Option<(&str, &str)> {
    (fact.class == Class::ReportExported).then(|| fact.object())
}
