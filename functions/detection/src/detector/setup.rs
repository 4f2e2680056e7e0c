//! What the detector needs to know about an organization, read at most once a minute.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Duration;
use detections::{
    Config, Draft, EVIDENCE_MAX, EventRef, Fact, Finding, FindingId, Mute, Novelty, Profile, RecentSessions,
};
use event_model::{OrganizationId, OrganizationState, Timestamp, UserId};
use event_store::{DetectionSettings, Store, StoreError};

/// Time for which the settings of an organization are kept. A change is in force after this time.
const MAX_AGE: Duration = Duration::seconds(60);
/// Organizations in memory.
const ORGANIZATIONS_MAX: usize = 200;
/// People and findings of one organization in memory.
const ENTRIES_MAX: usize = 20_000;

/// The settings of one organization.
pub(crate) struct Setup {
    /// The organization and its settings.
    pub(crate) state: OrganizationState,
    /// The settings of its detections.
    pub(crate) config: Config,
    /// Its mutes, including those that have ended.
    pub(crate) mutes: Vec<Mute>,
    /// Members that are active; `None` before the first nightly pass.
    pub(crate) active_members: Option<u32>,
    /// What this process has seen of the organization. It spares requests and decides nothing else.
    pub(crate) memory: Arc<Mutex<Memory>>,
    read_at: Timestamp,
}

/// What a process has seen of an organization.
#[derive(Default)]
pub(crate) struct Memory {
    /// Profiles as they were stored at some time. Only to know which events change nothing: what a stored profile covers, a
    /// later version of it covers, too.
    profiles: HashMap<UserId, Profile>,
    pub(crate) sessions: RecentSessions,
    findings: HashMap<FindingId, Finding>,
}

/// The settings of the organizations that this process has handled.
#[derive(Default)]
pub(crate) struct Setups(Mutex<HashMap<OrganizationId, Arc<Setup>>>);

impl Setups {
    /// Returns the settings of an organization; `None` if it does not exist.
    pub(crate) async fn get(
        &self,
        store: &Store,
        id: &OrganizationId,
        now: Timestamp,
    ) -> Result<Option<Arc<Setup>>, StoreError> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(known) = known.as_ref().filter(|known| now < known.read_at.plus(MAX_AGE)) {
            return Ok(Some(Arc::clone(known)));
        }
        let control = &store.control;
        let Some(state) = control.organizations_state(id).await? else { return Ok(None) };
        let DetectionSettings { config, mutes, .. } = control.detections_settings(id).await?;
        let setup = Arc::new(Setup {
            state,
            config,
            mutes,
            active_members: control.detection_totals_get(id).await?.active_members,
            memory: known.map_or_else(Arc::default, |known| Arc::clone(&known.memory)),
            read_at: now,
        });
        let mut setups = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if setups.len() >= ORGANIZATIONS_MAX {
            setups.clear();
        }
        setups.insert(id.clone(), Arc::clone(&setup));
        Ok(Some(setup))
    }
}

impl Setup {
    /// Returns the memory of this process.
    pub(crate) fn memory(&self) -> std::sync::MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// Returns `true` if an event may change the stored profile of its person, or if rules ask what is new.
    pub(crate) fn may_change(&self, fact: &Fact) -> bool {
        self.profiles.get(&fact.user).is_none_or(|profile| profile.would_change(fact))
    }

    /// Returns the novelty of an earlier event, or that it has none; `None` if only the stored profile tells.
    pub(crate) fn novelty(&self, fact: &Fact) -> Option<Option<Novelty>> {
        let profile = self.profiles.get(&fact.user)?;
        let logged = profile.logged(&fact.event);
        (logged.is_some() || !profile.would_change(fact)).then_some(logged)
    }

    /// Remembers a stored profile.
    pub(crate) fn remember_profile(&mut self, user: &UserId, profile: &Profile) {
        if self.profiles.len() >= ENTRIES_MAX {
            self.profiles.clear();
        }
        self.profiles.insert(user.clone(), profile.clone());
    }

    /// Returns `true` if the stored finding has every hit of a draft, with its evidence. Then its surroundings need not
    /// be read.
    pub(crate) fn has_draft(&self, id: FindingId, draft: &Draft) -> bool {
        let Some(known) = self.findings.get(&id) else { return false };
        let is_full = known.evidence.len() >= EVIDENCE_MAX;
        let evidence: HashSet<&EventRef> = known.evidence.iter().map(|evidence| &evidence.event).collect();
        draft.triggers.iter().all(|fact| known.triggers.contains(&fact.event))
            && (is_full || draft.evidence.iter().all(|fact| evidence.contains(&fact.event)))
    }

    /// Returns `true` if the stored finding has the severity of `finding`, and almost as many hits: a finding is not
    /// written again for each hit of a long burst. The nightly pass completes it.
    pub(crate) fn has_almost(&self, finding: &Finding) -> bool {
        let Some(known) = self.findings.get(&finding.id) else { return false };
        let mut merged = known.clone();
        merged.merge(finding.clone());
        let is_few = |old: usize, new: usize| new - old <= old / 4;
        merged.severity == known.severity
            && is_few(known.triggers.len(), merged.triggers.len())
            && is_few(known.evidence.len(), merged.evidence.len())
    }

    /// Remembers a finding that was stored.
    pub(crate) fn remember(&mut self, finding: Finding) {
        if self.findings.len() >= ENTRIES_MAX {
            self.findings.clear();
        }
        match self.findings.get_mut(&finding.id) {
            Some(known) => known.merge(finding),
            None => drop(self.findings.insert(finding.id, finding)),
        }
    }
}
