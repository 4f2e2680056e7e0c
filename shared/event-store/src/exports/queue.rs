//! The export queue of an organization: the running exports, and the order of the waiting ones.
//!
//! One item holds the whole queue, so that an export leaves it with one write and a reader needs one read. Every write
//! increments the version of the item. A write that replaces all entries is conditional on the version that was read.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use event_model::{ExportId, OrganizationId, Timestamp, UserId, limits};
use serde::{Deserialize, Serialize};

use crate::dynamodb::item::{from_item, item_key, number, text};
use crate::dynamodb::statement::Statement;
use crate::exports::export::ExportRequest;
use crate::exports::keys;
use crate::{Control, StoreError};

/// The open exports of an organization.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExportQueue {
    /// Exports that hold a running slot.
    pub running: BTreeSet<ExportId>,
    /// The waiting exports in order: first those of owners, admins and auditors, then those of members; oldest first.
    pub waiting: Vec<ExportId>,
    places: BTreeMap<ExportId, QueueEntry>,
    /// The version of the item; `None` if there is no item yet.
    version: Option<u64>,
}

/// The limit that an export exceeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportLimit {
    /// Open exports per person.
    Person,
    /// Open exports per organization, or those of its members.
    Organization,
}

/// The entry of an export in the queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct QueueEntry {
    user: UserId,
    /// Whether the export was created by a member.
    own: bool,
    /// Expiry of the entry and of the record of the export, in milliseconds since 1970.
    until: i64,
    /// When a worker was last invoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    called_at: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct QueueItem {
    places: BTreeMap<ExportId, QueueEntry>,
    #[serde(default)]
    running: BTreeSet<ExportId>,
    version: u64,
}

impl ExportQueue {
    /// Returns the 1-based position of `id` among the waiting exports.
    pub fn position(&self, id: &ExportId) -> Option<usize> {
        self.waiting.iter().position(|waiting| waiting == id).map(|index| index + 1)
    }

    /// Returns the open exports of a person.
    pub fn of_person<'a>(&'a self, user: &'a UserId) -> impl Iterator<Item = &'a ExportId> {
        self.places.iter().filter(move |(_, place)| place.user == *user).map(|(id, _)| id)
    }

    /// Removes an export from this copy of the queue.
    pub fn remove(&mut self, id: &ExportId) {
        self.running.remove(id);
        self.waiting.retain(|waiting| waiting != id);
        self.places.remove(id);
    }

    fn new(QueueItem { places, running, version }: QueueItem, now: Timestamp) -> Self {
        let places: BTreeMap<_, _> =
            places.into_iter().filter(|(_, place)| place.until > now.millis()).collect();
        let mut waiting: Vec<_> = places.keys().filter(|id| !running.contains(id)).cloned().collect();
        // Ids are UUIDs of version 7, which sort by time, and the sort is stable.
        waiting.sort_by_key(|id| places[id].own);
        let running = running.into_iter().filter(|id| places.contains_key(id)).collect();
        Self { running, waiting, places, version: Some(version) }
    }

    /// Returns the limit that `request` exceeds, if any.
    pub(crate) fn limit(&self, request: &ExportRequest) -> Option<ExportLimit> {
        let members = self.places.values().filter(|place| place.own).count();
        if self.of_person(&request.by.id).count() >= limits::OPEN_EXPORTS_PER_PERSON {
            Some(ExportLimit::Person)
        } else if self.places.len() >= limits::OPEN_EXPORTS_PER_ORGANIZATION
            || (request.own && members >= limits::OPEN_EXPORTS_OF_MEMBERS)
        {
            Some(ExportLimit::Organization)
        } else {
            None
        }
    }

