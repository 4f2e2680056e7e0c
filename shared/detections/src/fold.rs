//! All findings of a set of events.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use event_model::{Class, OrganizationId, Timestamp, UserId};

use crate::{
    Config, Context, DailyItems, Day, Draft, EventRef, Fact, Finding, FindingId, Key, Parameters, Place,
    Profile, Rule, RuleId, drafts,
};

/// Evaluates rules over events that are pushed in the order of the feed.
///
/// A detector that evaluates them one by one finds the same ids.
pub struct Fold<'a> {
    organization: &'a OrganizationId,
    config: &'a Config,
    rules: Vec<(&'static dyn Rule, Parameters)>,
    profiles: HashMap<UserId, Profile>,
    keys: HashMap<(RuleId, Key), KeyFacts>,
    findings: BTreeMap<FindingId, Finding>,
    usage: Usage,
    has_novelty: bool,
}

/// The facts of one rule and key, in order of time.
#[derive(Debug, Default)]
struct KeyFacts {
    facts: BTreeMap<(Timestamp, EventRef), Arc<Fact>>,
    is_dirty: bool,
}

/// What the people of the organization use.
#[derive(Debug, Default)]
struct Usage {
    places: HashMap<Place, HashMap<UserId, Day>>,
    /// Hashes of the items that each person read on each day.
    items: HashMap<UserId, BTreeMap<Day, HashSet<u64>>>,
    active: HashMap<UserId, Day>,
}

impl<'a> Fold<'a> {
    /// Creates a fold of `rules` with the parameters of `config`, whether they are enabled or not.
    pub fn new(
        organization: &'a OrganizationId,
        config: &'a Config,
        rules: impl IntoIterator<Item = RuleId>,
    ) -> Self {
        let rules = rules.into_iter().map(RuleId::rule).map(|rule| (rule, config.parameters(rule)));
        Self {
            organization,
            config,
            rules: rules.collect(),
            profiles: HashMap::new(),
            keys: HashMap::new(),
            findings: BTreeMap::new(),
            usage: Usage::default(),
            has_novelty: false,
        }
    }

    /// Takes the novelty of facts as it is: facts without it have none.
    #[must_use]
    pub fn with_known_novelty(self) -> Self {
        Self { has_novelty: true, ..self }
    }

    /// Adds an event. Its novelty comes from the events that were pushed before.
    pub fn push(&mut self, mut fact: Fact) {
        self.usage.add(&fact);
        if !self.has_novelty {
            let profile = self.profiles.entry(fact.user.clone()).or_default();
            fact.novelty = if profile.would_change(&fact) { profile.observe(&fact) } else { None };
        }
        let fact = Arc::new(fact);
        for (rule, _) in &self.rules {
            for key in rule.keys(&fact) {
                let facts = self.keys.entry((rule.about().id, key)).or_default();
                facts.facts.insert((fact.at, fact.event.clone()), Arc::clone(&fact));
                facts.is_dirty = true;
            }
        }
    }

    /// Evaluates what was pushed since the last call, and forgets the facts that no later fact from `before` on needs.
    pub fn flush(&mut self, before: Timestamp) {
        for draft in self.take_drafts(before) {
            let finding = self.finding(&draft);
            match self.findings.get_mut(&finding.id) {
                Some(known) => known.merge(finding),
                None => drop(self.findings.insert(finding.id, finding)),
            }
        }
    }

    /// Like [`flush`](Self::flush), but returns the hits instead of keeping their findings.
    pub fn take_drafts(&mut self, before: Timestamp) -> Vec<Draft> {
        let drafts = self.drafts();
        let oldest: HashMap<RuleId, Timestamp> = self
            .rules
            .iter()
            .map(|(rule, parameters)| (rule.about().id, before.minus(rule.window(parameters))))
            .collect();
        self.keys.retain(|(rule, _), facts| {
            facts.is_dirty = false;
            facts.facts.retain(|(at, _), _| *at >= oldest[rule]);
            !facts.facts.is_empty()
        });
        drafts
    }

    /// Returns the number of facts in memory, over all keys.
    pub fn len(&self) -> usize {
        self.keys.values().map(|facts| facts.facts.len()).sum()
    }

    /// Returns `true` if no fact is in memory.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Evaluates the rest and returns all findings, in order of their first hit.
    pub fn finish(mut self) -> Vec<Finding> {
        self.flush(Timestamp::MIN);
        let mut findings: Vec<Finding> = self.findings.into_values().collect();
        findings.sort_by_key(|finding| (finding.first_at, finding.id));
        findings
    }

    /// Returns how many different items each person read on each day.
    pub fn items(&self) -> impl Iterator<Item = (&UserId, Day, u32)> {
        self.usage.items.iter().flat_map(|(user, days)| {
            let count = |items: &HashSet<_>| u32::try_from(items.len()).unwrap_or(u32::MAX);
            days.iter().map(move |(day, items)| (user, *day, count(items)))
        })
    }

    /// Returns the people who were active, with their last day.
    pub fn active(&self) -> &HashMap<UserId, Day> {
        &self.usage.active
    }

    fn drafts(&self) -> Vec<Draft> {
        let mut found = Vec::new();
        for (rule, parameters) in &self.rules {
            let id = rule.about().id;
            let dirty = self.keys.iter().filter(|((of, _), facts)| *of == id && facts.is_dirty);
            for ((_, key), facts) in dirty {
                let facts: Vec<Arc<Fact>> = facts.facts.values().cloned().collect();
                found.extend(drafts(*rule, key, &facts, parameters));
            }
        }
        found
    }

    /// Returns the finding of a draft of [`take_drafts`](Self::take_drafts), with its surroundings.
    pub fn finding(&self, draft: &Draft) -> Finding {
        let parameters = self.config.parameters(draft.rule.rule());
        draft.finish(self.organization, &self.context(draft), &parameters)
    }

    fn context(&self, draft: &Draft) -> Context {
        let person = draft.key.person();
        let is_common = |place: &Place| self.usage.is_common(place, person, draft.start);
        Context {
            exceptions: self.config.exceptions.clone(),
            common: draft.places().into_iter().filter(is_common).collect(),
            daily_items: person.and_then(|user| self.usage.daily_items(user, draft.start)),
            active_members: u32::try_from(self.usage.active.len()).ok(),
        }
    }
}

impl Usage {
    fn add(&mut self, fact: &Fact) {
        let day = Day::of(fact.at);
        if fact.is_activity() {
            let last = self.active.entry(fact.user.clone()).or_insert(day);
            *last = (*last).max(day);
        }
        if fact.is_sign_in() {
            for place in Place::of(fact) {
                let last = self.places.entry(place).or_default().entry(fact.user.clone()).or_insert(day);
                *last = (*last).max(day);
            }
        }
        if fact.class == Class::ItemRead {
            let mut item = DefaultHasher::new();
            fact.object().hash(&mut item);
            let days = self.items.entry(fact.user.clone()).or_default();
            days.entry(day).or_default().insert(item.finish());
        }
    }

    fn is_common(&self, place: &Place, except: Option<&UserId>, day: Day) -> bool {
        let users = self.places.get(place).into_iter().flatten();
        let others = users.filter(|(user, last)| Some(*user) != except && day.since(**last) <= Place::DAYS);
        others.count() >= Place::COMMON
    }

    fn daily_items(&self, user: &UserId, day: Day) -> Option<DailyItems> {
        let mut profile = Profile::default();
        for (day, items) in self.items.get(user)? {
            profile.set_items(*day, u32::try_from(items.len()).unwrap_or(u32::MAX));
        }
        profile.daily_items(day)
    }
}
