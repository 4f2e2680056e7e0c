//! Counts the findings of a back-test.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::Duration;
use detections::{Day, Draft, Finding, FindingId};
use event_model::{TimeRange, Timestamp};
use event_store::{Backtest, BacktestDay, BacktestFinding, BacktestResult, SeverityCounts};

/// The findings with a hit in a range. Those that can no longer change are kept as numbers only.
pub(super) struct Tally {
    range: TimeRange,
    open: HashMap<FindingId, Finding>,
    closed: HashSet<FindingId>,
    counts: SeverityCounts,
    days: BTreeMap<Day, SeverityCounts>,
    examples: Vec<BacktestFinding>,
}

impl Tally {
    /// Creates a tally without findings.
    pub(super) fn new(range: TimeRange) -> Self {
        Self {
            range,
            open: HashMap::new(),
            closed: HashSet::new(),
            counts: SeverityCounts::new(),
            days: BTreeMap::new(),
            examples: Vec::new(),
        }
    }

    /// Returns the number of findings.
    pub(super) fn len(&self) -> usize {
        self.open.len() + self.closed.len()
    }

    /// Adds the finding of a draft if one of its hits is in the range.
    pub(super) fn add(&mut self, draft: &Draft, finding: impl FnOnce() -> Finding) {
        if !draft.triggers.iter().any(|fact| self.range.contains(fact.at)) {
            return;
        }
        let finding = finding();
        // It was counted without the events that arrived after the horizon.
        if self.closed.contains(&finding.id) {
            return;
        }
        match self.open.get_mut(&finding.id) {
            Some(known) => known.merge(finding),
            None => drop(self.open.insert(finding.id, finding)),
        }
    }

    /// Counts the findings whose period ended before `before`: no later event changes them.
    pub(super) fn close(&mut self, before: Timestamp) {
        let ended: Vec<Finding> =
            self.open.extract_if(|_, finding| period_end(finding) < before).map(|(_, ended)| ended).collect();
        for finding in ended {
            self.closed.insert(finding.id);
            *self.counts.entry(finding.severity).or_default() += 1;
            let day = self.days.entry(Day::of(finding.first_at)).or_default();
            *day.entry(finding.severity).or_default() += 1;
            self.examples.push(finding.into());
        }
        self.examples.sort_by_key(|example| (Reverse(example.severity), example.first_at, example.id));
        self.examples.truncate(Backtest::EXAMPLES_MAX);
    }

    /// Counts the rest. `read_to` is the time up to which events are known, unless all are.
    pub(super) fn finish(mut self, read_to: Option<Timestamp>) -> BacktestResult {
        self.close(Timestamp::MAX);
        let Self { range, counts, days, examples, .. } = self;
        let day = |(day, counts)| BacktestDay { day, counts };
        BacktestResult {
            counts,
            days: days.into_iter().map(day).collect(),
            examples,
            counted_to: read_to.map(|read_to| read_to.clamp(range.from(), range.to())),
        }
    }
}

fn period_end(finding: &Finding) -> Timestamp {
    let days = finding.rule.rule().about().period.days();
    finding.start.start().plus(Duration::days(days.into()))
}

#[cfg(test)]
mod tests;
