//! A detector without a database: events arrive, indexes lag, workers are killed, a pass runs each night.

mod arrivals;

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::Duration;
use detections::{
    Config, Fact, FarRules, FindingId, Fold, Probe, Profile, RecentSessions, RuleConfig, RuleId,
    WindowSource, drafts, facts_of_key, probes,
};
use event_model::{OrganizationId, Timestamp, UserId};
use fastrand::Rng;

pub(crate) use arrivals::arrivals;

/// The findings of a run, by rule.
pub(crate) type Found = BTreeSet<(RuleId, FindingId)>;

fn organization() -> OrganizationId {
    "org_a".parse().expect("an id")
}

/// Returns the findings of a fold over all events in the order of their arrival.
pub(crate) fn fold(arrivals: &[Fact], rules: &[RuleId]) -> Found {
    let (organization, config) = (organization(), Config::default());
    let mut fold = Fold::new(&organization, &config, rules.iter().copied());
    for fact in arrivals {
        fold.push(fact.clone());
    }
    fold.finish().into_iter().map(|finding| (finding.rule, finding.id)).collect()
}

/// A stored profile, with the number of the last segment that it has observed.
#[derive(Debug, Clone, Default)]
struct Stored {
    profile: Profile,
    segment: usize,
}

/// A detector with its storage.
pub(crate) struct Simulation {
    rng: Rng,
    config: Config,
    /// All events in the order of the feed.
    feed: Vec<Fact>,
    profiles: HashMap<UserId, Stored>,
    sessions: RecentSessions,
    /// Number of events of the feed that are handled.
    position: usize,
    segments: usize,
    swept_at: Timestamp,
    pub(crate) findings: Found,
}

impl Simulation {
    pub(crate) fn new(seed: u64, feed: Vec<Fact>, rules: &[RuleId]) -> Self {
        let mut config = Config::default();
        for rule in RuleId::ALL.into_iter().filter(|rule| !rules.contains(rule)) {
            config.rules.insert(rule, RuleConfig { enabled: false, ..RuleConfig::default() });
        }
        Self {
            rng: Rng::with_seed(seed ^ 1),
            config,
            swept_at: feed.first().map_or(Timestamp::MIN, |fact| fact.recorded_at),
            feed,
            profiles: HashMap::new(),
            sessions: RecentSessions::default(),
            position: 0,
            segments: 0,
            findings: Found::new(),
        }
    }

    /// Handles every segment, with a pass each night and one at the end.
    pub(crate) fn run(&mut self) {
        while self.position < self.feed.len() {
            let end = (self.position + self.rng.usize(1..40)).min(self.feed.len());
            while self.swept_at.plus(Duration::days(1)) < self.feed[self.position].recorded_at {
                self.sweep(self.swept_at.plus(Duration::days(1)));
            }
            self.segments += 1;
            // A worker that is killed has stored its findings and perhaps profiles, but not moved the position.
            for _ in 0..self.rng.usize(0..2) {
                let (save, sessions) = (self.rng.bool(), self.rng.bool());
                self.handle(end, save);
                if sessions {
                    self.sessions = RecentSessions::default();
                }
            }
            self.handle(end, true);
            self.position = end;
        }
        self.sweep(self.swept_at.plus(Duration::days(1)));
    }

    fn handle(&mut self, end: usize, save: bool) {
        let mut profiles = self.profiles.clone();
        let mut facts = Vec::new();
        for fact in &self.feed[self.position..end] {
            let (mut fact, stored) = (fact.clone(), profiles.entry(fact.user.clone()).or_default());
            fact.novelty = match stored.segment >= self.segments {
                true => stored.profile.logged(&fact.event),
                false if stored.profile.would_change(&fact) => stored.profile.observe(&fact),
                false => None,
            };
            facts.push(Arc::new(fact));
        }
        for probe in probes(&facts, &self.config, &mut self.sessions, false) {
            // Indexes lag, and they have events that the feed has not delivered yet.
            let ahead = (end + self.rng.usize(0..20)).min(self.feed.len());
            let visible = self.read(&probe, &profiles, ahead, 90);
            self.evaluate(&probe, facts.iter().cloned().chain(visible));
        }
        if save {
            for fact in &facts {
                if let Some(stored) = profiles.get_mut(&fact.user) {
                    stored.segment = self.segments;
                }
            }
            self.profiles = profiles;
        }
    }

    /// Folds the arrivals of the last three days.
    fn sweep(&mut self, now: Timestamp) {
        self.swept_at = now;
        let since = now.minus(Duration::hours(72));
        let (organization, config) = (organization(), self.config.clone());
        let rules = RuleId::ALL.into_iter().filter(|rule| config.is_enabled(*rule));
        let mut fold = Fold::new(&organization, &config, rules).with_known_novelty();
        let far = FarRules::new(&config, Fact::LATE);
        let mut apart = Vec::new();
        for fact in &self.feed[..self.position] {
            if fact.recorded_at < since {
                continue;
            }
            let fact = known(fact, &self.profiles);
            if fact.is_late() || far.read_around(&fact) {
                apart.push(Arc::new(fact.clone()));
            }
            fold.push(fact);
        }
        for draft in fold.take_drafts(now) {
            self.findings.insert((draft.rule, draft.id(&organization)));
        }
        for probe in probes(&apart, &config, &mut RecentSessions::default(), true) {
            let profiles = self.profiles.clone();
            let visible = self.read(&probe, &profiles, self.position, 100);
            self.evaluate(&probe, apart.iter().cloned().chain(visible));
        }
    }

    /// Returns the facts of a window among the first `end` of the feed: each with this probability in percent.
    fn read(
        &mut self,
        Probe { sources, from, to, .. }: &Probe,
        profiles: &HashMap<UserId, Stored>,
        end: usize,
        percent: u8,
    ) -> Vec<Arc<Fact>> {
        let is_of = |fact: &Fact| {
            sources.iter().any(|source| match source {
                WindowSource::Person(user) => fact.user == *user,
                WindowSource::Address(ip) => fact.ip == Some(*ip),
                WindowSource::Classes(classes) => classes.contains(&fact.class),
            })
        };
        let mut read = Vec::new();
        for (index, fact) in self.feed[..end].iter().enumerate() {
            // What was written long ago is visible.
            let is_visible = index + 100 < self.position || self.rng.u8(..100) < percent;
            if is_visible && *from <= fact.at && fact.at <= *to && is_of(fact) {
                read.push(Arc::new(known(fact, profiles)));
            }
        }
        read
    }

    fn evaluate(&mut self, probe: &Probe, facts: impl Iterator<Item = Arc<Fact>>) {
        let organization = organization();
        let facts: Vec<_> = facts.collect();
        for (id, key) in &probe.keys {
            let rule = id.rule();
            let facts = facts_of_key(rule, key, &facts);
            for draft in drafts(rule, key, &facts, &self.config.parameters(rule)) {
                self.findings.insert((draft.rule, draft.id(&organization)));
            }
        }
    }
}

/// Returns a fact with the novelty that its person's profile has logged.
fn known(fact: &Fact, profiles: &HashMap<UserId, Stored>) -> Fact {
    let stored = profiles.get(&fact.user);
    Fact { novelty: stored.and_then(|stored| stored.profile.logged(&fact.event)), ..fact.clone() }
}
