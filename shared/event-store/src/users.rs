//! The directory: who acted, under which names and addresses.

use aws_sdk_dynamodb::types::{
    AttributeValue, BatchStatementErrorCodeEnum, BatchStatementRequest, ReturnConsumedCapacity,
};
use event_model::{OrganizationId, User, UserId, fold};

use crate::control_items::{EmailItem, UserItem, attributes, read};
use crate::control_query::Consistency;
use crate::events_insert::{STATEMENTS_PER_BATCH, insert_statement};
use crate::{Store, StoreError, keys};

/// Pages of one megabyte that are read for one address: some 16,000 entries. Only addresses that are made
/// up to share a prefix have more.
const EMAIL_PAGES: usize = 4;

/// A directory entry to write.
#[derive(Debug, Clone)]
pub struct UserChange {
    /// The organisation that the entry is of.
    pub organization_id: OrganizationId,
    /// The entry as it shall be.
    pub user: User,
    /// The version that was read; none for one that was not there.
    pub version: Option<u64>,
}

impl Store {
    /// Writes directory entries, and finds their people by each of their addresses from then on.
    ///
    /// Returns [`StoreError::Conflict`] where somebody else changed an entry since it was read; the
    /// others are written.
    pub async fn users_write(&self, changes: &[UserChange]) -> Result<(), StoreError> {
        let mut statements = Vec::new();
        for UserChange { organization_id, user, version } in changes {
            statements.push((Losing::Conflict, self.user_statement(organization_id, user, *version)?));
            for email in user.email.iter().chain(&user.former_emails) {
                let item = EmailItem::new(organization_id, &fold(email.as_str()), &user.id);
                let item = attributes(item)?.into_iter().collect();
                statements.push((Losing::Fine, insert_statement(&self.control_table, item)));
            }
        }
        let mut result = Ok(());
        for batch in statements.chunks(STATEMENTS_PER_BATCH) {
            let requests = batch.iter().map(|(_, statement)| statement.clone()).collect();
            let response = self
                .dynamodb
                .batch_execute_statement()
                .set_statements(Some(requests))
                .return_consumed_capacity(ReturnConsumedCapacity::Total)
                .send()
                .await
                .map_err(|error| StoreError::sdk("BatchExecuteStatement", error))?;
            self.meter.wrote(response.consumed_capacity());
            for ((losing, _), answer) in batch.iter().zip(response.responses()) {
                let lost = |code: &BatchStatementErrorCodeEnum| {
                    matches!(
                        code,
                        BatchStatementErrorCodeEnum::DuplicateItem
                            | BatchStatementErrorCodeEnum::ConditionalCheckFailed
                    )
                };
                match (answer.error(), losing) {
                    (None, _) => {}
                    (Some(error), Losing::Fine) if error.code().is_some_and(lost) => {}
                    (Some(error), Losing::Conflict) if error.code().is_some_and(lost) => {
                        result = Err(StoreError::Conflict);
                    }
                    (Some(error), _) => {
                        let code = error.code().map_or("none", |code| code.as_str());
                        return Err(StoreError::Throttled {
                            operation: "BatchExecuteStatement",
                            source: format!("a directory statement failed: {code}").into(),
                        });
                    }
                }
            }
        }
        result
    }

    fn user_statement(
        &self,
        organization: &OrganizationId,
        user: &User,
        version: Option<u64>,
    ) -> Result<BatchStatementRequest, StoreError> {
        let item = attributes(UserItem::new(organization, user, version.map_or(1, |read| read + 1)))?;
        let Some(read_version) = version else {
            return Ok(insert_statement(&self.control_table, item.into_iter().collect()));
        };
        let (keys, set): (Vec<_>, Vec<_>) =
            item.into_iter().partition(|(name, _)| matches!(name.as_str(), "pk" | "sk"));
        let assignments = set.iter().map(|(name, _)| format!("SET \"{name}\" = ?")).collect::<Vec<_>>();
        let conditions = keys.iter().map(|(name, _)| format!("\"{name}\" = ?")).collect::<Vec<_>>();
        let text = format!(
            "UPDATE \"{}\" {} WHERE {} AND \"version\" = ?",
            self.control_table,
            assignments.join(" "),
            conditions.join(" AND "),
        );
        let read_version = AttributeValue::N(read_version.to_string());
        let parameters = set.into_iter().chain(keys).map(|(_, value)| value).chain([read_version]);
        BatchStatementRequest::builder()
            .statement(text)
            .set_parameters(Some(parameters.collect()))
            .build()
            .map_err(|error| StoreError::corrupt("a directory statement", error))
    }

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

/// What it means that a statement finds its item as it should not be.
#[derive(Debug, Clone, Copy)]
enum Losing {
    /// It is there already, which is all that was wanted.
    Fine,
    /// Somebody else was faster.
    Conflict,
}
