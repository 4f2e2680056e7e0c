//! Searches the directory, a bounded part per request.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use event_model::{OrganizationId, SearchWords, User, UserId};

use crate::control::keys;
use crate::control::users::UserItem;
use crate::dynamodb::item::{from_item, item_key, key_of};
use crate::dynamodb::table::{Consistency, ItemPage, PrefixQuery};
use crate::{Control, StoreError};

/// Maximum pages of one megabyte per request, 128 read units each: 8,000 people of 500 bytes. One caller must not use
/// up the throughput of the partition.
const PAGES: usize = 4;

/// Maximum bounded parts of one search of a whole directory: 64,000 people of 500 bytes.
const SEARCHES: usize = 8;

/// One page of a search.
#[derive(Debug)]
pub struct UsersPage {
    /// The people, ordered by id.
    pub users: Vec<User>,
    /// Where the next page starts; `None` on the last page.
    pub next: Option<UserPosition>,
}

/// The position where a search stopped. Its text is a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserPosition(UserId);

/// The text is not the position of a person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor that this endpoint returned")]
pub struct InvalidUserPosition;

impl UserPosition {
    /// Returns the position of `user`.
    pub fn of(user: &User) -> Self {
        Self(user.id.clone())
    }
}

impl fmt::Display for UserPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0.as_str()))
    }
}

impl FromStr for UserPosition {
    type Err = InvalidUserPosition;
    fn from_str(text: &str) -> Result<Self, InvalidUserPosition> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).map_err(|_| InvalidUserPosition)?;
        let id = String::from_utf8(bytes).ok().and_then(|id| UserId::try_from(id).ok());
        id.map(Self).ok_or(InvalidUserPosition)
    }
}

/// The people whom a search of a whole directory found.
#[derive(Debug)]
pub struct FoundUsers {
    /// The people, ordered by id.
    pub users: Vec<User>,
    /// Whether the directory was read to its end.
    pub is_complete: bool,
}

impl Control {
    /// Returns the people of an organization who match every word: at most `max`, and of at most `SEARCHES` bounded parts
    /// of the directory. Eventually consistent.
    pub async fn users_find(
        &self,
        organization: &OrganizationId,
        words: &SearchWords,
        max: usize,
    ) -> Result<FoundUsers, StoreError> {
        let (mut users, mut next) = (Vec::new(), None);
        for _ in 0..SEARCHES {
            let page = self.users_search(organization, words, max - users.len(), next.as_ref()).await?;
            users.extend(page.users);
            next = page.next;
            if next.is_none() || users.len() >= max {
                break;
            }
        }
        Ok(FoundUsers { users, is_complete: next.is_none() })
    }

    /// Returns at most `limit` people of an organization who match every word, starting after a position. Eventually
    /// consistent.
    ///
    /// Bounded by `PAGES`, so a page can be short or empty and still have a `next`.
    pub async fn users_search(
        &self,
        organization: &OrganizationId,
        words: &SearchWords,
        limit: usize,
        after: Option<&UserPosition>,
    ) -> Result<UsersPage, StoreError> {
        let pk = keys::users_pk(organization);
        let mut users = Vec::new();
        let mut start = after.map(|UserPosition(user)| item_key(&pk, &keys::user_sk(user)));
        for _ in 0..PAGES {
            let query = PrefixQuery {
                pk: &pk,
                sk_prefix: keys::USER_SK_PREFIX,
                newest_first: false,
                start,
                limit: None,
                consistency: Consistency::Eventual,
            };
            let ItemPage { items, next } = self.table.query_prefix(query).await?;
            let mut items = items.into_iter();
            while let Some(item) = items.next() {
                let (user, _) = from_item::<UserItem>(item)?.into_user()?;
                if !user.matches(words) {
                    continue;
                }
                let position = UserPosition::of(&user);
                users.push(user);
                if users.len() == limit {
                    let may_have_more = items.next().is_some() || next.is_some();
                    return Ok(UsersPage { users, next: may_have_more.then_some(position) });
                }
            }
            if next.is_none() {
                return Ok(UsersPage { users, next: None });
            }
            start = next;
        }
        let last = start.as_ref().and_then(key_of).and_then(|(_, sk)| keys::parse_user_sk(sk));
        let last = last.ok_or_else(|| StoreError::corrupt(pk, "ends a page and is not a person"))?;
        Ok(UsersPage { users, next: Some(UserPosition(last)) })
    }
}
