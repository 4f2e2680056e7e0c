//! Reading a run of `control` items.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};

use crate::{Control, StoreError};

/// A row, as DynamoDB returns it.
pub(crate) type Row = HashMap<String, AttributeValue>;

/// Whether a read returns every write that was acknowledged before it, at twice the cost.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Consistency {
    Strong,
    Eventual,
}

impl Control {
    /// Returns one page of the items of a partition whose sort keys begin with `prefix`, in order, and the
    /// key to continue from.
    pub(crate) async fn control_query(
        &self,
        pk: &str,
        prefix: &str,
        start: Option<Row>,
        consistency: Consistency,
    ) -> Result<(Vec<Row>, Option<Row>), StoreError> {
        let response = self
            .table
            .client
            .query()
            .table_name(&*self.table.name)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()))
            .set_exclusive_start_key(start)
            .consistent_read(matches!(consistency, Consistency::Strong))
            .return_consumed_capacity(ReturnConsumedCapacity::Total)
            .send()
            .await
            .map_err(|error| StoreError::sdk("Query", error))?;
        self.table.meter.has_read(response.consumed_capacity());
        let next = response.last_evaluated_key.filter(|key| !key.is_empty());
        Ok((response.items.unwrap_or_default(), next))
    }
}
