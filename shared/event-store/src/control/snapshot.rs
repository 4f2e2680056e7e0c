//! What decides how events are taken and shown, read in one request.

use std::collections::{BTreeSet, HashMap};

use event_model::{OrganizationId, OrganizationState, User, UserId};

use crate::control::items::{OrganizationItem, SettingsItem, UserItem};
use crate::control::keys;
use crate::dynamodb::error::dyn_error;
use crate::dynamodb::item::{from_item, item_key, key_of};
use crate::{Control, OrganizationRecord, StoreError};

/// What ingest has to know before it takes events.
#[derive(Debug, Default)]
pub struct ControlSnapshot {
    /// The organisations that there are, of those asked for.
    pub states: HashMap<OrganizationId, OrganizationState>,
    /// The directory entries that there are, of those asked for, each with its version.
    pub users: HashMap<(OrganizationId, UserId), (User, u64)>,
    /// Those of whom the directory has an entry that cannot be read.
    pub unreadable_users: BTreeSet<(OrganizationId, UserId)>,
}

impl Control {
    /// Returns an organisation and its settings, as they are at this moment.
    pub async fn organizations_state(
        &self,
        id: &OrganizationId,
    ) -> Result<Option<OrganizationState>, StoreError> {
        Ok(self.organizations_states(&BTreeSet::from([id.clone()])).await?.into_values().next())
    }

    /// Returns the organizations that exist, of `ids`, with their settings, as they are at this moment.
    pub async fn organizations_states(
        &self,
        ids: &BTreeSet<OrganizationId>,
    ) -> Result<HashMap<OrganizationId, OrganizationState>, StoreError> {
        Ok(self.control_snapshot(ids, &BTreeSet::new()).await?.states)
    }

    /// Returns organisations with their settings, and directory entries, as they are at this moment.
    ///
    /// One strongly consistent request for both: a monitor that was switched off takes nothing more
    /// from the next request on, which a cache or an eventually consistent read could not promise.
    pub async fn control_snapshot(
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
                    organization_items.insert(id.clone(), item.into_record(id.clone())?);
                }
                keys::SETTINGS_SK => {
                    settings_items.insert(id.clone(), from_item::<SettingsItem>(item)?.into_settings()?);
                }
                sk => {
                    let user = keys::parse_user_sk(sk);
                    let user = user.ok_or_else(|| StoreError::corrupt(sk, "is not a user's key"))?;
                    let key = (id.clone(), user);
                    match from_item::<UserItem>(item).and_then(UserItem::into_user) {
                        Ok(entry) => drop(snapshot.users.insert(key, entry)),
                        // The events of everybody else must not wait until it is repaired.
                        Err(error) => {
                            tracing::error!(error = dyn_error(&error), "unreadable entry");
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
