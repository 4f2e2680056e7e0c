//! Windows that slide over the facts of a key.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use chrono::Duration;

use crate::{Fact, Hit};

/// Returns the hits of a condition that one fact alone fulfills.
pub(super) fn single(facts: &[Arc<Fact>], is_hit: impl Fn(&Fact) -> bool) -> Vec<Hit> {
    let triggers = (0..facts.len()).filter(|index| is_hit(&facts[*index]));
    triggers.map(|trigger| hit(trigger, [trigger])).collect()
}

/// Returns a hit with its evidence, each fact once.
pub(super) fn hit(trigger: usize, evidence: impl IntoIterator<Item = usize>) -> Hit {
    let mut seen = BTreeSet::new();
    Hit { trigger, evidence: evidence.into_iter().filter(|index| seen.insert(*index)).collect() }
}

/// Returns, for each fact, the index of the first fact of the window that ends with it.
pub(super) fn starts(facts: &[Arc<Fact>], window: Duration) -> impl Iterator<Item = usize> {
    let mut start = 0;
    facts.iter().map(move |fact| {
        while facts[start].at.plus(window) <= fact.at && facts[start].at < fact.at {
            start += 1;
        }
        start
    })
}

/// The different values of a window, each with the index of its latest fact.
#[derive(Debug)]
pub(super) struct Latest<V> {
    by_value: HashMap<V, usize>,
    by_index: BTreeMap<usize, V>,
}

impl<V> Default for Latest<V> {
    fn default() -> Self {
        Self { by_value: HashMap::new(), by_index: BTreeMap::new() }
    }
}

impl<V: Hash + Eq + Clone> Latest<V> {
    /// Adds the value of the fact `index`, which is later than those before.
    pub(super) fn insert(&mut self, value: V, index: usize) {
        if let Some(earlier) = self.by_value.insert(value.clone(), index) {
            self.by_index.remove(&earlier);
        }
        self.by_index.insert(index, value);
    }

    /// Forgets the values whose latest fact is before `start`.
    pub(super) fn forget_before(&mut self, start: usize) {
        while let Some(entry) = self.by_index.first_entry().filter(|entry| *entry.key() < start) {
            self.by_value.remove(&entry.remove());
        }
    }

    /// Returns the number of different values.
    pub(super) fn len(&self) -> usize {
        self.by_index.len()
    }

    /// Returns the index of the latest fact with a value.
    pub(super) fn get(&self, value: &V) -> Option<usize> {
        self.by_value.get(value).copied()
    }

    /// Returns the values with their latest facts, the latest first.
    pub(super) fn newest(&self) -> impl Iterator<Item = (usize, &V)> {
        self.by_index.iter().rev().map(|(index, value)| (*index, value))
    }
}

/// Returns the hits at which `count` different values are within the window, each with that many facts. Facts without
/// a value do not count.
pub(super) fn different<'a, V: Hash + Eq + Clone>(
    facts: &'a [Arc<Fact>],
    window: Duration,
    count: usize,
    value: impl Fn(&'a Fact) -> Option<V>,
) -> Vec<Hit> {
    let mut latest = Latest::default();
    let mut hits = Vec::new();
    for (trigger, start) in starts(facts, window).enumerate() {
        latest.forget_before(start);
        let Some(value) = value(&facts[trigger]) else { continue };
        latest.insert(value, trigger);
        if latest.len() >= count {
            hits.push(hit(trigger, latest.newest().take(count).map(|(index, _)| index)));
        }
    }
    hits
}

/// Returns the highest number of different values within a window.
pub(super) fn most_different<'a, V: Hash + Eq + Clone>(
    facts: &'a [Arc<Fact>],
    window: Duration,
    value: impl Fn(&'a Fact) -> Option<V>,
) -> usize {
    let mut latest = Latest::default();
    let mut most = 0;
    for (index, start) in starts(facts, window).enumerate() {
        latest.forget_before(start);
        if let Some(value) = value(&facts[index]) {
            latest.insert(value, index);
        }
        most = most.max(latest.len());
    }
    most
}
