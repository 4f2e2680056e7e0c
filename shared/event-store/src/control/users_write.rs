//! Writes directory entries.

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
    /// The entry is written. A search for its addresses finds it.
    Written,
    /// The entry was changed since it was read: read it again.
    Changed,
    /// The write may succeed later.
    Busy,
    /// DynamoDB refuses it as invalid: the same change always fails.
    Refused,
}

impl Control {
    /// Writes directory entries, and a row for each of their addresses. A search for the address uses this
    /// row. Returns one result for each change.
    ///
    /// Writes the rows of addresses first, and an entry only if its rows exist. Thus an address in an entry
    /// proves that the address has a row. A later change then writes only the new addresses.
    pub async fn users_write(&self, changes: &[UserChange]) -> Vec<UserWrite> {
        let (addresses, keys) = self.address_statements(changes);
        let mut written = self.table.execute_statements(addresses).await;
        // A row never changes, so an existing row is as good as a new one.
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
                        // The second change of an entry is based on the state before the first.
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

    /// Returns the statements for the new addresses, and the keys of each change's rows.
    fn address_statements(&self, changes: &[UserChange]) -> (ItemStatements, Vec<Vec<ItemKey>>) {
        let mut statements = ItemStatements::default();
        let keys = changes.iter().map(|change| {
            let items = new_addresses(change).into_iter().filter_map(|folded| {
                let item = EmailItem::new(&change.organization_id, &folded, &change.user.id);
                // An address whose key is too long has no row. The entry keeps it, but only a search by name
                // or text finds it.
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

/// Returns the folded addresses of the new entry that are not in the entry that was read.
///
/// A set: addresses that differ only in case or accents have the same key.
fn new_addresses(change: &UserChange) -> BTreeSet<String> {
    let addresses = |user: &User| -> BTreeSet<String> {
        user.email.iter().chain(&user.former_emails).map(|email| fold(email.as_str())).collect()
    };
    let known = change.read.as_ref().map(|(user, _)| addresses(user)).unwrap_or_default();
    addresses(&change.user).difference(&known).cloned().collect()
}

/// Returns the result of a change from the results of its statements.
fn worst(results: impl IntoIterator<Item = StatementResult>) -> UserWrite {
    let writes = results.into_iter().map(|result| match result {
        StatementResult::Executed => UserWrite::Written,
        StatementResult::Conflict => UserWrite::Changed,
        StatementResult::Retryable => UserWrite::Busy,
        StatementResult::Invalid => UserWrite::Refused,
    });
    // A statement that never succeeds decides: a retry of the others does not help.
    writes.fold(UserWrite::Written, |worst, write| match (worst, write) {
        (UserWrite::Refused, _) | (_, UserWrite::Refused) => UserWrite::Refused,
        (UserWrite::Written, write) => write,
        (worst, _) => worst,
    })
}

#[cfg(test)]
mod tests;
