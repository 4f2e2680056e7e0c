//! Unusually many items read.

use std::sync::Arc;

use chrono::Duration;

use super::origin::ByOrigin;
use super::window::{different, most_different};
use super::wording::{counted, list, newness, with_newness};
use crate::{
    About, Context, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct ItemMassRead;

static ABOUT: About = About {
    id: RuleId::ItemMassRead,
    title: "Many items read",
    description: "A person read or used many different items within minutes, or very many within a day. The second alone \
                  is info if it is usual for the person: less than three times the maximum of their days. It is high \
                  after a sign-in from a new country, network or device in that session or from that address.",
    attack: &["T1555.005"],
    false_positives: &[
        FalsePositive {
            case: "A person works with many items every day.",
            silenced_by: "It is info, because it is less than three times the maximum of their days.",
        },
        FalsePositive {
            case: "A person opens the same item again and again.",
            silenced_by: "Silent: only different items count.",
        },
        FalsePositive {
            case: "A program reads items for a backup or a deployment.",
            silenced_by: "Add its account to the service accounts.",
        },
        FalsePositive {
            case: "A person moves to another product and opens all items.",
            silenced_by: "Mute the person for the time of the move.",
        },
    ],
    parameters: &[
        Parameter::new("items", "Different items within minutes.", "items", 25, 5..=100),
        Parameter::minutes(10),
        Parameter::new("day_items", "Different items within hours.", "items", 100, 20..=100),
        Parameter::hours(24),
        Parameter::new("maximum_factor", "Times the own daily maximum.", "times", 3, 1..=20),
    ],
    needs_details: false,
    needs_novelty: true,
    needs_daily_items: true,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: true, service_accounts: true, common_places: false },
    is_shown_to_person: true,
    can_be_muted: true,
};

impl Rule for ItemMassRead {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        let matters = fact.is_read() || fact.is_sign_in();
        if matters { vec![Key::Person(fact.user.clone())] } else { Vec::new() }
    }

    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes").max(parameters.hours("hours"))
    }

    /// A detector that read a day around every fourth read would cost more than the reads themselves.
    fn reach(&self, _: &Fact, parameters: &Parameters) -> Duration {
        parameters.minutes("minutes")
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let (minutes, hours) = (parameters.minutes("minutes"), parameters.hours("hours"));
        let mut short = different(facts, minutes, parameters.count("items"), item).into_iter().peekable();
        let mut hits = Vec::new();
        for long in different(facts, hours, parameters.count("day_items"), item) {
            while let Some(hit) = short.next_if(|hit| hit.trigger <= long.trigger) {
                hits.push(hit);
            }
            // The facts of the shorter window are enough.
            if hits.last().is_none_or(|hit| hit.trigger < long.trigger) {
                hits.push(long);
            }
        }
        hits.extend(short);
        self.add_sign_ins(&mut hits, facts, parameters);
        hits
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        key.person().map(|user| WindowSource::Person(user.clone())).into_iter().collect()
    }

    fn sample(&self, fact: &Fact, _: &Parameters) -> u32 {
        if fact.is_read() { 4 } else { 0 }
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let minutes = most_different(&draft.evidence, parameters.minutes("minutes"), item);
        let hours = most_different(&draft.evidence, parameters.hours("hours"), item);
        let measures =
            Measures::default().number("day_items", hours).number("hours", parameters.count("hours"));
        let measures = if minutes < parameters.count("items") {
            measures
        } else {
            measures.number("items", minutes).number("minutes", parameters.count("minutes"))
        };
        with_newness(measures, draft.evidence.iter().filter(|fact| fact.is_sign_in()))
    }

    fn grade(&self, draft: &Draft, context: &Context, parameters: &Parameters) -> Severity {
        let measures = self.measures(draft, parameters);
        let items = measures.get("day_items").unwrap_or_default();
        let factor = parameters.get("maximum_factor");
        let usual = context.daily_items.is_some_and(|days| items < days.maximum.saturating_mul(factor));
        match measures.get("items") {
            None if usual => Severity::Info,
            _ if draft.evidence.iter().any(|fact| fact.is_from_new()) => Severity::High,
            _ => Severity::Medium,
        }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let number = |name| measures.get(name).unwrap_or_default();
        let (items, time, unit) = match measures.get("items") {
            Some(items) => (items, number("minutes"), "minute"),
            None => (number("day_items"), number("hours"), "hour"),
        };
        let after = match newness(measures).as_slice() {
            [] => String::new(),
            words => format!(", after a sign-in from {}", list(words)),
        };
        let time = counted(time, unit, &format!("{unit}s"));
        format!("{items} different items were read by {subject} within {time}{after}.")
    }
}

impl ItemMassRead {
    /// Adds to each hit the latest sign-in from something new, in the session or from the address of its trigger.
    fn add_sign_ins(&self, hits: &mut [Hit], facts: &[Arc<Fact>], parameters: &Parameters) {
        let window = self.window(parameters);
        let mut new = ByOrigin::default();
        let mut next = 0;
        for hit in hits {
            for (index, fact) in facts.iter().enumerate().take(hit.trigger).skip(next) {
                if fact.is_sign_in() && fact.is_from_new() {
                    new.push(fact, index);
                }
            }
            next = hit.trigger;
            let trigger = &facts[hit.trigger];
            hit.evidence
                .extend(new.latest(trigger).filter(|index| facts[*index].at.plus(window) > trigger.at));
        }
    }
}

fn item(fact: &Fact) -> Option<(&str, &str)> {
    fact.is_read().then(|| fact.object())
}
