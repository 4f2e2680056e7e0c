//! Much taken in the days before a person left.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use chrono::Duration;
use event_model::Class;

use super::window::hit;
use super::wording::{counted, list};
use crate::{
    About, Context, Day, Draft, Fact, FalsePositive, Hit, Key, Measures, Parameter, Parameters, Period, Rule,
    RuleId, Severity, Suppression, WindowSource,
};

pub(super) struct MemberLeaver;

static ABOUT: About = About {
    id: RuleId::MemberLeaver,
    title: "Data taken before leaving",
    description: "A member was removed, and in the two weeks before there was a day on which they read or used many \
                  different items, or they created a link or exported data. It is info if they only read, less than \
                  twice the median of their days. The person does not see it.",
    attack: &["T1555"],
    false_positives: &[
        FalsePositive {
            case: "A person hands over their work and opens what they always use.",
            silenced_by: "It is info, because it is less than twice the median of their days.",
        },
        FalsePositive {
            case: "A person was hardly active before they left.",
            silenced_by: "Silent: fewer items than the parameter, no link, no export.",
        },
        FalsePositive {
            case: "A link is part of the handover.",
            silenced_by: "Close the finding as expected.",
        },
        FalsePositive {
            case: "The account of a program is removed.",
            silenced_by: "Add its account to the service accounts before.",
        },
    ],
    parameters: &[
        Parameter::new("days", "Days before the removal.", "days", 14, 1..=30),
        Parameter::new("items", "Different items on one day.", "items", 10, 3..=90),
        Parameter::new("median_factor", "Times the own daily median.", "times", 2, 1..=20),
    ],
    needs_details: false,
    needs_novelty: false,
    needs_daily_items: true,
    semantics: 1,
    period: Period::Day,
    suppression: Suppression { own_networks: false, service_accounts: true, common_places: false },
    is_shown_to_person: false,
    can_be_muted: true,
};

/// What a member did on one day.
#[derive(Default)]
struct DayFacts<'a> {
    items: HashSet<(&'a str, &'a str)>,
    /// The first read of each item.
    reads: Vec<usize>,
    /// Links and exports.
    carried: Vec<usize>,
}

impl<'a> DayFacts<'a> {
    fn push(&mut self, fact: &'a Fact, index: usize) {
        if !fact.is_read() {
            self.carried.push(index);
        } else if self.items.insert(fact.object()) {
            self.reads.push(index);
        }
    }
}

impl Rule for MemberLeaver {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn keys(&self, fact: &Fact) -> Vec<Key> {
        match fact.class {
            Class::MemberRemoved => fact.member().map(Key::Person).into_iter().collect(),
            _ if fact.is_taking() => vec![Key::Person(fact.user.clone())],
            _ => Vec::new(),
        }
    }

    /// Whole days in UTC count, so the first one begins up to a day earlier.
    fn window(&self, parameters: &Parameters) -> Duration {
        parameters.days("days") + Duration::days(1)
    }

    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit> {
        let (days, items) = (parameters.get("days"), parameters.count("items"));
        let mut by_day: BTreeMap<Day, DayFacts<'_>> = BTreeMap::new();
        let mut removal_days = BTreeSet::new();
        let mut hits = Vec::new();
        // Nearly all members stay.
        if !facts.iter().any(|fact| fact.class == Class::MemberRemoved) {
            return hits;
        }
        for (index, fact) in facts.iter().enumerate() {
            let day = Day::of(fact.at);
            if fact.class != Class::MemberRemoved {
                by_day.entry(day).or_default().push(fact, index);
                continue;
            }
            by_day.retain(|earlier, _| u32::from(day.since(*earlier)) <= days);
            let mut carried = by_day.values().flat_map(|day| &day.carried).copied().peekable();
            let reads = by_day.values().map(|day| day.reads.as_slice()).max_by_key(|reads| reads.len());
            let reads = reads.unwrap_or_default();
            let needed = match carried.peek() {
                Some(first) => vec![*first],
                None if reads.len() >= items => reads[..items].to_vec(),
                None => continue,
            };
            // The rest matters to the severity and is the same for all removals of a day.
            let is_first = removal_days.insert(day);
            let rest = carried.chain(reads.iter().copied()).take_while(|_| is_first);
            hits.push(hit(index, [index].into_iter().chain(needed).chain(rest)));
        }
        hits
    }

    fn sources(&self, key: &Key) -> Vec<WindowSource> {
        let Key::Person(member) = key else { return Vec::new() };
        vec![WindowSource::Person(member.clone()), WindowSource::Classes(vec![Class::MemberRemoved])]
    }

    fn sample(&self, fact: &Fact, _: &Parameters) -> u32 {
        u32::from(fact.class == Class::MemberRemoved)
    }

    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures {
        let mut days: BTreeMap<Day, BTreeSet<(&str, &str)>> = BTreeMap::new();
        for fact in draft.evidence.iter().filter(|fact| fact.is_read()) {
            days.entry(Day::of(fact.at)).or_default().insert(fact.object());
        }
        let links = draft.evidence.iter().filter(|fact| fact.class == Class::LinkCreated).count();
        let carried = draft.evidence.iter().filter(|fact| fact.is_carrying_out()).count();
        Measures::default()
            .number("items", days.values().map(BTreeSet::len).max().unwrap_or_default())
            .number("links", links)
            .number("exports", carried - links)
            .number("days", parameters.count("days"))
    }

    fn grade(&self, draft: &Draft, context: &Context, parameters: &Parameters) -> Severity {
        let measures = self.measures(draft, parameters);
        let number = |name| measures.get(name).unwrap_or_default();
        let factor = parameters.get("median_factor");
        let is_usual = |median: u32| number("items") < median.saturating_mul(factor);
        let only_read = number("links") + number("exports") == 0;
        let is_info = only_read && context.daily_items.is_some_and(|days| is_usual(days.median));
        if is_info { Severity::Info } else { Severity::Medium }
    }

    fn sentence(&self, measures: &Measures, subject: &str) -> String {
        let number = |name| measures.get(name).unwrap_or_default();
        let mut parts = Vec::new();
        if number("items") > 0 {
            parts.push(format!("{} read on one day", counted(number("items"), "item was", "items were")));
        }
        if number("links") > 0 {
            parts.push(format!("{} created", counted(number("links"), "link was", "links were")));
        }
        if number("exports") > 0 {
            parts.push(format!("{} made", counted(number("exports"), "export was", "exports were")));
        }
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let days = counted(number("days"), "day", "days");
        format!("{subject} was removed. In the {days} before, {}.", list(&parts))
    }
}
