//! Organizations with their settings, and directory entries, read in one request.

use std::collections::{BTreeSet, HashMap};

use event_model::{OrganizationId, OrganizationState, User, UserId};

use crate::control::keys;
use crate::control::organizations::OrganizationItem;
use crate::control::settings::SettingsItem;
use crate::control::users::UserItem;
use crate::dynamodb::error::error_chain;
use crate::dynamodb::item::{from_item, item_key, key_of};
use crate::{Control, OrganizationRecord, StoreError};

/// Everything that ingest needs before it accepts events.
#[derive(Debug, Default)]
pub struct ControlSnapshot {
    /// The requested organizations that exist.
    pub states: HashMap<OrganizationId, OrganizationState>,
    /// The requested directory entries that exist, with their versions.
    pub users: HashMap<(OrganizationId, UserId), (User, u64)>,
    /// The requested directory entries that cannot be read.
    pub unreadable_users: BTreeSet<(OrganizationId, UserId)>,
}

impl Control {
    /// Returns an organization with its settings, strongly consistent.
    pub async fn organizations_state(
        &self,
        id: &OrganizationId,
    ) -> Result<Option<OrganizationState>, StoreError> {
        Ok(self.organizations_states(&BTreeSet::from([id.clone()])).await?.into_values().next())
    }

    /// Returns the organizations of `ids` that exist with their settings, strongly consistent.
    pub async fn organizations_states(
        &self,
        ids: &BTreeSet<OrganizationId>,
    ) -> Result<HashMap<OrganizationId, OrganizationState>, StoreError> {
        Ok(self.snapshot(ids, &BTreeSet::new()).await?.states)
    }

    /// Returns organizations with their settings, and directory entries, in one strongly consistent request.
    ///
    /// A cache or an eventually consistent read is not enough: once the monitor is turned off, the next request must
    /// not store an event.
    pub async fn snapshot(
        &self,
        organizations: &BTreeSet<OrganizationId>,
        users: &BTreeSet<(OrganizationId, UserId)>,
    ) -> Result<ControlSnapshot, StoreError> {
        let partitions = organizations.iter().map(|id| (keys::organization_pk(id), id));
        let directories = users.iter().map(|(id, _)| (keys::users_pk(id), id));
        let by_pk: HashMap<String, &OrganizationId> = partitions.chain(directories).collect();
        let states = organizations.iter().flat_map(|id| {
            let pk = keys::organization_pk(id);
            [keys::ORGANIZATION_SK, keys::SETTINGS_SK].map(|sk| item_key(&pk, sk))
        });
        let entries = users.iter().map(|(id, user)| item_key(&keys::users_pk(id), &keys::user_sk(user)));
        let wanted = states.chain(entries);
        let mut organization_items = HashMap::new();
        let mut settings_items = HashMap::new();
        let mut snapshot = ControlSnapshot::default();
        for item in self.table.batch_get(wanted.collect()).await? {
            let Some((pk, sk)) = key_of(&item) else { continue };
            let Some(id) = by_pk.get(pk).copied() else { continue };
            match sk {
                keys::ORGANIZATION_SK => {
                    let item: OrganizationItem = from_item(item)?;
                    organization_items.insert(id.clone(), item.into_record(id.clone()));
                }
                keys::SETTINGS_SK => {
                    settings_items.insert(id.clone(), from_item::<SettingsItem>(item)?.into_settings());
                }
                sk => {
                    let user = keys::parse_user_sk(sk);
                    let user = user.ok_or_else(|| StoreError::corrupt(sk, "is not the key of a user"))?;
                    let key = (id.clone(), user);
                    match from_item::<UserItem>(item).and_then(UserItem::into_user) {
                        Ok(entry) => drop(snapshot.users.insert(key, entry)),
                        // The events of other people must not wait for its repair.
                        Err(error) => {
                            tracing::error!(error = error_chain(&error), "a directory entry cannot be read");
                            snapshot.unreadable_users.insert(key);
                        }
                    }
                }
            }
        }
        let states = organization_items.into_iter().map(|(id, record)| {
            let OrganizationRecord { organization, without_plan, .. } = record;
            let (settings, monitored) = settings_items.remove(&id).unwrap_or_default();
            (id, OrganizationState { organization, settings, monitored, without_plan })
        });
        snapshot.states = states.collect();
        Ok(snapshot)
    }
}
