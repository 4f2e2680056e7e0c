//! Organisations, as the vendor's operators keep them.

use std::collections::HashMap;

use event_model::{Actor, Organization, OrganizationId, Overflow, Periods, Timestamp};

use crate::control::items::OrganizationItem;
use crate::control::keys;
use crate::control::list::{List, Listed};
use crate::control::plans::PlanItem;
use crate::dynamodb::item::{Item, from_item, item_key, key_of, to_item};
use crate::dynamodb::statement::Statement;
use crate::{Control, StoreError};

/// Ids of one page when all are read: well below the megabyte that a page may have.
const IDS_PER_PAGE: u16 = 2_000;

/// An organisation and what tells one writing of it from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationRecord {
    /// The organisation.
    pub organization: Organization,
    /// Periods, after its first plan, in which its plan did not include the monitor.
    pub without_plan: Periods,
    /// How often it has been written.
    pub version: u64,
    /// When its plan was last changed; none where it still has its first one.
    pub plan_changed_at: Option<Timestamp>,
}

impl Control {
    /// Returns an organisation.
    pub async fn organizations_get(
        &self,
        id: &OrganizationId,
    ) -> Result<Option<OrganizationRecord>, StoreError> {
        let item = self.table.get(item_key(&keys::organization_pk(id), keys::ORGANIZATION_SK)).await?;
        item.map(|item| from_item::<OrganizationItem>(item)?.into_record(id.clone())).transpose()
    }

    /// Returns one page of all organisations, by their ids.
    pub async fn organizations_page(
        &self,
        after: Option<&OrganizationId>,
        limit: u16,
    ) -> Result<Listed<OrganizationRecord, OrganizationId>, StoreError> {
        let Listed { items: ids, next } = self.organizations_ids_page(after, limit).await?;
        let mut items = Vec::with_capacity(ids.len());
        let wanted = ids.iter().map(|id| item_key(&keys::organization_pk(id), keys::ORGANIZATION_SK));
        let found = self.table.batch_get(wanted.collect()).await?;
        let mut found: HashMap<String, Item> =
            found.into_iter().filter_map(|item| Some((key_of(&item)?.0.to_owned(), item))).collect();
        for id in &ids {
            let pk = keys::organization_pk(id);
            let item =
                found.remove(&pk).ok_or_else(|| StoreError::corrupt(&pk, "is listed, but not there"))?;
            items.push(from_item::<OrganizationItem>(item)?.into_record(id.clone())?);
        }
        Ok(Listed { items, next })
    }

    /// Returns the ids of all organisations, or none where there are more than `most`.
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
        let Listed { items, next } = self.control_list(list, after, limit).await?;
        let id = |sk: &str| {
            let key = format!("{} {sk}", keys::ORGANIZATIONS_PK);
            sk.parse::<OrganizationId>().map_err(|error| StoreError::corrupt(key, error))
        };
        let items =
            items.iter().map(|item| id(key_of(item).map_or("", |(_, sk)| sk))).collect::<Result<_, _>>()?;
        Ok(Listed { items, next: next.as_deref().map(id).transpose()? })
    }

    /// Writes an organisation over the one that was read, or as a new one, and returns it as it is now.
    /// Where nothing differs, nothing is written.
    ///
    /// A change of its plan is recorded in the same transaction, since it can be why there are no events.
    /// Returns [`StoreError::Conflict`] where somebody else wrote it since, and where it would get fewer
    /// write shards: events in those that it loses could not be found any more.
    pub async fn organizations_save(
        &self,
        wanted: &Organization,
        read: Option<&OrganizationRecord>,
        by: Option<&Actor>,
        now: Timestamp,
    ) -> Result<OrganizationRecord, StoreError> {
        let Some(read) = read else {
            let new = OrganizationRecord {
                organization: wanted.clone(),
                without_plan: Periods::default(),
                version: 1,
                plan_changed_at: None,
            };
            let item = to_item(OrganizationItem::new(&new))?;
            let listed = item_key(keys::ORGANIZATIONS_PK, wanted.id.as_str());
            self.table
                .execute_transaction(vec![
                    Statement::insert(&self.table.name, item.into_iter().collect()),
                    Statement::insert(&self.table.name, listed.into_iter().collect()),
                ])
                .await?;
            return Ok(new);
        };
        let old = &read.organization;
        if wanted == old {
            return Ok(read.clone());
        }
        if wanted.write_shards < old.write_shards {
            return Err(StoreError::Conflict);
        }
        let mut new = OrganizationRecord {
            organization: wanted.clone(),
            without_plan: read.without_plan.clone(),
            version: read.version + 1,
            plan_changed_at: read.plan_changed_at,
        };
        let mut statements = Vec::new();
        if wanted.plan != old.plan {
            // In the order of the versions, whatever the clocks of two functions say.
            let after = |last: Timestamp| last.plus(chrono::Duration::milliseconds(1));
            let at = read.plan_changed_at.map_or(now, |last| now.max(after(last)));
            new.plan_changed_at = Some(at);
            // When the list is full, the time between two of its periods counts as without a plan.
            new.without_plan = match (old.plan.includes_monitor(), wanted.plan.includes_monitor()) {
                (true, false) => read.without_plan.started(at, Overflow::Merge),
                (false, true) => read.without_plan.ended(at, Overflow::Merge),
                _ => read.without_plan.clone(),
            };
            let item = to_item(PlanItem::new(&wanted.id, old.plan, wanted.plan, by, at))?;
            statements.push(Statement::insert(&self.table.name, item.into_iter().collect()));
        }
        let item = to_item(OrganizationItem::new(&new))?;
        statements.push(Statement::update(&self.table.name, item, read.version));
        self.table.execute_transaction(statements).await?;
        Ok(new)
    }

    /// Creates an organisation, or writes over the one that is there, for whoever sets a system up.
    ///
    /// It keeps the write shards that it has, if they are more.
    pub async fn organizations_put(&self, organization: &Organization) -> Result<(), StoreError> {
        let read = self.organizations_get(&organization.id).await?;
        let mut wanted = organization.clone();
        if let Some(read) = &read {
            wanted.write_shards = wanted.write_shards.max(read.organization.write_shards);
        }
        let now = Timestamp::from_datetime(chrono::Utc::now());
        self.organizations_save(&wanted, read.as_ref(), None, now).await.map(drop)
    }
}
