//! The directory: who acted, under which names and addresses.

use event_model::{OrganizationId, UserId, fold};

use crate::control::items::{EmailItem, read};
use crate::control::query::Consistency;
use crate::{Control, StoreError, keys};

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
            let (items, next) = self.control_query(&pk, &prefix, start, Consistency::Strong).await?;
            for item in items {
                let item = read::<EmailItem>(item)?;
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
