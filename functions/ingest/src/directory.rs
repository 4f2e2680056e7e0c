//! Keeps the directory of actors current, without a write for each event.

use std::collections::hash_map::{Entry, RandomState};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::hash::BuildHasher;
use std::sync::{Mutex, PoisonError};

use event_model::{NewEvent, OrganizationId, User, UserId};
use event_store::{Insertion, Recording, Store, StoreError, UserChange, UserWrite, error_chain, full_jitter};
use tokio::time::Instant;

/// Maximum number of cached actors, 8 bytes each. A full cache is cleared, and each actor is looked up again.
const REMEMBERED: usize = 100_000;
/// Maximum number of attempts to write an entry. An attempt fails if another request changes the entry at the
/// same time, or if the entry cannot be written at the moment.
const TRIES: u32 = 4;

type Key = (OrganizationId, UserId);

/// A cache of the actors, with their names, that are in the directory.
#[derive(Debug, Default)]
pub(crate) struct Directory {
    seen: Mutex<HashSet<u64>>,
    hasher: RandomState,
}

impl Directory {
    /// Returns the actors of the events that may not be in the directory with the names in the events.
    pub(crate) fn unseen<'a>(&self, events: impl Iterator<Item = &'a NewEvent>) -> BTreeSet<Key> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        events.filter(|event| is_named(event) && !seen.contains(&self.fingerprint(event))).map(key).collect()
    }

    /// Adds the `unseen` actors of the stored events to the directory.
    ///
    /// If an actor is not added before `deadline`, their events become `retry`. This keeps a guarantee: a
    /// search by the actor's name finds each acknowledged event. The repeated event adds the actor. If an
    /// entry can never be written, the events of its actor stay acknowledged: they are stored, and a
    /// repetition has no effect.
    pub(crate) async fn learn(
        &self,
        store: &Store,
        unseen: &BTreeSet<Key>,
        mut entries: Entries,
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
        match tokio::time::timeout_at(deadline, entries.write(store, &events)).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(error = error_chain(&error), "directory not written");
            }
            Err(_) => tracing::warn!("the directory ran out of time"),
        }
        let settled = events.iter().copied().filter(|event| entries.settled.contains(&key(event)));
        self.remember(&settled.collect::<Vec<_>>());
        for (recording, insertion) in recordings.iter().zip(insertions) {
            let acknowledged = matches!(insertion, Insertion::Recorded | Insertion::Duplicate);
            let key = key(&recording.event);
            if acknowledged && unseen.contains(&key) && !entries.settled.contains(&key) {
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

/// The directory entries of a request's actors.
#[derive(Debug, Default)]
pub(crate) struct Entries {
    /// Entries that were read, each with its version.
    pub(crate) known: HashMap<Key, (User, u64)>,
    /// Actors that need no write: they are in the directory, or their entry can never be written.
    pub(crate) settled: BTreeSet<Key>,
}

impl Entries {
    /// Writes the entries of the events' actors. Each finished actor is in `settled`, also after an error and
    /// after a drop of this future.
    async fn write(&mut self, store: &Store, events: &[&NewEvent]) -> Result<(), StoreError> {
        for attempt in 1..=TRIES {
            let changes = self.changes(events);
            if changes.is_empty() {
                return Ok(());
            }
            let mut changed = BTreeSet::new();
            let writes = store.control.users_write(&changes).await;
            for (change, write) in changes.into_iter().zip(writes) {
                let key = (change.organization_id, change.user.id);
                match write {
                    UserWrite::Written | UserWrite::Refused => drop(self.settled.insert(key)),
                    UserWrite::Changed => drop(changed.insert(key)),
                    UserWrite::Busy => {}
                }
            }
            if events.iter().all(|event| self.settled.contains(&key(event))) || attempt == TRIES {
                return Ok(());
            }
            tokio::time::sleep(full_jitter(attempt)).await;
            if !changed.is_empty() {
                let snapshot = store.control.snapshot(&BTreeSet::new(), &changed).await?;
                self.known.extend(snapshot.users);
                self.settled.extend(snapshot.unreadable_users);
            }
        }
        Ok(())
    }

    /// Returns the entries to write. Adds the actors that need no write to `settled`.
    fn changes(&mut self, events: &[&NewEvent]) -> Vec<UserChange> {
        let open: Vec<&NewEvent> =
            events.iter().copied().filter(|event| !self.settled.contains(&key(event))).collect();
        let changes = changes(&self.known, &open);
        let changing: HashSet<(&OrganizationId, &UserId)> =
            changes.iter().map(|change| (&change.organization_id, &change.user.id)).collect();
        let unchanged =
            open.into_iter().filter(|event| !changing.contains(&(&event.organization_id, &event.actor.id)));
        self.settled.extend(unchanged.map(key));
        changes
    }
}

/// Returns the changes that add the events' actors to the directory: at most one for each actor.
fn changes(known: &HashMap<Key, (User, u64)>, events: &[&NewEvent]) -> Vec<UserChange> {
    let mut entries: HashMap<Key, (User, bool)> = HashMap::new();
    for event in events {
        let at = event.occurred_at;
        match entries.entry(key(event)) {
            Entry::Occupied(mut entry) => {
                let (user, changed) = entry.get_mut();
                *changed |= user.observe(&event.actor, at);
            }
            Entry::Vacant(entry) => match known.get(entry.key()) {
                Some((user, _)) => {
                    let mut user = user.clone();
                    let changed = user.observe(&event.actor, at);
                    entry.insert((user, changed));
                }
                None => {
                    entry.insert((User::first_seen(&event.actor, at), true));
                }
            },
        }
    }
    let changed = entries.into_iter().filter(|(_, (_, changed))| *changed);
    changed
        .map(|(key, (user, _))| {
            let read = known.get(&key).cloned();
            UserChange { organization_id: key.0, user, read }
        })
        .collect()
}

/// Returns `true` if the actor has a name or an address. Without both, no search by name or address can find
/// the actor.
fn is_named(event: &NewEvent) -> bool {
    event.actor.name.is_some() || event.actor.email.is_some()
}

fn key(event: &NewEvent) -> Key {
    (event.organization_id.clone(), event.actor.id.clone())
}
