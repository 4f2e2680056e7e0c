//! An event as a row of the events table.
//!
//! One row type serves INSERT, GetItem, BatchGetItem and Query. Every row is written to the table and to three or four
//! indexes with all its attributes: attribute names are short, and values that a key holds are not stored again. An
//! event of the catalog stays below 1 KB, which is one write unit each.

use std::collections::BTreeMap;

use event_model::{
    Actor, AppVersion, Client, ContentHash, Details, Device, Email, Event, Location, MetadataKey,
    MetadataValue, Name, Network, NewEvent, Outcome, RecordedOutcome, SessionId, Target, TargetId,
    TargetType, Timestamp, UserAgent,
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use crate::dynamodb::item::{Lenient, lenient, present};
use crate::events::keys::{self, EventKeys, Position};
use crate::{Insertion, Recording, StoreError};

/// A row of the events table.
///
/// A row without an attribute that an event needs is an error. Attributes that an event may lack are lenient. Attributes
/// that this version does not know are ignored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventItem {
    /// Partition key of the table: organization, source and id.
    pub(crate) pk: String,
    /// Sort key of every index: time of occurrence, and a hash of source and id.
    sort_key: String,
    /// Partition key of `by_time`: organization and shard.
    #[serde(default, deserialize_with = "lenient")]
    time_key: String,
    /// Partition key of `by_user`: organization and actor.
    user_key: String,
    /// Partition key of `by_type`: organization, type and shard.
    type_key: String,
    /// Partition key of `by_ip`: organization, address and shard. Absent without an address, and if details are not
    /// collected.
    #[serde(default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    ip_key: Option<String>,
    /// DynamoDB's TTL, in seconds since 1970.
    expires_at: i64,
    /// Time of the insertion, in milliseconds since 1970.
    #[serde(rename = "r")]
    recorded_at: i64,
    /// Content hash, to distinguish a duplicate from a conflict.
    #[serde(rename = "h", default, deserialize_with = "lenient")]
    hash: ByteBuf,
    /// Outcome. Absent for `success`.
    #[serde(rename = "o", default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    /// Name of the actor.
    #[serde(rename = "n", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// E-mail address of the actor.
    #[serde(rename = "e", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    /// Device.
    #[serde(rename = "d", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    /// Version of the application.
    #[serde(rename = "a", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    app_version: Option<String>,
    /// User agent.
    #[serde(rename = "u", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
    /// Session id.
    #[serde(rename = "s", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    session_id: Option<String>,
    /// Internet service provider of the address.
    #[serde(rename = "i", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    isp: Option<String>,
    /// Autonomous system number of the address.
    #[serde(rename = "as", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    asn: Option<u32>,
    /// Country of the address.
    #[serde(rename = "c", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    /// City of the address.
    #[serde(rename = "ct", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    /// Geohash of the city.
    #[serde(rename = "g", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    geohash: Option<String>,
    /// Targets.
    #[serde(rename = "t", default, deserialize_with = "lenient", skip_serializing_if = "Vec::is_empty")]
    targets: Vec<Lenient<TargetItem>>,
    /// Metadata.
    #[serde(rename = "m", default, deserialize_with = "lenient", skip_serializing_if = "BTreeMap::is_empty")]
    metadata: BTreeMap<String, Lenient<String>>,
    /// Whether the details of the event are not collected. Absent if they are.
    #[serde(rename = "nc", default, skip_serializing_if = "std::ops::Not::not")]
    not_collected: bool,
}

