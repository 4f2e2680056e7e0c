//! Profiles of persons: what is usual for them.

use std::collections::{HashMap, HashSet};

use chrono::Duration;
use detections::{Day, Profile, SecondFactor};
use event_model::{OrganizationId, Timestamp, UserId};
use serde::Deserialize;

use crate::detections::keys;
use crate::dynamodb::item::{from_item, item_key, number};
use crate::dynamodb::table::{Consistency, ItemPage, PrefixQuery};
use crate::{Control, StoreError};

/// Time that a profile is kept after the last activity: longer than any silence that a rule looks for.
const KEPT: Duration = Duration::days(400);

/// A profile, and what it was written from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredProfile {
    /// The profile.
    pub profile: Profile,
    /// Number of the last segment of the feed whose events are in it. A segment that is delivered again must not be
    /// observed again.
    pub segment: u64,
    /// Number of writes; 0 if it was never written.
    pub version: u64,
}

/// The row of a profile.
#[derive(Debug, Deserialize)]
struct ProfileItem {
    pk: String,
    sk: String,
    profile: Profile,
    segment: u64,
    version: u64,
}

/// What a list of people shows of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct ProfileExtract {
    /// The last day of known activity, up to two days before the true day.
    pub last_day: Option<Day>,
    /// What is known of the second factor.
    #[serde(default = "SecondFactor::unexamined")]
    pub second_factor: SecondFactor,
}

/// The part of the row of a profile that a list of people shows.
#[derive(Debug, Deserialize)]
struct ProfileExtractItem {
    pk: String,
    sk: String,
    profile: ProfileExtract,
}

impl Control {
    /// Returns an extract of the profiles of an organization, up to `pages` pages of one megabyte, and whether that are all.
    /// Eventually consistent.
    pub async fn profiles_extract(
        &self,
        organization: &OrganizationId,
        pages: usize,
    ) -> Result<(HashMap<UserId, ProfileExtract>, bool), StoreError> {
        let pk = keys::profiles_pk(organization);
        let (mut extracts, mut start) = (HashMap::new(), None);
        for _ in 0..pages {
            let query = PrefixQuery {
                pk: &pk,
                sk_prefix: keys::PERSON_SK_PREFIX,
                newest_first: false,
                start,
                limit: None,
                consistency: Consistency::Eventual,
            };
            let ItemPage { items, next } = self.table.query_prefix(query).await?;
            for item in items {
                let ProfileExtractItem { pk, sk, profile } = from_item(item)?;
                extracts.insert(person(&pk, &sk)?, profile);
            }
            start = next;
            if start.is_none() {
                break;
            }
        }
        Ok((extracts, start.is_none()))
    }

    /// Returns the profiles of these persons that exist, strongly consistent.
    pub async fn profiles_get(
        &self,
        organization: &OrganizationId,
        users: &[UserId],
    ) -> Result<HashMap<UserId, StoredProfile>, StoreError> {
        let pk = keys::profiles_pk(organization);
        let distinct: HashSet<&UserId> = users.iter().collect();
        let keys = distinct.into_iter().map(|user| item_key(&pk, &keys::person_sk(user)));
        let items = self.table.batch_get(keys.collect()).await?;
        let read = |item| {
            let ProfileItem { pk, sk, profile, segment, version } = from_item(item)?;
            Ok((person(&pk, &sk)?, StoredProfile { profile, segment, version }))
        };
        items.into_iter().map(read).collect()
    }

    /// Writes the profile of a person that was read, or that does not exist if its version is 0. The stored version is
    /// one higher.
    ///
    /// Returns [`StoreError::Conflict`] if it was written since.
    pub async fn profiles_put(
        &self,
        organization: &OrganizationId,
        user: &UserId,
        stored: &StoredProfile,
    ) -> Result<(), StoreError> {
        let StoredProfile { profile, segment, version } = stored;
        let internal = |error| StoreError::internal("a profile", error);
        let last_at = profile.last_known_day().map_or(Timestamp::MIN, |last| last.start());
        let update = self
            .table
            .update(item_key(&keys::profiles_pk(organization), &keys::person_sk(user)))
            .update_expression(
                "SET profile = :profile, #segment = :segment, version = :next, expires_at = :expires_at",
            )
            .condition_expression(match version {
                0 => "attribute_not_exists(pk)",
                _ => "version = :version",
            })
            .expression_attribute_names("#segment", "segment")
            .expression_attribute_values(
                ":profile",
                serde_dynamo::to_attribute_value(profile).map_err(internal)?,
            )
            .expression_attribute_values(":segment", number(*segment))
            .expression_attribute_values(":next", number(version + 1))
            .expression_attribute_values(":expires_at", number(last_at.plus(KEPT).millis() / 1_000));
        let update = match version {
            0 => update,
            version => update.expression_attribute_values(":version", number(*version)),
        };
        if self.table.update_if(update).await? { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

fn person(pk: &str, sk: &str) -> Result<UserId, StoreError> {
    let user = keys::parse_person_sk(sk);
    user.ok_or_else(|| StoreError::corrupt(format!("{pk} {sk}"), "is not the key of a person"))
}

#[cfg(test)]
mod tests;
