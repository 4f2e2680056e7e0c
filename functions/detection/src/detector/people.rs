//! The profiles of the people in a segment.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use detections::{Day, Fact, Place};
use event_model::UserId;
use event_store::{Control, StoreError, StoredProfile};
use futures::{StreamExt, TryStreamExt};

use crate::detector::setup::Setup;

/// Days after which a place that a person uses is recorded again for the organization.
const PLACE_DAYS: u16 = 7;
/// Writes in flight at once.
const WRITES: usize = 8;

/// The profiles that one segment needs, read once.
pub(crate) struct People<'a> {
    control: &'a Control,
    setup: &'a Setup,
    /// Number of the segment.
    segment: u64,
    profiles: HashMap<UserId, StoredProfile>,
    changed: HashSet<UserId>,
    places: BTreeSet<(Place, UserId, Day)>,
}

impl<'a> People<'a> {
    pub(crate) fn new(control: &'a Control, setup: &'a Setup, segment: u64) -> Self {
        let (profiles, changed) = (HashMap::new(), HashSet::new());
        Self { control, setup, segment, profiles, changed, places: BTreeSet::new() }
    }

    /// Adds the facts of the segment to the profiles, in the order of the feed, and returns them with their novelty.
    pub(crate) async fn observe(&mut self, facts: Vec<Fact>) -> Result<Vec<Arc<Fact>>, StoreError> {
        let users: BTreeSet<UserId> = {
            let memory = self.setup.memory();
            let concerns =
                |fact: &Fact| fact.has_novelty() || fact.is_activity() || fact.concerns_second_factor();
            let is_needed = |fact: &&Fact| concerns(fact) && memory.may_change(fact);
            facts.iter().filter(is_needed).map(|fact| fact.user.clone()).collect()
        };
        self.load(users).await?;
        let mut observed = Vec::with_capacity(facts.len());
        for mut fact in facts {
            if let Some(stored) = self.profiles.get_mut(&fact.user) {
                if stored.segment >= self.segment {
                    // The segment is handled again.
                    fact.novelty = stored.profile.logged(&fact.event);
                } else if stored.profile.would_change(&fact) {
                    fact.novelty = stored.profile.observe(&fact);
                    self.changed.insert(fact.user.clone());
                }
                self.note_places(&fact);
            }
            observed.push(Arc::new(fact));
        }
        Ok(observed)
    }

    /// Returns facts of earlier segments with the novelty that they had.
    pub(crate) async fn with_novelty(&mut self, facts: Vec<Fact>) -> Result<Vec<Fact>, StoreError> {
        let unknown: BTreeSet<UserId> = {
            let memory = self.setup.memory();
            let is_unknown = |fact: &&Fact| fact.has_novelty() && memory.novelty(fact).is_none();
            facts.iter().filter(is_unknown).map(|fact| fact.user.clone()).collect()
        };
        self.load(unknown).await?;
        let memory = self.setup.memory();
        let with_novelty = |mut fact: Fact| {
            fact.novelty = match self.profiles.get(&fact.user) {
                Some(stored) => stored.profile.logged(&fact.event),
                None => memory.novelty(&fact).flatten(),
            };
            fact
        };
        Ok(facts.into_iter().map(with_novelty).collect())
    }

    /// Stores the profiles that have changed, and the places that people used.
    pub(crate) async fn save(mut self) -> Result<(), StoreError> {
        let organization = &self.setup.state.organization.id;
        let control = self.control;
        let touches = self.places.iter().map(|(place, user, day)| async move {
            control.places_touch(organization, place, user, *day).await
        });
        futures::stream::iter(touches.collect::<Vec<_>>())
            .buffer_unordered(WRITES)
            .try_collect::<Vec<()>>()
            .await?;
        let changed: Vec<(UserId, StoredProfile)> = self
            .changed
            .into_iter()
            .filter_map(|user| self.profiles.remove(&user).map(|stored| (user, stored)))
            .map(|(user, stored)| (user, StoredProfile { segment: self.segment, ..stored }))
            .collect();
        let writes = changed.iter().map(|(user, stored)| control.profiles_put(organization, user, stored));
        futures::stream::iter(writes.collect::<Vec<_>>())
            .buffer_unordered(WRITES)
            .try_collect::<Vec<()>>()
            .await?;
        let mut memory = self.setup.memory();
        for (user, stored) in &changed {
            memory.remember_profile(user, &stored.profile);
        }
        Ok(())
    }

    /// Removes and returns the stored profile of a person, if it was read.
    pub(crate) fn take(&mut self, user: &UserId) -> Option<StoredProfile> {
        self.profiles.remove(user).filter(|stored| stored.version > 0)
    }

    async fn load(&mut self, mut users: BTreeSet<UserId>) -> Result<(), StoreError> {
        users.retain(|user| !self.profiles.contains_key(user));
        if users.is_empty() {
            return Ok(());
        }
        let users: Vec<UserId> = users.into_iter().collect();
        let mut stored = self.control.profiles_get(&self.setup.state.organization.id, &users).await?;
        let mut memory = self.setup.memory();
        for user in users {
            let profile = stored.remove(&user).unwrap_or_default();
            memory.remember_profile(&user, &profile.profile);
            self.profiles.insert(user, profile);
        }
        Ok(())
    }

    /// Notes the country and the network of a sign-in if it may be long ago that the person used them.
    fn note_places(&mut self, fact: &Fact) {
        let Some(novelty) = fact.novelty.filter(|_| fact.is_sign_in()) else { return };
        let is_due = |age: Option<u16>| age.is_none_or(|age| age >= PLACE_DAYS);
        for place in Place::of(fact) {
            let age = match place {
                Place::Country(_) => novelty.country_age,
                Place::Network(_) => novelty.asn_age,
            };
            if is_due(age) {
                self.places.insert((place, fact.user.clone(), Day::of(fact.at)));
            }
        }
    }
}
