//! The directory: who acted, under which names and addresses.

use event_model::{OrganizationId, UserId, fold};

use crate::control::items::EmailItem;
use crate::control::keys;
use crate::dynamodb::item::from_item;
use crate::dynamodb::table::{Consistency, ItemPage, PrefixQuery};
use crate::{Control, StoreError};

/// Pages of one megabyte that are read for one address: some 16,000 entries. Only addresses that are made
/// up to share a prefix have more.
const EMAIL_PAGES: usize = 4;

impl Control {
    /// Returns the ids of the people who have or had the address `email`, in any case, or `None` if they are
    /// more than `most`.
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
                // An address may hold the character that ends the prefix: the item itself decides.
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
