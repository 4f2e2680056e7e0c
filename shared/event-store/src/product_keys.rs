//! Product keys: what a product shows to send events.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::ReturnConsumedCapacity;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use event_model::{KeyId, Name, OrganizationId, Source, Timestamp};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::control_items::{attributes, control_key, read};
use crate::{Store, StoreError, keys};

/// How the text of every product key begins, so that scanners of leaked secrets know one.
const PREFIX: &str = "am_";
/// Random bytes of a secret: 256 bits, so that a plain hash of it is enough.
const SECRET_BYTES: usize = 32;

/// What a product shows: `am_<key id>_<secret>`.
#[derive(Debug)]
pub struct ProductKeySecret {
    id: KeyId,
    secret: SecretString,
}

impl ProductKeySecret {
    /// Makes a new key out of the system's randomness.
    pub fn generate() -> Result<Self, getrandom::Error> {
        let (mut id, mut secret) = ([0; 8], [0; SECRET_BYTES]);
        getrandom::fill(&mut id)?;
        getrandom::fill(&mut secret)?;
        let id = hex::encode(id).parse().expect("16 hex digits are a key id");
        Ok(Self { id, secret: SecretString::from(URL_SAFE_NO_PAD.encode(secret)) })
    }

    /// Reads a key's text; none when it is not of the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let (id, secret) = text.strip_prefix(PREFIX)?.split_once('_')?;
        let bytes = URL_SAFE_NO_PAD.decode(secret).ok()?;
        let id: KeyId = id.parse().ok()?;
        (id.as_str().len() == 16 && bytes.len() == SECRET_BYTES)
            .then(|| Self { id, secret: SecretString::from(secret.to_owned()) })
    }

    /// Returns the key's public part.
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// Returns the text that a product shows. It is never stored.
    pub fn expose(&self) -> String {
        format!("{PREFIX}{}_{}", self.id, self.secret.expose_secret())
    }

    /// Returns what is stored of the secret.
    fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.secret.expose_secret()).into()
    }
}

/// What a key may be used for: all of a kind, or some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyScope<T: Ord> {
    /// All that there are and will be.
    All,
    /// These.
    Only(BTreeSet<T>),
}

impl<T: Ord> KeyScope<T> {
    /// Tells whether `one` is among them.
    pub fn contains(&self, one: &T) -> bool {
        match self {
            Self::All => true,
            Self::Only(some) => some.contains(one),
        }
    }

    fn from_list(list: Option<BTreeSet<T>>) -> Self {
        list.map_or(Self::All, Self::Only)
    }

    fn to_list(&self) -> Option<BTreeSet<T>>
    where
        T: Clone,
    {
        match self {
            Self::All => None,
            Self::Only(some) => Some(some.clone()),
        }
    }
}

/// A product key, without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductKey {
    /// Its public part.
    pub id: KeyId,
    /// What it is for, in an operator's words.
    pub name: Name,
    /// The sources whose events it may send.
    pub sources: KeyScope<Source>,
    /// The organisations whose events it may send.
    pub organizations: KeyScope<OrganizationId>,
    /// When it was created.
    pub created_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

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
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<i64>,
}

impl Store {
    /// Stores a key, of its secret only a hash.
    pub async fn product_keys_create(
        &self,
        key: &ProductKey,
        secret: &ProductKeySecret,
    ) -> Result<(), StoreError> {
        let ProductKey { id, name, sources, organizations, created_at, revoked_at } = key;
        let item = ProductKeyItem {
            pk: keys::product_key_pk(id),
            sk: keys::PRODUCT_KEY_SK.to_owned(),
            name: name.clone(),
            digest: secret.digest().to_vec(),
            sources: sources.to_list(),
            organizations: organizations.to_list(),
            created_at: created_at.millis(),
            revoked_at: revoked_at.map(Timestamp::millis),
        };
        let response = self
            .dynamodb
            .put_item()
            .table_name(&*self.control_table)
            .set_item(Some(attributes(item)?))
            .condition_expression("attribute_not_exists(pk)")
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("PutItem", error))?;
        self.meter.wrote(response.consumed_capacity());
        Ok(())
    }

    /// Returns the key that `secret` belongs to, unless it is unknown, wrong or revoked.
    pub async fn product_keys_verify(
        &self,
        secret: &ProductKeySecret,
    ) -> Result<Option<ProductKey>, StoreError> {
        let response = self
            .dynamodb
            .get_item()
            .table_name(&*self.control_table)
            .set_key(Some(control_key(&keys::product_key_pk(&secret.id), keys::PRODUCT_KEY_SK)))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("GetItem", error))?;
        self.meter.has_read(response.consumed_capacity());
        let Some(item) = response.item else { return Ok(None) };
        let ProductKeyItem { pk, sk: _, name, digest, sources, organizations, created_at, revoked_at } =
            read(item)?;
        // In constant time: how long it takes must not tell how much of a guess is right.
        if !bool::from(digest.ct_eq(&secret.digest())) || revoked_at.is_some() {
            return Ok(None);
        }
        let created_at =
            Timestamp::from_millis(created_at).ok_or_else(|| StoreError::corrupt(pk, "created_at"))?;
        Ok(Some(ProductKey {
            id: secret.id.clone(),
            name,
            sources: KeyScope::from_list(sources),
            organizations: KeyScope::from_list(organizations),
            created_at,
            revoked_at: None,
        }))
    }
}
