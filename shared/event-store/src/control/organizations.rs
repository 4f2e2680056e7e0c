//! Organizations, which the vendor's operators maintain.

use std::collections::HashMap;

use event_model::{
    Actor, Name, Organization, OrganizationId, Overflow, Periods, Plan, Timestamp, WriteShards,
};
use serde::{Deserialize, Serialize};

use crate::control::keys;
use crate::control::list::{List, Listed};
use crate::control::plans::PlanItem;
use crate::dynamodb::item::{Item, from_item, item_key, key_of, to_item};
use crate::dynamodb::statement::Statement;
use crate::dynamodb::stored::{optional_millis, periods};
use crate::{Control, StoreError};

/// Ids per page if all are read: far less than the megabyte of a page.
const IDS_PER_PAGE: u16 = 2_000;

/// An organization with its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationRecord {
    /// The organization.
    pub organization: Organization,
    /// Periods, after its first plan, in which its plan did not include the monitor.
    pub without_plan: Periods,
    /// Number of times it was written.
    pub version: u64,
    /// When its plan was last changed; `None` if it still has its first plan.
    pub plan_changed_at: Option<Timestamp>,
}

/// The row of an organization.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OrganizationItem {
    pk: String,
    sk: String,
    name: Name,
    plan: Plan,
    write_shards: WriteShards,
    version: u64,
    #[serde(default, skip_serializing_if = "Option::is_none", with = "optional_millis")]
    plan_changed_at: Option<Timestamp>,
    /// Periods without a plan that includes the monitor.
    #[serde(with = "periods")]
    without_plan: Periods,
}

impl OrganizationItem {
    fn new(record: &OrganizationRecord) -> Self {
        let OrganizationRecord { organization, without_plan, version, plan_changed_at } = record.clone();
        let Organization { id, name, plan, write_shards } = organization;
        let (pk, sk) = (keys::organization_pk(&id), keys::ORGANIZATION_SK.to_owned());
        Self { pk, sk, name, plan, write_shards, version, plan_changed_at, without_plan }
    }

    /// Returns the organization `id` of the row.
    pub(crate) fn into_record(self, id: OrganizationId) -> OrganizationRecord {
        let Self { pk: _, sk: _, name, plan, write_shards, version, plan_changed_at, without_plan } = self;
        let organization = Organization { id, name, plan, write_shards };
        OrganizationRecord { organization, without_plan, version, plan_changed_at }
    }
}

impl Control {
    /// Returns an organization, strongly consistent.
    pub async fn organizations_get(
        &self,
        id: &OrganizationId,
    ) -> Result<Option<OrganizationRecord>, StoreError> {
        let item = self.table.get(item_key(&keys::organization_pk(id), keys::ORGANIZATION_SK)).await?;
        item.map(|item| Ok(from_item::<OrganizationItem>(item)?.into_record(id.clone()))).transpose()
    }

    /// Returns one page of all organizations, ordered by id.
    pub async fn organizations_page(
        &self,
        after: Option<&OrganizationId>,
        limit: u16,
    ) -> Result<Listed<OrganizationRecord, OrganizationId>, StoreError> {
        let Listed { items: ids, next } = self.organizations_ids_page(after, limit).await?;
        let wanted = ids.iter().map(|id| item_key(&keys::organization_pk(id), keys::ORGANIZATION_SK));
        let found = self.table.batch_get(wanted.collect()).await?;
        let mut found: HashMap<String, Item> =
            found.into_iter().filter_map(|item| Some((key_of(&item)?.0.to_owned(), item))).collect();
        let record = |id: OrganizationId| {
            let pk = keys::organization_pk(&id);
            let item = found.remove(&pk).ok_or_else(|| StoreError::corrupt(&pk, "is listed but missing"))?;
            Ok(from_item::<OrganizationItem>(item)?.into_record(id))
        };
        Ok(Listed { items: ids.into_iter().map(record).collect::<Result<_, StoreError>>()?, next })
    }