/// A target in a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct TargetItem {
    /// Type.
    #[serde(rename = "t")]
    kind: String,
    /// Id.
    #[serde(rename = "i")]
    id: String,
    /// Name.
    #[serde(rename = "n", default, deserialize_with = "lenient", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl EventItem {
    /// Returns the row of a recording.
    pub(crate) fn new(recording: &Recording) -> Self {
        let Recording { event, network, location, collect, recorded_at, expires_at, shards } = recording;
        let EventKeys { pk, sort_key, time_key, user_key, type_key, ip_key } =
            keys::event_keys(event, *shards);
        let hash = ContentHash::of(event);
        let NewEvent {
            // Part of the keys.
            id: _,
            organization_id: _,
            kind: _,
            occurred_at: _,
            ip: _,
            outcome,
            actor: Actor { id: _, name, email },
            targets,
            client: Client { device, app_version, user_agent },
            session_id,
            metadata,
        } = event.clone();
        // Details that are not collected are not stored, and the event cannot be found by its address.
        let details = collect.then(|| (network.clone(), location.clone()));
        let (Network { isp, asn }, location) = details.unwrap_or_default();
        let (country, city, geohash) = match location {
            Some(Location { country, city, geohash }) => (Some(country), city, geohash),
            None => (None, None, None),
        };
        Self {
            pk,
            sort_key: sort_key.into(),
            time_key,
            user_key,
            type_key,
            ip_key: ip_key.filter(|_| *collect),
            expires_at: expires_at.millis() / 1_000,
            recorded_at: recorded_at.millis(),
            hash: ByteBuf::from(hash.as_bytes()),
            outcome: (outcome != Outcome::default()).then(|| outcome.as_str().to_owned()),
            name: name.map(String::from),
            email: email.map(String::from),
            device: device.map(String::from),
            app_version: app_version.map(String::from),
            user_agent: user_agent.map(String::from),
            session_id: session_id.map(String::from),
            isp,
            asn,
            country,
            city,
            geohash,
            targets: targets.into_iter().map(TargetItem::new).map(Lenient::Known).collect(),
            metadata: metadata
                .into_iter()
                .map(|(key, value)| (key.into(), Lenient::Known(value.into())))
                .collect(),
            not_collected: !collect,
        }
    }

    /// Returns the event and its position. The error names the key and the attribute that cannot be read.
    pub(crate) fn into_event(self) -> Result<(Position, Event), StoreError> {
        let Self {
            pk,
            sort_key,
            time_key: _,
            user_key,
            type_key,
            ip_key,
            expires_at,
            recorded_at,
            hash: _,
            outcome,
            name,
            email,
            device,
            app_version,
            user_agent,
            session_id,
            isp,
            asn,
            country,
            city,
            geohash,
            targets,
            metadata,
            not_collected,
        } = self;
        let corrupt = |attribute: &str| StoreError::corrupt(&pk, format!("{attribute} cannot be read"));
        let (organization_id, source, id) = keys::parse_event_key(&pk).ok_or_else(|| corrupt("pk"))?;
        let position = Position::parse(sort_key).ok_or_else(|| corrupt("sort_key"))?;
        let user = keys::parse_user_key(&user_key).ok_or_else(|| corrupt("user_key"))?;
        // Both keys contain the source: a type of another source belongs to another event.
        let kind = keys::parse_type_key(&type_key)
            .filter(|kind| kind.source() == source)
            .ok_or_else(|| corrupt("type_key"))?;
        let expires_at = expires_at
            .checked_mul(1_000)
            .and_then(Timestamp::from_millis)
            .ok_or_else(|| corrupt("expires_at"))?;
        let recorded_at = Timestamp::from_millis(recorded_at).ok_or_else(|| corrupt("r"))?;
        let details = if not_collected {
            Details::NotCollected
        } else {
            Details::Collected {
                ip: ip_key.as_deref().and_then(keys::parse_ip_key),
                network: Network { isp, asn },
                location: country.map(|country| Location { country, city, geohash }),
            }
        };
        let metadata = metadata.into_iter().filter_map(|(key, value)| {
            Some((MetadataKey::recorded(key), MetadataValue::recorded(value.known()?)))
        });
        let event = Event {
            id,
            organization_id,
            kind,
            occurred_at: position.time(),
            recorded_at,
            expires_at,
            outcome: outcome.map_or_else(RecordedOutcome::default, |text| RecordedOutcome::parse(&text)),
            actor: Actor { id: user, name: name.map(Name::recorded), email: email.map(Email::recorded) },
            targets: targets.into_iter().filter_map(Lenient::known).map(TargetItem::into_target).collect(),
            client: Client {
                device: device.map(Device::recorded),
                app_version: app_version.map(AppVersion::recorded),
                user_agent: user_agent.map(UserAgent::recorded),
            },
            details,
            session_id: session_id.map(SessionId::recorded),
            metadata: metadata.collect(),
        };
        Ok((position, event))
    }

    /// Returns the result of inserting `recording` where this row has its id.
    pub(crate) fn compare(&self, recording: &Recording) -> Insertion {
        if self.has_expired(recording) {
            Insertion::Expired
        } else if self.has_content_of(recording) {
            Insertion::Duplicate
        } else {
            Insertion::Conflict
        }
    }

    /// Returns `true` if readers no longer show the row: it has expired, or the retention was shortened since.
    ///
    /// DynamoDB deletes expired rows within days. Until then, `duplicate` would acknowledge an event that no
    /// reader sees and that is about to be deleted.
    fn has_expired(&self, recording: &Recording) -> bool {
        let Recording { event, recorded_at, expires_at, .. } = recording;
        let retention = expires_at.millis() - event.occurred_at.millis();
        let hidden = Position::parse(self.sort_key.as_str()).is_some_and(|position| {
            position.time().millis().saturating_add(retention) <= recorded_at.millis()
        });
        hidden || self.expires_at.saturating_mul(1_000) <= recorded_at.millis()
    }

    fn has_content_of(&self, recording: &Recording) -> bool {
        let stored_ip = self.ip_key.as_deref().and_then(keys::parse_ip_key);
        // An address that was not collected cannot be compared; the other fields decide.
        let same_ip = self.not_collected || stored_ip == recording.event.ip;
        same_ip && ContentHash::from_bytes(&self.hash) == Some(ContentHash::of(&recording.event))
    }
}

impl TargetItem {
    fn new(Target { kind, id, name }: Target) -> Self {
        Self { kind: kind.into(), id: id.into(), name: name.map(String::from) }
    }

    fn into_target(self) -> Target {
        let Self { kind, id, name } = self;
        Target {
            kind: TargetType::recorded(kind),
            id: TargetId::recorded(id),
            name: name.map(Name::recorded),
        }
    }
}

#[cfg(test)]
mod tests;