    /// Adds `request` to this copy, and returns the statement that writes it. The statement conflicts if the queue was
    /// written since.
    pub(crate) fn add(&mut self, table: &str, request: &ExportRequest) -> Result<Statement, StoreError> {
        let ExportRequest { id, organization_id, by, own, expires_at, .. } = request;
        let place =
            QueueEntry { user: by.id.clone(), own: *own, until: expires_at.millis(), called_at: None };
        self.places.insert(id.clone(), place);
        // Before the first waiting export of a member, or last.
        let later = |waiting: &ExportId| !own && self.places[waiting].own;
        let index = self.waiting.iter().position(later).unwrap_or(self.waiting.len());
        self.waiting.insert(index, id.clone());
        let pk = keys::exports_pk(organization_id);
        let places = serde_dynamo::to_attribute_value(&self.places)
            .map_err(|error| StoreError::internal("an attribute", error))?;
        let version = self.version.map_or(1, |version| version + 1);
        let mut attributes = item_key(&pk, keys::EXPORT_QUEUE_SK);
        attributes.insert("places".to_owned(), places);
        attributes.insert("version".to_owned(), number(version));
        let statement = match self.version {
            Some(read) => Statement::update(table, attributes, read),
            None => Statement::insert(table, attributes),
        };
        self.version = Some(version);
        Ok(statement)
    }
}

impl Control {
    /// Returns the queue of an organization, strongly consistent.
    pub async fn exports_queue(
        &self,
        organization: &OrganizationId,
        now: Timestamp,
    ) -> Result<ExportQueue, StoreError> {
        let key = item_key(&keys::exports_pk(organization), keys::EXPORT_QUEUE_SK);
        let item = self.table.get(key).await?;
        match item {
            Some(item) => Ok(ExportQueue::new(from_item(item)?, now)),
            None => Ok(ExportQueue::default()),
        }
    }

    /// Takes a running slot for an export of the queue. Returns `false` if the export has none and all `at_once` slots
    /// are taken.
    pub(crate) async fn export_slots_take(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        at_once: usize,
    ) -> Result<bool, StoreError> {
        let update = self
            .queue_update(organization, id)
            .update_expression("ADD running :ids, version :one")
            .condition_expression(
                "attribute_exists(places.#id) \
                 AND (attribute_not_exists(running) OR contains(running, :id) OR size(running) < :most)",
            )
            .expression_attribute_values(":ids", AttributeValue::Ss(vec![id.to_string()]))
            .expression_attribute_values(":id", text(id.as_str()))
            .expression_attribute_values(":most", number(at_once));
        self.table.update_if(update).await
    }

    /// Removes an export from the queue and its running slot. Succeeds if it is not in the queue.
    pub async fn exports_dequeue(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
    ) -> Result<(), StoreError> {
        let update = self
            .queue_update(organization, id)
            .update_expression("REMOVE places.#id DELETE running :ids ADD version :one")
            .condition_expression("attribute_exists(places.#id)")
            .expression_attribute_values(":ids", AttributeValue::Ss(vec![id.to_string()]));
        self.table.update_if(update).await.map(|_| ())
    }

    /// Records that a worker is invoked for an export. Returns `false` if one was invoked after `since`.
    ///
    /// A worker takes a moment to start. Without this, every poll meanwhile would invoke another one.
    pub async fn exports_call(
        &self,
        organization: &OrganizationId,
        id: &ExportId,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = self
            .queue_update(organization, id)
            .update_expression("SET places.#id.called_at = :now ADD version :one")
            .condition_expression(
                "attribute_exists(places.#id) \
                 AND (attribute_not_exists(places.#id.called_at) OR places.#id.called_at <= :since)",
            )
            .expression_attribute_values(":now", number(now.millis()))
            .expression_attribute_values(":since", number(since.millis()));
        self.table.update_if(update).await
    }

    fn queue_update(&self, organization: &OrganizationId, id: &ExportId) -> UpdateItemFluentBuilder {
        self.table
            .update(item_key(&keys::exports_pk(organization), keys::EXPORT_QUEUE_SK))
            .expression_attribute_names("#id", id.as_str())
            .expression_attribute_values(":one", number(1))
    }
}
