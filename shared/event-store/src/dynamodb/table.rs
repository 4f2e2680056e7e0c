//! One table, and the requests that all tables share.

use std::sync::Arc;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{KeysAndAttributes, Select};

use crate::dynamodb::item::{Item, text};
use crate::dynamodb::statement::Statement;
use crate::{Aws, StoreError, full_jitter};

/// Maximum keys of one BatchGetItem.
pub(crate) const KEYS_PER_BATCH_GET: usize = 100;
/// Maximum rounds of a BatchGetItem whose keys are left unprocessed.
const BATCH_GET_ROUNDS: u32 = 8;
/// Maximum attempts at a write while transactions hold its item. A transaction takes milliseconds.
const WRITE_ATTEMPTS: u32 = 8;

/// A handle to one table.
#[derive(Clone)]
pub(crate) struct Table {
    pub(crate) client: Client,
    pub(crate) name: Arc<str>,
}

/// Items of one partition, in the order of their sort keys.
#[derive(Debug, Clone)]
pub(crate) struct PrefixQuery<'a> {
    pub(crate) pk: &'a str,
    /// Prefix of the sort keys; empty for the whole partition.
    pub(crate) sk_prefix: &'a str,
    pub(crate) newest_first: bool,
    /// Key after which the page starts.
    pub(crate) start: Option<Item>,
    /// Maximum items of the page; `None` for as many as fit 1 MB.
    pub(crate) limit: Option<i32>,
    pub(crate) consistency: Consistency,
}

/// Items of one partition between two sort keys, in the order of their sort keys. Strongly consistent.
#[derive(Debug, Clone)]
pub(crate) struct RangeQuery<'a> {
    pub(crate) pk: &'a str,
    /// Lowest sort key, included.
    pub(crate) sk_from: &'a str,
    /// Highest sort key, included.
    pub(crate) sk_to: &'a str,
    pub(crate) newest_first: bool,
    /// Key after which the page starts. DynamoDB refuses one that is out of the range.
    pub(crate) start: Option<Item>,
    /// Maximum items of the page.
    pub(crate) limit: i32,
}

/// Whether a read returns every write that was acknowledged before it, at twice the cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Consistency {
    Strong,
    Eventual,
}

/// One page of a query.
#[derive(Debug)]
pub(crate) struct ItemPage {
    pub(crate) items: Vec<Item>,
    /// Key after which the next page starts. An empty page can have one.
    pub(crate) next: Option<Item>,
}

impl Table {
    /// Opens the table `name`. Sends no request.
    pub(crate) fn new(aws: &Aws, name: &str) -> Self {
        Self { client: aws.dynamodb(), name: name.into() }
    }

    /// Returns the item with this key, strongly consistent.
    pub(crate) async fn get(&self, key: Item) -> Result<Option<Item>, StoreError> {
        let request = self.client.get_item().table_name(&*self.name).set_key(Some(key)).consistent_read(true);
        let response = request.send().await.map_err(|error| StoreError::sdk("GetItem", error))?;
        Ok(response.item)
    }

    /// Returns the items with these keys that exist, strongly consistent. No two keys may be equal.
    pub(crate) async fn batch_get(&self, keys: Vec<Item>) -> Result<Vec<Item>, StoreError> {
        const OPERATION: &str = "BatchGetItem";
        let mut items = Vec::with_capacity(keys.len());
        for keys in keys.chunks(KEYS_PER_BATCH_GET) {
            let request =
                KeysAndAttributes::builder().set_keys(Some(keys.to_vec())).consistent_read(true).build();
            let mut pending = Some(request.map_err(|error| StoreError::internal(OPERATION, error))?);
            let mut round = 0;
            while let Some(request) = pending.take() {
                let request = self.client.batch_get_item().request_items(&*self.name, request);
                let response = request.send().await.map_err(|error| StoreError::sdk(OPERATION, error))?;
                items.extend(response.responses.unwrap_or_default().remove(&*self.name).unwrap_or_default());
                pending = response.unprocessed_keys.unwrap_or_default().remove(&*self.name);
                if pending.is_some() {
                    round += 1;
                    if round > BATCH_GET_ROUNDS {
                        let source = "keys were left unprocessed".into();
                        return Err(StoreError::Throttled { operation: OPERATION, source });
                    }
                    tokio::time::sleep(full_jitter(round)).await;
                }
            }
        }
        Ok(items)
    }

