//! Reader keys, with which programs read the feed of one organization.

use std::collections::BTreeMap;

use event_model::{KeyId, Name, NewEvent, OrganizationId, OrganizationState, Timestamp, UserId, limits};
use serde::{Deserialize, Serialize};

use crate::control::api_keys::KeyList;
use crate::control::keys::{self, KeyPosition};
use crate::control::list::Listed;
use crate::dynamodb::conflict::ConflictRetry;
use crate::dynamodb::item::{Item, from_item, item_key, number, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::{millis, optional_millis};
use crate::{Control, ReaderKey, ReaderKeySecret, Store, StoreError};

/// Maximum attempts at a transaction that conflicts with another change of the organization's keys.
const TRANSACTION_ATTEMPTS: u32 = 6;

/// The row of a reader key.
#[derive(Debug, Serialize, Deserialize)]
struct ReaderKeyItem {
    pk: String,
    sk: String,
    name: Name,
    organization: OrganizationId,
    #[serde(with = "serde_bytes")]
    digest: Vec<u8>,
    #[serde(with = "millis")]
    created_at: Timestamp,
    created_by: UserId,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    revoked_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    last_used_at: Option<Timestamp>,
}

impl ReaderKeyItem {
    fn new(key: &ReaderKey, secret: &ReaderKeySecret) -> Self {
        let ReaderKey { id, name, organization_id, created_at, created_by, revoked_at, last_used_at } = key;
        Self {
            pk: keys::reader_key_pk(id),
            sk: keys::API_KEY_SK.to_owned(),
            name: name.clone(),
            organization: organization_id.clone(),
            digest: secret.digest().to_vec(),
            created_at: *created_at,
            created_by: created_by.clone(),
            revoked_at: *revoked_at,
            last_used_at: *last_used_at,
        }
    }

    fn into_key(self) -> Result<ReaderKey, StoreError> {
        let Self {
            pk,
            sk: _,
            name,
            organization,
            digest: _,
            created_at,
            created_by,
            revoked_at,
            last_used_at,
        } = self;
        let id = keys::parse_reader_key_pk(&pk)
            .ok_or_else(|| StoreError::corrupt(&pk, "has a partition that is not a reader key's"))?;
        Ok(ReaderKey {
            id,
            name,
            organization_id: organization,
            created_at,
            created_by,
            revoked_at,
            last_used_at,
        })
    }
}

/// The number of an organization's keys that are not revoked. Each creation and revocation changes it in its
/// transaction, so that concurrent requests cannot exceed the limit.
#[derive(Debug, Serialize, Deserialize)]
struct ReaderKeyCountItem {
    pk: String,
    sk: String,
    unrevoked: usize,
}

impl Store {
    /// Stores a key with the hash of its secret and records the audit event `event`, in one transaction. Returns
    /// `false` if the organization already has the maximum number of keys that are not revoked.
    pub async fn reader_keys_create(
        &self,
        key: &ReaderKey,
        secret: &ReaderKeySecret,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        let organization = &key.organization_id;
        let pk = keys::reader_keys_pk(organization);
        let table = &self.control.table.name;
        let mut retry = ConflictRetry::new(TRANSACTION_ATTEMPTS);
        loop {
            let unrevoked = self.control.reader_key_count(organization).await?;
            let count = match unrevoked {
                Some(count) if count >= limits::READER_KEYS_PER_ORGANIZATION => return Ok(false),
                Some(count) => set_count(table, &pk, count, count + 1),
                None => {
                    let sk = keys::READER_KEY_COUNT_SK.to_owned();
                    let count = ReaderKeyCountItem { pk: pk.clone(), sk, unrevoked: 1 };
                    Statement::insert(table, to_item(count)?)
                }
            };
            let statements = vec![
                Statement::insert(table, to_item(ReaderKeyItem::new(key, secret))?),
                Statement::insert(table, list_of(&pk).item(&KeyPosition::new(key.created_at, &key.id))),
                count,
                self.events.monitor_event_statement(event, state, &state.settings, key.created_at)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(true),
                Err(error) => retry.after(error).await?,
            }
        }
    }

    /// Revokes `key` at the time of `event` and records the event, in one transaction. Does nothing if the key is
    /// revoked: a revocation is exactly one event.
    pub async fn reader_keys_revoke(
        &self,
        key: &ReaderKey,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let ReaderKey { id, organization_id: organization, .. } = key;
        let pk = keys::reader_keys_pk(organization);
        let table = &self.control.table.name;
        let at = event.occurred_at;
        let mut retry = ConflictRetry::new(TRANSACTION_ATTEMPTS);
        loop {
            // Before the key: a key that is read as not revoked is then counted.
            let count = self.control.reader_key_count(organization).await?;
            let current = self.control.reader_keys_get(organization, id).await?;
            if current.is_none_or(|current| current.revoked_at.is_some()) {
                return Ok(());
            }
            let (count, left) = count
                .and_then(|count| Some((count, count.checked_sub(1)?)))
                .ok_or_else(|| StoreError::corrupt(&pk, "does not count a key that is not revoked"))?;
            let statements = vec![
                Statement::set_once(table, item_of(id), "revoked_at", number(at.millis())),
                set_count(table, &pk, count, left),
                self.events.monitor_event_statement(event, state, &state.settings, at)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(()),
                // Another request revoked it, used it, or changed the number of keys.
                Err(error) => retry.after(error).await?,
            }
        }
    }
}

impl Control {
    /// Returns the key of `secret`; `None` if it is unknown, wrong or revoked.
    pub async fn reader_keys_verify(
        &self,
        secret: &ReaderKeySecret,
    ) -> Result<Option<ReaderKey>, StoreError> {
        let Some(item) = self.reader_key_item(secret.id()).await? else { return Ok(None) };
        if !secret.has_digest(&item.digest) || item.revoked_at.is_some() {
            return Ok(None);
        }
        item.into_key().map(Some)
    }

    /// Returns a key of an organization; `None` if the organization has no such key.
    pub async fn reader_keys_get(
        &self,
        organization: &OrganizationId,
        id: &KeyId,
    ) -> Result<Option<ReaderKey>, StoreError> {
        let key = self.reader_key_item(id).await?.map(ReaderKeyItem::into_key).transpose()?;
        // The partition of a key does not name its organization: without this, an admin could revoke the key of
        // another organization by its id.
        Ok(key.filter(|key| key.organization_id == *organization))
    }

    /// Returns one page of the keys of an organization, including revoked ones, newest first.
    pub async fn reader_keys_page(
        &self,
        organization: &OrganizationId,
        after: Option<&KeyPosition>,
        limit: u16,
    ) -> Result<Listed<ReaderKey, KeyPosition>, StoreError> {
        let pk = keys::reader_keys_pk(organization);
        let read = |item| {
            let key = from_item::<ReaderKeyItem>(item)?.into_key()?;
            // The list of one organization never shows a key of another, even if an item is wrong.
            if key.organization_id == *organization {
                Ok(key)
            } else {
                Err(StoreError::corrupt(format!("{pk} {}", key.id), "lists a key of another organization"))
            }
        };
        self.api_keys_page(list_of(&pk), after, limit, read).await
    }

    /// Records the use of a key, at most once an hour.
    ///
    /// A call that records nothing still costs a write unit: check [`ReaderKey::touch_is_due`] first.
    pub async fn reader_keys_touch(&self, id: &KeyId, now: Timestamp) -> Result<(), StoreError> {
        self.api_key_touch(&keys::reader_key_pk(id), now).await
    }

    async fn reader_key_item(&self, id: &KeyId) -> Result<Option<ReaderKeyItem>, StoreError> {
        self.table.get(item_of(id)).await?.map(from_item).transpose()
    }

    async fn reader_key_count(&self, organization: &OrganizationId) -> Result<Option<usize>, StoreError> {
        let key = item_key(&keys::reader_keys_pk(organization), keys::READER_KEY_COUNT_SK);
        let item: Option<ReaderKeyCountItem> = self.table.get(key).await?.map(from_item).transpose()?;
        Ok(item.map(|item| item.unrevoked))
    }
}

fn item_of(id: &KeyId) -> Item {
    item_key(&keys::reader_key_pk(id), keys::API_KEY_SK)
}

fn list_of(pk: &str) -> KeyList<'_> {
    KeyList { pk, sk_prefix: keys::READER_KEY_SK_PREFIX, key_pk: keys::reader_key_pk }
}

/// Returns the statement that changes the number of keys from `read` to `count`. It conflicts if the number is another.
fn set_count(table: &str, pk: &str, read: usize, count: usize) -> Statement {
    let key = item_key(pk, keys::READER_KEY_COUNT_SK);
    let set = BTreeMap::from([("unrevoked", number(count))]);
    Statement::set_if(table, key, set, ("unrevoked", number(read)))
}
