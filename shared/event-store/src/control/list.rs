//! Reading a list of `control` items page by page.

use crate::dynamodb::item::{Item, item_key, key_of};
use crate::dynamodb::table::{Consistency, ItemPage, PrefixQuery};
use crate::{Control, StoreError};

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T, P> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where to go on: the position of the last item; none on the last page.
    pub next: Option<P>,
}

/// Which items, in which order.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List<'a> {
    pub(crate) pk: &'a str,
    /// How their sort keys begin; any where this is empty.
    pub(crate) prefix: &'a str,
    pub(crate) newest_first: bool,
}

impl Control {
    /// Returns at most `limit` items of `list` after the sort key `after`.
    pub(crate) async fn control_list(
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
            // One more than asked for tells whether there is a next page.
            limit: Some(i32::from(limit) + 1),
            consistency: Consistency::Strong,
        };
        let ItemPage { mut items, next } = self.table.query_prefix(query).await?;
        // A page may also end early, at 1 MB.
        let more = items.len() > usize::from(limit) || (next.is_some() && !items.is_empty());
        items.truncate(limit.into());
        let next = items.last().filter(|_| more).and_then(key_of).map(|(_, sk)| sk.to_owned());
        Ok(Listed { items, next })
    }
}
