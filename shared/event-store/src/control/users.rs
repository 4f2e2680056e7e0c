//! The directory: the people who acted, with their names and e-mail addresses.

use event_model::{Email, Name, OrganizationId, Timestamp, User, UserId, fold};
use serde::{Deserialize, Serialize};

use crate::control::keys;
use crate::dynamodb::item::from_item;
use crate::dynamodb::stored::millis;
use crate::dynamodb::table::{Consistency, ItemPage, PrefixQuery};
use crate::{Control, StoreError};

/// Maximum pages of one megabyte per address: about 16,000 entries. Only addresses that were chosen to share a prefix
/// have more.
const EMAIL_PAGES: usize = 4;

/// The row of a directory entry.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct UserItem {
    pub(crate) pk: String,
    pub(crate) sk: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Email>,
    #[serde(default)]
    former_emails: Vec<Email>,
    #[serde(default)]
    former_names: Vec<Name>,
    #[serde(with = "millis")]
    seen_at: Timestamp,
    version: u64,
}

impl UserItem {
    pub(crate) fn new(organization: &OrganizationId, user: &User, version: u64) -> Self {
        let User { id, name, email, former_emails, former_names, seen_at } = user;
        Self {
            pk: keys::users_pk(organization),
            sk: keys::user_sk(id),
            name: name.clone(),
            email: email.clone(),
            former_emails: former_emails.clone(),
            former_names: former_names.clone(),
            seen_at: *seen_at,
            version,
        }
    }

    /// Returns the entry and its version.
    pub(crate) fn into_user(self) -> Result<(User, u64), StoreError> {
        let Self { pk, sk, name, email, former_emails, former_names, seen_at, version } = self;
        let id = keys::parse_user_sk(&sk).ok_or_else(|| {
            StoreError::corrupt(format!("{pk} {sk}"), "has a sort key that is not a user's")
        })?;
        Ok((User { id, name, email, former_emails, former_names, seen_at }, version))
    }
}

/// The row that finds a person by an e-mail address that they have or had.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EmailItem {
    pub(crate) pk: String,
    pub(crate) sk: String,
    email: String,
    pub(crate) user: UserId,
}

impl EmailItem {
    /// Returns the row for `user` under `folded`, an address as [`event_model::fold`] returns it.
    pub(crate) fn new(organization: &OrganizationId, folded: &str, user: &UserId) -> Self {
        Self {
            pk: keys::users_pk(organization),
            sk: keys::email_sk(folded, user),
            email: folded.to_owned(),
            user: user.clone(),
        }
    }
}

impl Control {
    /// Returns the ids of the people who have or had the address `email`, ignoring case; `None` if there are more than
    /// `most`.
    pub async fn users_by_email(
        &self,
        organization: &OrganizationId,
        email: &str,
        most: usize,
    ) -> Result<Option<Vec<UserId>>, StoreError> {
        let folded = fold(email);
        let (pk, prefix) = (keys::users_pk(organization), keys::email_sk_prefix(&folded));
        let mut users = Vec::new();
        let mut start = None;
        for _ in 0..EMAIL_PAGES {
            let query = PrefixQuery {
                pk: &pk,
                sk_prefix: &prefix,
                newest_first: false,
                start,
                limit: None,
                consistency: Consistency::Strong,
            };
            let ItemPage { items, next } = self.table.query_prefix(query).await?;
            for item in items {
                let item = from_item::<EmailItem>(item)?;
                // An address can contain the character that ends the prefix.
                if item.email == folded {
                    users.push(item.user);
                }
            }
            if users.len() > most {
                return Ok(None);
            }
            if next.is_none() {
                return Ok(Some(users));
            }
            start = next;
        }
        Ok(None)
    }
}
