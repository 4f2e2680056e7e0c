//! What a rule is.

use std::sync::Arc;

use chrono::Duration;

use crate::{Context, Draft, Fact, Key, Measures, Parameter, Parameters, RuleId, Severity, WindowSource};

/// A case in which a rule fires without an attack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FalsePositive {
    /// The case.
    pub case: &'static str,
    /// What silences it.
    pub silenced_by: &'static str,
}

/// The time for which a rule has at most one finding of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// A day in UTC.
    Day,
    /// 30 days.
    Month,
}

impl Period {
    /// Returns the length in days.
    pub fn days(self) -> u32 {
        match self {
            Self::Day => 1,
            Self::Month => 30,
        }
    }
}

/// Surroundings that make a finding `info`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suppression {
    /// All facts with an address are from own networks.
    pub own_networks: bool,
    /// The person is a service account.
    pub service_accounts: bool,
    /// The new country or network is common in the organization.
    pub common_places: bool,
}

/// The documentation and the fixed properties of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// The id.
    pub id: RuleId,
    /// The title, for example "Password guessing".
    pub title: &'static str,
    /// The condition, in plain sentences.
    pub description: &'static str,
    /// Techniques of MITRE ATT&CK.
    pub attack: &'static [&'static str],
    /// Known false positives.
    pub false_positives: &'static [FalsePositive],
    /// The numbers of the rule.
    pub parameters: &'static [Parameter],
    /// Whether the rule needs addresses, networks or countries. Without them, it cannot be evaluated in full.
    pub needs_details: bool,
    /// Whether the rule reads [`Fact::novelty`].
    pub needs_novelty: bool,
    /// Whether the severity depends on what the person reads on a day ([`Context::daily_items`](crate::Context::daily_items)).
    pub needs_daily_items: bool,
    /// Incremented if the condition changes its meaning: then the rule finds again what it had found.
    pub semantics: u16,
    /// The time for which the rule has at most one finding of a key.
    pub period: Period,
    /// Surroundings that make a finding `info`.
    pub suppression: Suppression,
    /// Whether the person of a finding may see it.
    pub is_shown_to_person: bool,
    /// Whether it can be muted and its findings can be `info`.
    pub can_be_muted: bool,
}

/// The condition holds at one fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Index of the fact at which the condition holds. Its time decides the period of the finding.
    pub trigger: usize,
    /// Indexes of the facts that show it, with the trigger. The first [`EVIDENCE_MAX`](crate::EVIDENCE_MAX) of them
    /// alone give the hit again. Facts that matter only to the severity are behind the others.
    pub evidence: Vec<usize>,
}

/// A rule.
pub trait Rule: Sync {
    /// Returns the documentation and the fixed properties.
    fn about(&self) -> &'static About;

    /// Returns the keys for which a fact matters.
    fn keys(&self, fact: &Fact) -> Vec<Key>;

    /// Returns the greatest distance in time between a trigger and the facts of its hit.
    fn window(&self, parameters: &Parameters) -> Duration;

    /// Returns how far a detector reads around a fact that arrived: the window, or less if the nightly pass is soon
    /// enough for the rest.
    fn reach(&self, fact: &Fact, parameters: &Parameters) -> Duration {
        let _ = fact;
        self.window(parameters)
    }

    /// Returns the hits among the facts of one key, which are in order of time.
    ///
    /// Monotone: with more facts, every hit's trigger is still a trigger.
    fn evaluate(&self, facts: &[Arc<Fact>], parameters: &Parameters) -> Vec<Hit>;

    /// Returns where a detector reads the other facts of a key. None if a fact alone is a hit.
    fn sources(&self, key: &Key) -> Vec<WindowSource>;

    /// Returns the share of facts for which a detector reads: one in this many; 0 for none. More than 1 for frequent
    /// facts, since one hit has many of them. The nightly pass finds what is missed.
    fn sample(&self, fact: &Fact, parameters: &Parameters) -> u32 {
        let _ = (fact, parameters);
        1
    }

    /// Returns `true` if only a session that is in another place than before, or that is new, is a reason to read.
    fn is_about_moves(&self) -> bool {
        false
    }

    /// Returns the numbers and words of a finding.
    fn measures(&self, draft: &Draft, parameters: &Parameters) -> Measures;

    /// Returns the severity of a finding, before suppression.
    fn grade(&self, draft: &Draft, context: &Context, parameters: &Parameters) -> Severity;

    /// Returns `true` if what is new about a finding is common in the organization. Asked only with
    /// [`Suppression::common_places`].
    fn is_common(&self, draft: &Draft, context: &Context, parameters: &Parameters) -> bool {
        let _ = parameters;
        draft.evidence.iter().all(|fact| context.is_common_country(fact))
    }

    /// Returns one sentence. `subject` is the name of the key: a person, an address, a type. Measures that disclose
    /// details may be missing.
    fn sentence(&self, measures: &Measures, subject: &str) -> String;
}

impl RuleId {
    /// Returns the rule.
    pub fn rule(self) -> &'static dyn Rule {
        crate::rules::rule(self)
    }
}
