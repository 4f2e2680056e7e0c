//! Product keys, with which products send events.

use std::collections::BTreeSet;

use event_model::{KeyId, Name, OrganizationId, Source, Timestamp};
use serde::{Deserialize, Serialize};

use crate::control::api_keys::KeyList;
use crate::control::keys::{self, KeyPosition};
use crate::control::list::Listed;
use crate::dynamodb::conflict::ConflictRetry;
use crate::dynamodb::item::{from_item, item_key, number, text, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::{millis, optional_millis};
use crate::{Control, KeyScope, ProductKey, ProductKeySecret, StoreError};

/// Maximum attempts at a revocation. The only other write is the use of the key, once an hour.
const REVOKE_ATTEMPTS: u32 = 5;

/// The list of all product keys.
const LIST: KeyList<'static> =
    KeyList { pk: keys::PRODUCT_KEYS_PK, sk_prefix: "", key_pk: keys::product_key_pk };

#[derive(Debug, Serialize, Deserialize)]
struct ProductKeyItem {
    pk: String,
    sk: String,
    name: Name,
    #[serde(with = "serde_bytes")]
    digest: Vec<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<BTreeSet<Source>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    organizations: Option<BTreeSet<OrganizationId>>,
    backfill: bool,
    #[serde(with = "millis")]
    created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    revoked_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    last_used_at: Option<Timestamp>,
    /// The last organization, in order of ids, that has the event of the revocation.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_to: Option<OrganizationId>,
}

/// A revoked key, and the progress of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// The key.
    pub key: ProductKey,
    /// The last organization, in order of ids, that has the event; `None` if none has.
    pub told_to: Option<OrganizationId>,
}

impl ProductKeyItem {
    fn new(key: &ProductKey, secret: &ProductKeySecret) -> Self {
        let ProductKey { id, name, sources, organizations, backfill, created_at, revoked_at, last_used_at } =
            key;
        Self {
            pk: keys::product_key_pk(id),
            sk: keys::API_KEY_SK.to_owned(),
            name: name.clone(),
            digest: secret.digest().to_vec(),
            sources: sources.to_list(),
            organizations: organizations.to_list(),
            backfill: *backfill,
            created_at: *created_at,
            revoked_at: *revoked_at,
            last_used_at: *last_used_at,
            told_to: None,
        }
    }

    fn into_key(self) -> Result<ProductKey, StoreError> {
        let Self { pk, name, sources, organizations, backfill, created_at, revoked_at, last_used_at, .. } =
            self;
        let id = keys::parse_product_key_pk(&pk)
            .ok_or_else(|| StoreError::corrupt(&pk, "has a partition that is not a product key's"))?;
        Ok(ProductKey {
            id,
            name,
            sources: KeyScope::from_list(sources),
            organizations: KeyScope::from_list(organizations),
            backfill,
            created_at,
            revoked_at,
            last_used_at,
        })
    }
}

impl Control {
    /// Stores a key with the hash of its secret.
    pub async fn product_keys_create(
        &self,
        key: &ProductKey,
        secret: &ProductKeySecret,
    ) -> Result<(), StoreError> {
        let item = to_item(ProductKeyItem::new(key, secret))?;
        let listed = LIST.item(&KeyPosition::new(key.created_at, &key.id));
        let statements = [item, listed].map(|item| Statement::insert(&self.table.name, item));
        self.table.execute_transaction(statements.into()).await
    }

    /// Returns the key of `secret`; `None` if it is unknown, wrong or revoked.
    pub async fn product_keys_verify(
        &self,
        secret: &ProductKeySecret,
    ) -> Result<Option<ProductKey>, StoreError> {
        let Some(item) = self.product_key_item(secret.id()).await? else { return Ok(None) };
        if !secret.has_digest(&item.digest) || item.revoked_at.is_some() {
            return Ok(None);
        }
        item.into_key().map(Some)
    }

    /// Returns a key, also if it is revoked.
    pub async fn product_keys_get(&self, id: &KeyId) -> Result<Option<ProductKey>, StoreError> {
        self.product_key_item(id).await?.map(ProductKeyItem::into_key).transpose()
    }

    /// Returns one page of all keys, including revoked ones, newest first.
    pub async fn product_keys_page(
        &self,
        after: Option<&KeyPosition>,
        limit: u16,
    ) -> Result<Listed<ProductKey, KeyPosition>, StoreError> {
        self.api_keys_page(LIST, after, limit, |item| from_item::<ProductKeyItem>(item)?.into_key()).await
    }

    /// Revokes a key and returns it; `None` if it does not exist. Idempotent.
    pub async fn product_keys_revoke(
        &self,
        id: &KeyId,
        at: Timestamp,
    ) -> Result<Option<Revocation>, StoreError> {
        let mut retry = ConflictRetry::new(REVOKE_ATTEMPTS);
        loop {
            let Some(item) = self.product_key_item(id).await? else { return Ok(None) };
            let told_to = item.told_to.clone();
            let key = item.into_key()?;
            if key.revoked_at.is_some() {
                return Ok(Some(Revocation { key, told_to }));
            }
            let revoke = Statement::set_once(
                &self.table.name,
                item_key(&keys::product_key_pk(id), keys::API_KEY_SK),
                "revoked_at",
                number(at.millis()),
            );
            match self.table.execute_transaction(vec![revoke]).await {
                Ok(()) => {
                    let key = ProductKey { revoked_at: Some(at), ..key };
                    return Ok(Some(Revocation { key, told_to }));
                }
                // Another request revoked or used it.
                Err(error) => retry.after(error).await?,
            }
        }
    }

    /// Records that the organizations up to `organization`, in order of ids, have the event of the revocation.
    pub async fn product_keys_told(
        &self,
        id: &KeyId,
        organization: &OrganizationId,
    ) -> Result<(), StoreError> {
        let key = item_key(&keys::product_key_pk(id), keys::API_KEY_SK);
        let told_to = text(organization.as_str());
        self.table.execute_transaction(vec![Statement::set(&self.table.name, key, "told_to", told_to)]).await
    }

    /// Records the use of a key, at most once an hour.
    ///
    /// A call that records nothing still costs a write unit: check [`ProductKey::touch_is_due`] first.
    pub async fn product_keys_touch(&self, id: &KeyId, now: Timestamp) -> Result<(), StoreError> {
        self.api_key_touch(&keys::product_key_pk(id), now).await
    }

    async fn product_key_item(&self, id: &KeyId) -> Result<Option<ProductKeyItem>, StoreError> {
        let item = self.table.get(item_key(&keys::product_key_pk(id), keys::API_KEY_SK)).await?;
        item.map(from_item).transpose()
    }
}
