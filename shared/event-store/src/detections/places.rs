//! Countries and networks, and who used them last. A place that several others use is not suspicious.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use detections::{Day, Place};
use event_model::{OrganizationId, UserId};
use serde::{Deserialize, Serialize};

use crate::detections::keys;
use crate::dynamodb::conflict::ConflictRetry;
use crate::dynamodb::item::{from_item, item_key, number};
use crate::{Control, StoreError};

/// Users of a place that are kept: enough for a common place without one of them.
const KEPT_USERS: usize = Place::COMMON + 1;
/// Time that a place is kept after its last use.
const KEPT: Duration = Duration::days(Place::DAYS as i64 + 1);
/// Maximum attempts at an update. Few writers know the same place.
const UPDATE_ATTEMPTS: u32 = 8;

/// The row of a place.
#[derive(Debug, Serialize, Deserialize)]
struct PlaceItem {
    pk: String,
    sk: String,
    /// The last day of use by each user: the latest [`KEPT_USERS`].
    users: BTreeMap<String, Day>,
    version: u64,
}

impl Control {
    /// Records that a person used a place on a day. Writes nothing if it does not change which places are common.
    pub async fn places_touch(
        &self,
        organization: &OrganizationId,
        place: &Place,
        user: &UserId,
        day: Day,
    ) -> Result<(), StoreError> {
        let key = item_key(&keys::profiles_pk(organization), &keys::place_sk(place));
        let mut retry = ConflictRetry::new(UPDATE_ATTEMPTS);
        loop {
            let item = self.table.get(key.clone()).await?;
            let (users, version) = match item.map(from_item::<PlaceItem>).transpose()? {
                Some(PlaceItem { users, version, .. }) => (users, version),
                None => (BTreeMap::new(), 0),
            };
            let Some(users) = touched(users, user, day) else { return Ok(()) };
            let last = users.values().copied().max().unwrap_or(day);
            let users = serde_dynamo::to_attribute_value(&users);
            let update = self
                .table
                .update(key.clone())
                .update_expression("SET #users = :users, version = :next, expires_at = :expires_at")
                .condition_expression("attribute_not_exists(pk) OR version = :version")
                .expression_attribute_names("#users", "users")
                .expression_attribute_values(
                    ":users",
                    users.map_err(|error| StoreError::internal("a place", error))?,
                )
                .expression_attribute_values(":version", number(version))
                .expression_attribute_values(":next", number(version + 1))
                .expression_attribute_values(":expires_at", number(last.start().plus(KEPT).millis() / 1_000));
            if self.table.update_if(update).await? {
                return Ok(());
            }
            retry.after(StoreError::Conflict).await?;
        }
    }

    /// Returns those of `places` that at least [`Place::COMMON`] people other than `except` used within [`Place::DAYS`]
    /// days before `day`.
    pub async fn places_common(
        &self,
        organization: &OrganizationId,
        places: &BTreeSet<Place>,
        except: Option<&UserId>,
        day: Day,
    ) -> Result<BTreeSet<Place>, StoreError> {
        let pk = keys::profiles_pk(organization);
        let keys = places.iter().map(|place| item_key(&pk, &keys::place_sk(place)));
        let items = self.table.batch_get(keys.collect()).await?;
        let mut common = BTreeSet::new();
        for item in items {
            let PlaceItem { pk, sk, users, .. } = from_item(item)?;
            let place = keys::parse_place_sk(&sk);
            let place = place
                .ok_or_else(|| StoreError::corrupt(format!("{pk} {sk}"), "is not the key of a place"))?;
            if is_common(&users, except, day) {
                common.insert(place);
            }
        }
        Ok(common)
    }
}

/// Returns the users of a place after a use; `None` if they are the same, or as good.
fn touched(mut users: BTreeMap<String, Day>, user: &UserId, day: Day) -> Option<BTreeMap<String, Day>> {
    let others = users.iter().filter(|(other, last)| other.as_str() != user.as_str() && **last >= day);
    // The user is not among the latest, or as late as they are: without them, the place is as common.
    if others.count() >= KEPT_USERS || users.get(user.as_str()) >= Some(&day) {
        return None;
    }
    users.insert(user.to_string(), day);
    while users.len() > KEPT_USERS {
        let oldest = users.iter().min_by_key(|(_, last)| **last).map(|(user, _)| user.clone());
        users.remove(&oldest.expect("there are more users than are kept"));
    }
    Some(users)
}

fn is_common(users: &BTreeMap<String, Day>, except: Option<&UserId>, day: Day) -> bool {
    let except = except.map(UserId::as_str);
    let others = users.iter().filter(|(user, _)| Some(user.as_str()) != except);
    others.filter(|(_, last)| day.since(**last) <= Place::DAYS).count() >= Place::COMMON
}

#[cfg(test)]
mod tests;
