//! Unsubscribe links of digests.
//!
//! A link has a random token. Only the hash of the token is stored, so that a reader of the table cannot use it.

use chrono::Duration;
use event_model::{OrganizationId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::deliveries::notifications::keys;
use crate::dynamodb::item::{from_item, item_key, to_item};
use crate::dynamodb::stored::seconds;
use crate::{Control, StoreError};

/// Time for which a link works: longer than people keep an unread digest.
const KEPT: Duration = Duration::days(400);

/// The row of a link.
#[derive(Debug, Serialize, Deserialize)]
struct LinkItem {
    pk: String,
    sk: String,
    organization: OrganizationId,
    user: UserId,
    #[serde(with = "seconds")]
    expires_at: Timestamp,
}

impl Control {
    /// Stores an unsubscribe link of a person. `token` is its random part.
    pub async fn unsubscribe_links_create(
        &self,
        organization: &OrganizationId,
        user: &UserId,
        token: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let item = LinkItem {
            pk: pk(token),
            sk: keys::LINK_SK.to_owned(),
            organization: organization.clone(),
            user: user.clone(),
            expires_at: now.plus(KEPT),
        };
        self.table.insert(to_item(item)?).await.map(drop)
    }

    /// Returns the organization and the person of an unsubscribe link; `None` if no such link was sent or it has expired.
    pub async fn unsubscribe_links_get(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<(OrganizationId, UserId)>, StoreError> {
        let Some(item) = self.table.get(item_key(&pk(token), keys::LINK_SK)).await? else { return Ok(None) };
        let LinkItem { pk: _, sk: _, organization, user, expires_at } = from_item(item)?;
        Ok((expires_at > now).then_some((organization, user)))
    }
}

fn pk(token: &str) -> String {
    keys::unsubscribe_pk(&Sha256::digest(token).into())
}