    /// Returns the ids of all organizations; `None` if there are more than `most`.
    pub async fn organizations_ids(&self, most: usize) -> Result<Option<Vec<OrganizationId>>, StoreError> {
        let mut ids = Vec::new();
        loop {
            let page = self.organizations_ids_page(ids.last(), IDS_PER_PAGE).await?;
            ids.extend(page.items);
            if ids.len() > most {
                return Ok(None);
            }
            if page.next.is_none() {
                return Ok(Some(ids));
            }
        }
    }

    /// Returns one page of the ids of all organizations, in order.
    pub async fn organizations_ids_page(
        &self,
        after: Option<&OrganizationId>,
        limit: u16,
    ) -> Result<Listed<OrganizationId, OrganizationId>, StoreError> {
        let list = List { pk: keys::ORGANIZATIONS_PK, prefix: "", newest_first: false };
        let after = after.map(OrganizationId::as_str);
        let Listed { items, next } = self.list(list, after, limit).await?;
        let id = |sk: &str| {
            let key = format!("{} {sk}", keys::ORGANIZATIONS_PK);
            sk.parse::<OrganizationId>().map_err(|error| StoreError::corrupt(key, error))
        };
        let items =
            items.iter().map(|item| id(key_of(item).map_or("", |(_, sk)| sk))).collect::<Result<_, _>>()?;
        Ok(Listed { items, next: next.as_deref().map(id).transpose()? })
    }

    /// Creates an organization. Returns [`StoreError::Conflict`] if it exists.
    pub async fn organizations_create(
        &self,
        organization: &Organization,
    ) -> Result<OrganizationRecord, StoreError> {
        let record = OrganizationRecord {
            organization: organization.clone(),
            without_plan: Periods::default(),
            version: 1,
            plan_changed_at: None,
        };
        let listed = item_key(keys::ORGANIZATIONS_PK, organization.id.as_str());
        let insert = |item| Statement::insert(&self.table.name, item);
        let statements = vec![insert(to_item(OrganizationItem::new(&record))?), insert(listed)];
        self.table.execute_transaction(statements).await?;
        Ok(record)
    }

    /// Changes an organization from `read` to `wanted`, and returns the new record. Writes nothing if they are equal.
    ///
    /// A change of the plan is recorded in the same transaction, because it can explain missing events. Returns
    /// [`StoreError::Conflict`] if another request changed the organization, or if `wanted` has fewer write shards:
    /// readers would not find the events of the others.
    pub async fn organizations_update(
        &self,
        read: &OrganizationRecord,
        wanted: &Organization,
        by: Option<&Actor>,
        now: Timestamp,
    ) -> Result<OrganizationRecord, StoreError> {
        let old = &read.organization;
        if wanted == old {
            return Ok(read.clone());
        }
        if wanted.write_shards < old.write_shards {
            return Err(StoreError::Conflict);
        }
        let mut new =
            OrganizationRecord { organization: wanted.clone(), version: read.version + 1, ..read.clone() };
        let mut statements = Vec::new();
        if wanted.plan != old.plan {
            // The clocks of two functions differ. The times of changes must have the order of their versions.
            let after = |last: Timestamp| last.plus(chrono::Duration::milliseconds(1));
            let at = read.plan_changed_at.map_or(now, |last| now.max(after(last)));
            new.plan_changed_at = Some(at);
            // In a full list, the time between two periods counts as without a plan.
            new.without_plan = match (old.plan.includes_monitor(), wanted.plan.includes_monitor()) {
                (true, false) => read.without_plan.started(at, Overflow::Merge),
                (false, true) => read.without_plan.ended(at, Overflow::Merge),
                _ => read.without_plan.clone(),
            };
            let item = to_item(PlanItem::new(&wanted.id, old.plan, wanted.plan, by, at))?;
            statements.push(Statement::insert(&self.table.name, item));
        }
        let item = to_item(OrganizationItem::new(&new))?;
        statements.push(Statement::update(&self.table.name, item, read.version));
        self.table.execute_transaction(statements).await?;
        Ok(new)
    }
}
