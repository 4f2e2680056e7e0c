//! The facts of a key.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use event_model::Timestamp;

use crate::{Config, EventRef, Fact, Key, Rule, RuleId};

/// Facts by the rules and keys that they matter to.
#[derive(Debug, Default)]
pub struct FactsByKey(HashMap<RuleId, HashMap<Key, Vec<Arc<Fact>>>>);

impl FactsByKey {
    /// Returns the facts by the keys of the enabled rules of `config`.
    pub fn new(facts: &[Arc<Fact>], config: &Config) -> Self {
        let enabled = RuleId::ALL.into_iter().filter(|rule| config.is_enabled(*rule));
        let of_rule = |id: RuleId| {
            let mut keys: HashMap<Key, Vec<Arc<Fact>>> = HashMap::new();
            for fact in facts {
                for key in id.rule().keys(fact) {
                    keys.entry(key).or_default().push(Arc::clone(fact));
                }
            }
            (id, keys)
        };
        Self(enabled.map(of_rule).collect())
    }

    /// Returns the facts of a key together with those of `others`, in order of time, without duplicates. Of two facts of
    /// the same event, the one that is not among the others stays.
    pub fn with(&self, rule: &dyn Rule, key: &Key, others: &[Arc<Fact>]) -> Vec<Arc<Fact>> {
        let own = self.0.get(&rule.about().id).and_then(|keys| keys.get(key));
        in_order(own.into_iter().flatten().chain(of_key(rule, key, others)))
    }
}

/// Returns the facts that matter to a key, in order of time, without duplicates. Of two facts of the same event, the
/// first one stays.
pub fn facts_of_key(rule: &dyn Rule, key: &Key, facts: &[Arc<Fact>]) -> Vec<Arc<Fact>> {
    in_order(of_key(rule, key, facts))
}

fn of_key<'a>(rule: &dyn Rule, key: &Key, facts: &'a [Arc<Fact>]) -> impl Iterator<Item = &'a Arc<Fact>> {
    facts.iter().filter(move |fact| rule.keys(fact).contains(key))
}

fn in_order<'a>(facts: impl Iterator<Item = &'a Arc<Fact>>) -> Vec<Arc<Fact>> {
    let mut ordered: BTreeMap<(Timestamp, &EventRef), &Arc<Fact>> = BTreeMap::new();
    for fact in facts {
        ordered.entry((fact.at, &fact.event)).or_insert(fact);
    }
    ordered.into_values().cloned().collect()
}
