//! Reading a list of `control` items page by page.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};

use crate::control::items::{control_key, key_of};
use crate::control::query::Row;
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
    ) -> Result<Listed<Row, String>, StoreError> {
        let List { pk, prefix, newest_first } = list;
        let mut query = self
            .table
            .client
            .query()
            .table_name(&*self.table.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()));
        if !prefix.is_empty() {
            query = query
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()));
        }
        let response = query
            // One more than is asked for tells whether there is a next page.
            .limit(i32::from(limit) + 1)
            .scan_index_forward(!newest_first)
            .set_exclusive_start_key(after.map(|sk| control_key(pk, sk)))
            .consistent_read(true)
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("Query", error))?;
        self.table.meter.has_read(response.consumed_capacity());
        // A page may also end early, at 1 MB.
        let cut_short = response.last_evaluated_key().is_some_and(|key| !key.is_empty());
        let mut items = response.items.unwrap_or_default();
        let more = items.len() > usize::from(limit) || (cut_short && !items.is_empty());
        items.truncate(limit.into());
        let next = items.last().filter(|_| more).and_then(key_of).map(|(_, sk)| sk.to_owned());
        Ok(Listed { items, next })
    }
}
