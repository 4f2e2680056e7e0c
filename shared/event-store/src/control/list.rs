//! Lists items page by page.

use crate::dynamodb::item::{Item, item_key, key_of};
use crate::dynamodb::table::{Consistency, ItemPage, PrefixQuery};
use crate::{Control, StoreError};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T, P> {
    /// The items.
    pub items: Vec<T>,
    /// The position after which the next page starts; `None` on the last page.
    pub next: Option<P>,
}

/// Items of one partition, in an order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List<'a> {
    pub(crate) pk: &'a str,
    /// Prefix of the sort keys; empty for the whole partition.
    pub(crate) prefix: &'a str,
    pub(crate) newest_first: bool,
}

impl Control {
    /// Returns at most `limit` items of `list` after the sort key `after`.
    pub(crate) async fn list(
        &self,
        list: List<'_>,
        after: Option<&str>,
        limit: u16,
    ) -> Result<Listed<Item, String>, StoreError> {
        let List { pk, prefix, newest_first } = list;
        let query = PrefixQuery {
            pk,
            sk_prefix: prefix,
            newest_first,
            start: after.map(|sk| item_key(pk, sk)),
            // One more item than requested shows whether there is a next page.
            limit: Some(i32::from(limit) + 1),
            consistency: Consistency::Strong,
        };
        let ItemPage { mut items, next } = self.table.query_prefix(query).await?;
        // A page also ends at 1 MB.
        let more = items.len() > usize::from(limit) || (next.is_some() && !items.is_empty());
        items.truncate(limit.into());
        let next = items.last().filter(|_| more).and_then(key_of).map(|(_, sk)| sk.to_owned());
        Ok(Listed { items, next })
    }
}
