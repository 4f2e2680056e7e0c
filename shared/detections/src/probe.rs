//! What a detector reads around the facts that arrived.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::net::IpAddr;
use std::sync::Arc;

use chrono::Duration;
use event_model::{Class, SessionId, Timestamp, UserId};

use crate::{Config, Device, Fact, Key, Parameters, Rule, RuleId};

/// Events that can be read together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WindowSource {
    /// The events of a person.
    Person(UserId),
    /// The events from an address.
    Address(IpAddr),
    /// The events of all types of these classes.
    Classes(Vec<Class>),
}

/// A read of a time window, and the keys to evaluate over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// The events to read. If there are none, the facts that arrived are enough.
    pub sources: Vec<WindowSource>,
    /// Start of the window.
    pub from: Timestamp,
    /// End of the window, included.
    pub to: Timestamp,
    /// The rules and keys to evaluate.
    pub keys: BTreeSet<(RuleId, Key)>,
}

impl Probe {
    /// Merges the windows of probes of the same sources that overlap, in order of time.
    pub fn merged(mut probes: Vec<Self>) -> Vec<Self> {
        probes.sort_by_key(|probe| probe.from);
        let mut merged: Vec<Self> = Vec::new();
        for probe in probes {
            match merged.last_mut().filter(|last| probe.from <= last.to) {
                Some(last) => {
                    last.to = last.to.max(probe.to);
                    last.keys.extend(probe.keys);
                }
                None => merged.push(probe),
            }
        }
        merged
    }

    /// Returns `true` if a rule needs the novelty of the facts that are read.
    pub fn needs_novelty(&self) -> bool {
        self.keys.iter().any(|(rule, _)| rule.rule().about().needs_novelty)
    }
}

/// Where sessions were seen last, in this process only. It spares reads and decides nothing else.
#[derive(Debug, Default)]
pub struct RecentSessions(HashMap<(UserId, SessionId), SessionPlace>);

/// Country, network, device and user agent of a session.
type SessionPlace = (Option<String>, Option<u32>, Option<Device>, Option<Device>);

/// Sessions that are remembered.
const SESSIONS_MAX: usize = 20_000;

impl RecentSessions {
    /// Remembers the session of a fact. Returns `true` if it was seen before in the same place.
    fn is_unchanged(&mut self, fact: &Fact) -> bool {
        let Some(session) = fact.session.clone() else { return true };
        let place = (fact.country.clone(), fact.asn, fact.device, fact.agent);
        if self.0.len() >= SESSIONS_MAX {
            self.0.clear();
        }
        self.0.insert((fact.user.clone(), session), place.clone()) == Some(place)
    }
}

/// Returns the reads for facts that arrived, for the enabled rules of `config`. Reads of the same events whose windows
/// overlap are one.
///
/// With `all`, no fact is left out by sampling, and the whole windows are read, as the nightly pass does for late facts.
pub fn probes(facts: &[Arc<Fact>], config: &Config, recent: &mut RecentSessions, all: bool) -> Vec<Probe> {
    let mut by_sources: BTreeMap<Vec<WindowSource>, Vec<Probe>> = BTreeMap::new();
    for rule in RuleId::ALL.into_iter().filter(|rule| config.is_enabled(*rule)).map(RuleId::rule) {
        let id = rule.about().id;
        let parameters = config.parameters(rule);
        for fact in facts {
            if !all && !is_sampled(fact, rule.sample(fact, &parameters)) {
                continue;
            }
            let keys = rule.keys(fact);
            if keys.is_empty() || (!all && rule.is_about_moves() && recent.is_unchanged(fact)) {
                continue;
            }
            let reach = if all { rule.window(&parameters) } else { rule.reach(fact, &parameters) };
            let (from, to) = (fact.at.minus(reach), fact.at.plus(reach));
            for key in keys {
                let sources = rule.sources(&key);
                let keys = BTreeSet::from([(id, key)]);
                by_sources.entry(sources.clone()).or_default().push(Probe { sources, from, to, keys });
            }
        }
    }
    by_sources.into_values().flat_map(Probe::merged).collect()
}

/// The rules of an organization that look further than a span around a fact.
pub struct FarRules(Vec<(&'static dyn Rule, Parameters)>);

impl FarRules {
    /// Returns the enabled rules whose windows are longer than `span`.
    pub fn new(config: &Config, span: Duration) -> Self {
        let enabled = RuleId::ALL.into_iter().filter(|rule| config.is_enabled(*rule)).map(RuleId::rule);
        let rules = enabled.map(|rule| (rule, config.parameters(rule)));
        Self(rules.filter(|(rule, parameters)| rule.window(parameters) > span).collect())
    }

    /// Returns `true` if one of the rules reads around a fact.
    pub fn read_around(&self, fact: &Fact) -> bool {
        let mut rules = self.0.iter();
        rules.any(|(rule, parameters)| rule.sample(fact, parameters) > 0 && !rule.keys(fact).is_empty())
    }
}

/// Returns `true` for one in `share` events, always the same ones.
fn is_sampled(fact: &Fact, share: u32) -> bool {
    let mut hash = DefaultHasher::new();
    fact.event.hash(&mut hash);
    share != 0 && hash.finish().is_multiple_of(share.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_that_overlap_are_one() {
        let minute = |minute: i64| Timestamp::MIN.plus(Duration::minutes(1_000 + minute));
        let probe = |at: i64| Probe {
            sources: Vec::new(),
            from: minute(at - 10),
            to: minute(at + 10),
            keys: BTreeSet::new(),
        };
        let merged = Probe::merged([0, 10, 20, 41].map(probe).into());
        let windows: Vec<_> = merged.iter().map(|probe| (probe.from, probe.to)).collect();
        assert_eq!(windows, [(minute(-10), minute(30)), (minute(31), minute(51))]);
    }
}
