//! Creates, reads, changes and deletes streams.

use event_model::{NewEvent, OrganizationId, OrganizationState, StreamId, limits};
use serde::{Deserialize, Serialize};

use crate::deliveries::act::DeliveryChange;
use crate::deliveries::delivery::Delivery;
use crate::deliveries::delivery_row::{StoredDelivery, key_of_delivery};
use crate::deliveries::keys;
use crate::deliveries::stream::Stream;
use crate::deliveries::stream_row::{StreamItem, read_stream};
use crate::dynamodb::conflict::ConflictRetry;
use crate::dynamodb::item::{Item, from_item, item_key, key_of, number, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::table::Consistency;
use crate::{Control, Store, StoreError};

/// Maximum attempts at a transaction that conflicts with another one about streams of the organization.
const TRANSACTION_ATTEMPTS: u32 = 8;

/// The version of the list of streams of an organization. Each creation and deletion changes it in its transaction, so that
/// concurrent requests cannot exceed the limit, or delete a stream twice: DynamoDB takes the deletion of an item that does
/// not exist, even with a condition.
#[derive(Debug, Serialize, Deserialize)]
struct ListItem {
    pk: String,
    sk: String,
    version: u64,
}

impl Store {
    /// Stores a new stream with its delivery and records the audit event `event`, in one transaction. Returns `false` if
    /// the organization already has [`limits::STREAMS_PER_ORGANIZATION`].
    pub async fn streams_create(
        &self,
        stream: &Stream,
        delivery: &Delivery,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<bool, StoreError> {
        let organization = &state.organization.id;
        let table = &self.control.table.name;
        let mut retry = ConflictRetry::new(TRANSACTION_ATTEMPTS);
        loop {
            let (streams, version) = self.control.streams_with_version(organization).await?;
            if streams.len() >= limits::STREAMS_PER_ORGANIZATION {
                return Ok(false);
            }
            let statements = vec![
                self.list_statement(organization, version)?,
                Statement::insert(table, to_item(StreamItem::new(stream))?),
                Statement::insert(table, StoredDelivery::by_person(delivery, 0).to_item()?),
                self.events.monitor_event_statement(event, state, &state.settings, event.occurred_at)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(true),
                Err(error) => retry.after(error).await?,
            }
        }
    }

    /// Changes a stream from `read` to `wanted` and its delivery as `delivery` says, and records the audit events
    /// `events`, in one transaction. Returns the stored stream. Ignores the version of `wanted`.
    ///
    /// Returns [`StoreError::Conflict`] if another request, or the worker of the stream, has written one of the two since
    /// it was read.
    ///
    /// The delivery is always written, even if it is the same: its worker loses the lease. Otherwise it would send by the
    /// old definition until it ends.
    pub async fn streams_change(
        &self,
        state: &OrganizationState,
        read: &Stream,
        wanted: &Stream,
        delivery: &DeliveryChange<'_>,
        events: &[NewEvent],
    ) -> Result<Stream, StoreError> {
        let stream = Stream { version: read.version + 1, ..wanted.clone() };
        let item = to_item(StreamItem::new(&stream))?;
        let mut statements = vec![
            Statement::update(&self.control.table.name, item, read.version),
            self.delivery_act_statement(delivery)?,
        ];
        for event in events {
            let at = event.occurred_at;
            statements.push(self.events.monitor_event_statement(event, state, &state.settings, at)?);
        }
        self.control.table.execute_transaction(statements).await?;
        Ok(stream)
    }

    /// Deletes a stream and its delivery and records the audit event `event`, in one transaction. Does nothing if it does
    /// not exist: a deletion is exactly one event. Its attempts and dead letters expire.
    pub async fn streams_delete(
        &self,
        id: &StreamId,
        state: &OrganizationState,
        event: &NewEvent,
    ) -> Result<(), StoreError> {
        let organization = &state.organization.id;
        let table = &self.control.table.name;
        let mut retry = ConflictRetry::new(TRANSACTION_ATTEMPTS);
        loop {
            let (streams, list_version) = self.control.streams_with_version(organization).await?;
            let streams: Vec<Option<Stream>> =
                streams.into_iter().map(read_stream).collect::<Result<_, _>>()?;
            let mut streams = streams.into_iter().flatten();
            let Some(stream) = streams.find(|stream| stream.id == *id) else { return Ok(()) };
            let version = ("version", number(stream.version));
            let statements = vec![
                self.list_statement(organization, list_version)?,
                Statement::delete_if(table, key_of_stream(organization, id), version),
                Statement::delete(table, key_of_delivery(organization, id)),
                self.events.monitor_event_statement(event, state, &state.settings, event.occurred_at)?,
            ];
            match self.control.table.execute_transaction(statements).await {
                Ok(()) => return Ok(()),
                // Another request changed or deleted it, or its worker writes at this moment.
                Err(error) => retry.after(error).await?,
            }
        }
    }

    /// Returns the statement that changes the list of streams from the version `read`; 0 if it has none.
    fn list_statement(&self, organization: &OrganizationId, read: u64) -> Result<Statement, StoreError> {
        let item = to_item(ListItem {
            pk: keys::streams_pk(organization),
            sk: keys::LIST_SK.to_owned(),
            version: read + 1,
        })?;
        Ok(match read {
            0 => Statement::insert(&self.control.table.name, item),
            read => Statement::update(&self.control.table.name, item, read),
        })
    }
}

impl Control {
    /// Returns the streams of an organization, oldest first. Strongly consistent.
    pub async fn streams_list(&self, organization: &OrganizationId) -> Result<Vec<Stream>, StoreError> {
        let (streams, _) = self.streams_with_version(organization).await?;
        let streams: Vec<Option<Stream>> = streams.into_iter().map(read_stream).collect::<Result<_, _>>()?;
        Ok(streams.into_iter().flatten().collect())
    }

    /// Returns a stream, strongly consistent.
    pub async fn streams_get(
        &self,
        organization: &OrganizationId,
        id: &StreamId,
    ) -> Result<Option<Stream>, StoreError> {
        let item = self.table.get(key_of_stream(organization, id)).await?;
        Ok(item.map(read_stream).transpose()?.flatten())
    }

    /// Returns the items of the streams of an organization, and the version of its list.
    async fn streams_with_version(
        &self,
        organization: &OrganizationId,
    ) -> Result<(Vec<Item>, u64), StoreError> {
        let items = self.table.query_all(&keys::streams_pk(organization), "", Consistency::Strong).await?;
        let (mut streams, mut version) = (Vec::new(), 0);
        for item in items {
            match key_of(&item) {
                Some((_, keys::LIST_SK)) => version = from_item::<ListItem>(item)?.version,
                _ => streams.push(item),
            }
        }
        Ok((streams, version))
    }
}

fn key_of_stream(organization: &OrganizationId, id: &StreamId) -> Item {
    item_key(&keys::streams_pk(organization), &keys::stream_sk(id))
}
