//! Keeps the directory of people up to date, without a write for each event.

use std::collections::hash_map::{Entry, RandomState};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

use event_model::{NewEvent, OrganizationId, User, UserId};
use event_store::{Insertion, Recording, Store, StoreError, UserChange};
use tokio::time::Instant;

/// Actors that are remembered. 8 bytes each; past it everyone is looked up once more.
const REMEMBERED: usize = 100_000;
/// Tries at an entry that others change at the same time.
const TRIES: u32 = 4;

type Key = (OrganizationId, UserId);

/// Remembers which actors, by which names, are in the directory for certain.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    seen: Mutex<HashSet<u64>>,
    hasher: RandomState,
}

impl Directory {
    /// Returns those of the events' actors who may not be in the directory as the events name them.
    pub(crate) fn unseen<'a>(&self, events: impl Iterator<Item = &'a NewEvent>) -> BTreeSet<Key> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        events.filter(|event| is_named(event) && !seen.contains(&self.fingerprint(event))).map(key).collect()
    }

    /// Takes in the actors of the events that are stored, of those who were `unseen` before.
    ///
    /// Where the directory cannot be written before `deadline`, the events are answered with `retry`:
    /// what is acknowledged can be found by its actor's name, and sending it again mends that.
    pub(crate) async fn learn(
        &self,
        store: &Store,
        unseen: &BTreeSet<Key>,
        known: HashMap<Key, (User, u64)>,
        recordings: &[Recording],
        insertions: &mut [Insertion],
        deadline: Instant,
    ) {
        if unseen.is_empty() {
            return;
        }
        let stored = recordings.iter().zip(insertions.iter());
        let stored =
            stored.filter(|(_, insertion)| matches!(insertion, Insertion::Recorded | Insertion::Duplicate));
        let events = stored.map(|(recording, _)| &recording.event);
        let events: Vec<&NewEvent> = events.filter(|event| unseen.contains(&key(event))).collect();
        match tokio::time::timeout_at(deadline, write(store, known, &events)).await {
            Ok(Ok(())) => return self.remember(&events),
            Ok(Err(error)) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "directory not written");
            }
            Err(_) => tracing::warn!("the directory ran out of time"),
        }
        for (recording, insertion) in recordings.iter().zip(insertions) {
            let acknowledged = matches!(insertion, Insertion::Recorded | Insertion::Duplicate);
            if acknowledged && unseen.contains(&key(&recording.event)) {
                *insertion = Insertion::Retry;
            }
        }
    }

    fn fingerprint(&self, event: &NewEvent) -> u64 {
        let actor = &event.actor;
        self.hasher.hash_one((&event.organization_id, &actor.id, &actor.name, &actor.email))
    }

    fn remember(&self, events: &[&NewEvent]) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() + events.len() > REMEMBERED {
            seen.clear();
        }
        seen.extend(events.iter().map(|event| self.fingerprint(event)));
    }
}

/// Writes the entries that the events' actors need, starting from those that are known.
async fn write(
    store: &Store,
    mut known: HashMap<Key, (User, u64)>,
    events: &[&NewEvent],
) -> Result<(), StoreError> {
    let mut attempt = 1;
    loop {
        let changes = changes(&known, events);
        if changes.is_empty() {
            return Ok(());
        }
        match store.users_write(&changes).await {
            Err(StoreError::Conflict) if attempt < TRIES => {
                let changed = changes.into_iter().map(|change| (change.organization_id, change.user.id));
                known.extend(store.control_snapshot(&BTreeSet::new(), &changed.collect()).await?.users);
                attempt += 1;
            }
            written => return written,
        }
    }
}

/// Returns the entries that have to be written so that the directory names the events' actors.
fn changes(known: &HashMap<Key, (User, u64)>, events: &[&NewEvent]) -> Vec<UserChange> {
    let mut entries: HashMap<Key, (User, Option<u64>, bool)> = HashMap::new();
    for event in events {
        let at = event.occurred_at;
        match entries.entry(key(event)) {
            Entry::Occupied(mut entry) => {
                let (user, _, changed) = entry.get_mut();
                *changed |= user.observe(&event.actor, at);
            }
            Entry::Vacant(entry) => match known.get(entry.key()) {
                Some((user, version)) => {
                    let mut user = user.clone();
                    let changed = user.observe(&event.actor, at);
                    entry.insert((user, Some(*version), changed));
                }
                None => {
                    entry.insert((User::first_seen(&event.actor, at), None, true));
                }
            },
        }
    }
    let changed = entries.into_iter().filter(|(_, (_, _, changed))| *changed);
    changed
        .map(|((organization_id, _), (user, version, _))| UserChange { organization_id, user, version })
        .collect()
}

/// An actor without name and address has nothing to be found by.
fn is_named(event: &NewEvent) -> bool {
    event.actor.name.is_some() || event.actor.email.is_some()
}

fn key(event: &NewEvent) -> Key {
    (event.organization_id.clone(), event.actor.id.clone())
}
