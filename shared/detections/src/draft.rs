//! Hits that become a finding once their surroundings are known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use event_model::{OrganizationId, Timestamp};

use crate::finding::Evidence;
use crate::{
    Context, Day, EVIDENCE_MAX, EventRef, Fact, Finding, FindingId, Key, Parameters, Place, Rule, RuleId,
    Severity, Suppression,
};

/// The hits of one rule, key and period. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The rule.
    pub rule: RuleId,
    /// The subject.
    pub key: Key,
    /// First day of the period.
    pub start: Day,
    /// The facts at which the condition holds, in order of time.
    pub triggers: Vec<Arc<Fact>>,
    /// The facts of the first hit.
    pub first: Vec<Arc<Fact>>,
    /// All facts that show the hits, in order of time.
    pub evidence: Vec<Arc<Fact>>,
}

/// The hits of one period, as indexes of facts.
#[derive(Debug, Default)]
struct PeriodHits {
    triggers: BTreeSet<usize>,
    /// Evidence of the first hit.
    first: Vec<usize>,
    evidence: BTreeSet<usize>,
}

/// Returns the hits of `rule` among the facts of one key, by period. The facts are in order of time, without duplicates.
pub fn drafts(rule: &dyn Rule, key: &Key, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Draft> {
    let about = rule.about();
    let mut periods: BTreeMap<Day, PeriodHits> = BTreeMap::new();
    for hit in rule.evaluate(facts, parameters) {
        let day = Day::of(facts[hit.trigger].at);
        let start = day.period(about.period.days());
        let hits = periods.entry(start).or_default();
        if hits.triggers.is_empty() {
            hits.first.clone_from(&hit.evidence);
        }
        hits.triggers.insert(hit.trigger);
        hits.evidence.extend(hit.evidence);
    }
    let of = |index: usize| Arc::clone(&facts[index]);
    let draft = |(start, PeriodHits { triggers, first, evidence }): (Day, PeriodHits)| Draft {
        rule: about.id,
        key: key.clone(),
        start,
        triggers: triggers.into_iter().map(of).collect(),
        first: first.into_iter().map(of).collect(),
        evidence: evidence.into_iter().map(of).collect(),
    };
    periods.into_iter().map(draft).collect()
}

impl Draft {
    /// Returns the places whose use by others matters to the severity.
    pub fn places(&self) -> BTreeSet<Place> {
        self.evidence.iter().flat_map(|fact| Place::of(fact)).collect()
    }

    /// Returns the id of the finding.
    pub fn id(&self, organization: &OrganizationId) -> FindingId {
        FindingId::new(organization, self.rule, &self.key, self.start)
    }

    /// Returns the finding.
    pub fn finish(
        &self,
        organization: &OrganizationId,
        context: &Context,
        parameters: &Parameters,
    ) -> Finding {
        let rule = self.rule.rule();
        let times = || self.triggers.iter().map(|fact| fact.at);
        Finding {
            id: self.id(organization),
            rule: self.rule,
            key: self.key.clone(),
            start: self.start,
            severity: self.severity(rule, context, parameters),
            first_at: times().min().unwrap_or(Timestamp::MIN),
            last_at: times().max().unwrap_or(Timestamp::MIN),
            triggers: self.triggers.iter().take(EVIDENCE_MAX).map(|fact| fact.event.clone()).collect(),
            evidence: self.kept_evidence(),
            measures: rule.measures(self, parameters),
            is_late: self.triggers.iter().all(|fact| fact.is_late()),
        }
    }

    fn severity(&self, rule: &dyn Rule, context: &Context, parameters: &Parameters) -> Severity {
        let Suppression { own_networks, service_accounts, common_places } = rule.about().suppression;
        let addressed = || self.evidence.iter().filter(|fact| fact.ip.is_some());
        let is_own = own_networks
            && addressed().next().is_some()
            && addressed().all(|fact| context.exceptions.is_own(fact.ip, fact.asn));
        let is_program =
            service_accounts && self.key.person().is_some_and(|user| context.is_service_account(user));
        let is_common = common_places && rule.is_common(self, context, parameters);
        if is_own || is_program || is_common { Severity::Info } else { rule.grade(self, context, parameters) }
    }

    /// Returns the evidence that is stored: that of the first hit, then as much of the rest as fits.
    fn kept_evidence(&self) -> Vec<Evidence> {
        let mut seen: BTreeSet<&EventRef> = BTreeSet::new();
        let facts = self.first.iter().chain(&self.evidence).filter(|fact| seen.insert(&fact.event));
        let mut kept: Vec<Evidence> = facts
            .take(EVIDENCE_MAX)
            .map(|fact| Evidence { at: fact.at, event: fact.event.clone(), novelty: fact.novelty })
            .collect();
        kept.sort();
        kept
    }
}
