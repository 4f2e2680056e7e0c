//! Writes the directory.

use std::collections::{BTreeMap, BTreeSet};

use event_model::{OrganizationId, User, fold};

use crate::control::keys;
use crate::control::users::{EmailItem, UserItem};
use crate::dynamodb::batch::{ItemStatements, StatementResult};
use crate::dynamodb::error::error_chain;
use crate::dynamodb::item::{ItemKey, to_item};
use crate::dynamodb::statement::Statement;
use crate::{Control, StoreError};

/// A directory entry to write.
#[derive(Debug, Clone)]
pub struct UserChange {
    /// The organization of the entry.
    pub organization_id: OrganizationId,
    /// The new entry.
    pub user: User,
    /// The entry that was read, with its version; `None` for a new one.
    pub read: Option<(User, u64)>,
}

/// The result of one [`UserChange`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserWrite {
    /// The entry is written, and its addresses find it.
    Written,
    /// The entry was changed since it was read: read it again.
    Changed,
    /// It may be written later.
    Busy,
    /// DynamoDB refuses it as invalid: the same change always fails.
    Refused,
}

impl Control {
    /// Writes directory entries, and lets each of their addresses find them. Returns one result for each change.
    ///
    /// The rows of addresses come first, and an entry follows only when its rows are there: an entry that names an
    /// address is the proof that the address has a row, so that a later change writes only the addresses that are new.
    pub async fn users_write(&self, changes: &[UserChange]) -> Vec<UserWrite> {
        let (addresses, keys) = self.address_statements(changes);
        let mut written = self.table.execute_statements(addresses).await;
        // A row that exists is as good as a new one: it never changes.
        written.values_mut().filter(|result| **result == StatementResult::Conflict).for_each(|result| {
            *result = StatementResult::Executed;
        });
        let mut results: Vec<UserWrite> = keys
            .iter()
            .map(|keys| {
                worst(keys.iter().map(|key| written.get(key).copied().unwrap_or(StatementResult::Retryable)))
            })
            .collect();

        let mut entries = ItemStatements::default();
        let mut entry_of = BTreeMap::new();
        for (index, change) in changes.iter().enumerate() {
            if results[index] != UserWrite::Written {
                continue;
            }
            match self.entry_statement(change) {
                Ok((key, statement)) => {
                    if entries.add(key.clone(), statement) {
                        entry_of.insert(index, key);
                    } else {
                        // A second change of one entry was made from the state before the first.
                        results[index] = UserWrite::Changed;
                    }
                }
                Err(error) => {
                    tracing::error!(error = error_chain(&error), "directory entry not built");
                    results[index] = UserWrite::Refused;
                }
            }
        }
        let written = self.table.execute_statements(entries).await;
        for (index, key) in entry_of {
            results[index] = worst(written.get(&key).copied());
        }
        results
    }

    /// Returns the statements for the addresses that are new, and the keys of each change's rows.
    fn address_statements(&self, changes: &[UserChange]) -> (ItemStatements, Vec<Vec<ItemKey>>) {
        let mut statements = ItemStatements::default();
        let keys = changes.iter().map(|change| {
            let items = new_addresses(change).into_iter().filter_map(|folded| {
                let item = EmailItem::new(&change.organization_id, &folded, &change.user.id);
                // The entry keeps an address whose key is too long; only a search by name or text finds it then.
                (item.sk.len() <= keys::SORT_KEY_BYTES).then_some(item)
            });
            let keys = items.filter_map(|item| {
                let key = (item.pk.clone(), item.sk.clone());
                statements.add(key.clone(), Statement::insert(&self.table.name, to_item(item).ok()?));
                Some(key)
            });
            keys.collect()
        });
        let keys = keys.collect();
        (statements, keys)
    }

    /// Returns the statement that writes the entry unless it was changed since it was read.
    fn entry_statement(&self, change: &UserChange) -> Result<(ItemKey, Statement), StoreError> {
        let UserChange { organization_id, user, read } = change;
        let version = read.as_ref().map(|(_, version)| *version);
        let item = UserItem::new(organization_id, user, version.map_or(1, |read| read + 1));
        let key = (item.pk.clone(), item.sk.clone());
        let item = to_item(item)?;
        let statement = match version {
            Some(version) => Statement::update(&self.table.name, item, version),
            None => Statement::insert(&self.table.name, item),
        };
        Ok((key, statement))
    }
}

/// Returns the folded addresses that the entry has and did not have when it was read.
///
/// A set: addresses that differ in case or accents only are one key.
fn new_addresses(change: &UserChange) -> BTreeSet<String> {
    let addresses = |user: &User| -> BTreeSet<String> {
        user.email.iter().chain(&user.former_emails).map(|email| fold(email.as_str())).collect()
    };
    let known = change.read.as_ref().map(|(user, _)| addresses(user)).unwrap_or_default();
    addresses(&change.user).difference(&known).cloned().collect()
}

/// Returns the result of a change from those of its statements.
fn worst(results: impl IntoIterator<Item = StatementResult>) -> UserWrite {
    let writes = results.into_iter().map(|result| match result {
        StatementResult::Executed => UserWrite::Written,
        StatementResult::Conflict => UserWrite::Changed,
        StatementResult::Retryable => UserWrite::Busy,
        StatementResult::Invalid => UserWrite::Refused,
    });
    // One that never succeeds decides: waiting for the others does not help.
    writes.fold(UserWrite::Written, |worst, write| match (worst, write) {
        (UserWrite::Refused, _) | (_, UserWrite::Refused) => UserWrite::Refused,
        (UserWrite::Written, write) => write,
        (worst, _) => worst,
    })
}

#[cfg(test)]
mod tests;