    /// Returns one page of the items whose sort keys begin with a prefix.
    pub(crate) async fn query_prefix(&self, query: PrefixQuery<'_>) -> Result<ItemPage, StoreError> {
        let PrefixQuery { pk, sk_prefix, newest_first, start, limit, consistency } = query;
        let mut request = self
            .client
            .query()
            .table_name(&*self.name)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(pk))
            .scan_index_forward(!newest_first)
            .set_exclusive_start_key(start)
            .set_limit(limit)
            .consistent_read(consistency == Consistency::Strong);
        if !sk_prefix.is_empty() {
            request = request
                .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
                .expression_attribute_values(":prefix", text(sk_prefix));
        }
        send_query(request).await
    }

    /// Returns one page of the items between two sort keys.
    pub(crate) async fn query_range(&self, query: RangeQuery<'_>) -> Result<ItemPage, StoreError> {
        let RangeQuery { pk, sk_from, sk_to, newest_first, start, limit } = query;
        let request = self
            .client
            .query()
            .table_name(&*self.name)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":from", text(sk_from))
            .expression_attribute_values(":to", text(sk_to))
            .scan_index_forward(!newest_first)
            .set_exclusive_start_key(start)
            .limit(limit)
            .consistent_read(true);
        send_query(request).await
    }

    /// Returns the number of items whose sort keys begin with a prefix, up to `max`. Eventually consistent. For items of a
    /// few hundred bytes: a request counts at most 1 MB of them.
    pub(crate) async fn count_prefix(
        &self,
        pk: &str,
        sk_prefix: &str,
        max: u16,
    ) -> Result<usize, StoreError> {
        let request = self
            .client
            .query()
            .table_name(&*self.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":prefix", text(sk_prefix))
            .select(Select::Count)
            .limit(max.into());
        let response = request.send().await.map_err(|error| StoreError::sdk("Query", error))?;
        usize::try_from(response.count).map_err(|error| StoreError::internal("Query", error))
    }

    /// Returns all items of one partition whose sort keys begin with a prefix, in the order of their sort keys. For lists of
    /// a few thousand small items.
    pub(crate) async fn query_all(
        &self,
        pk: &str,
        sk_prefix: &str,
        consistency: Consistency,
    ) -> Result<Vec<Item>, StoreError> {
        let (mut all, mut start) = (Vec::new(), None);
        loop {
            let query = PrefixQuery { pk, sk_prefix, newest_first: false, start, limit: None, consistency };
            let ItemPage { items, next } = self.query_prefix(query).await?;
            all.extend(items);
            start = next;
            if start.is_none() {
                return Ok(all);
            }
        }
    }

    /// Inserts an item. Returns `false` if its key exists.
    pub(crate) async fn insert(&self, item: Item) -> Result<bool, StoreError> {
        self.execute(Statement::insert(&self.name, item)).await
    }

    /// Executes one statement. Returns `false` if its condition does not hold.
    pub(crate) async fn execute(&self, statement: Statement) -> Result<bool, StoreError> {
        let Statement { text, parameters } = statement;
        let request = self.client.execute_statement().statement(text).set_parameters(Some(parameters));
        let condition_codes = ["DuplicateItemException", "ConditionalCheckFailedException"];
        holds("ExecuteStatement", &condition_codes, || request.clone().send()).await
    }

    /// Returns an update of the item with this key, for [`update_if`](Self::update_if).
    pub(crate) fn update(&self, key: Item) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&*self.name).set_key(Some(key))
    }

    /// Sends an update. Returns `false` if its condition does not hold.
    pub(crate) async fn update_if(&self, update: UpdateItemFluentBuilder) -> Result<bool, StoreError> {
        let condition_codes = ["ConditionalCheckFailedException"];
        holds("UpdateItem", &condition_codes, || update.clone().send()).await
    }

    /// Deletes the item with this key, if it exists.
    pub(crate) async fn delete(&self, key: Item) -> Result<(), StoreError> {
        let request = self.client.delete_item().table_name(&*self.name).set_key(Some(key));
        request.send().await.map(drop).map_err(|error| StoreError::sdk("DeleteItem", error))
    }
}

/// Sends a conditional write. Returns `false` if it fails with one of `condition_codes`.
///
/// DynamoDB refuses a write while a transaction writes the same item, and the SDK does not repeat it.
async fn holds<T, E, F>(
    operation: &'static str,
    condition_codes: &[&str],
    send: impl Fn() -> F,
) -> Result<bool, StoreError>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    F: Future<Output = Result<T, SdkError<E>>>,
{
    let mut attempt = 0;
    loop {
        attempt += 1;
        let Err(error) = send().await else { return Ok(true) };
        match error.code() {
            Some(code) if condition_codes.contains(&code) => return Ok(false),
            Some("TransactionConflictException") if attempt < WRITE_ATTEMPTS => {
                tokio::time::sleep(full_jitter(attempt)).await;
            }
            _ => return Err(StoreError::sdk(operation, error)),
        }
    }
}

async fn send_query(request: QueryFluentBuilder) -> Result<ItemPage, StoreError> {
    let response = request.send().await.map_err(|error| StoreError::sdk("Query", error))?;
    let next = response.last_evaluated_key.filter(|key| !key.is_empty());
    Ok(ItemPage { items: response.items.unwrap_or_default(), next })
}
