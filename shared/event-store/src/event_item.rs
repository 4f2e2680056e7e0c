//! An event as a row of the `events` table.
//!
//! Every event is written to the table and three or four indexes, so names of attributes that are not
//! keys are one letter, what a key says is not said again, and what is long and always alike is stored
//! short: an event of the catalogue stays below 1 KB, which is one write unit in each, and usually below
//! half of that, so that a page of 50 is three read units.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use event_model::{
    Actor, Client, ContentHash, Details, Device, Event, Location, Network, Outcome, SessionId, Target,
    Timestamp, UserAgent, UserId,
};
use serde::{Deserialize, Serialize};

use crate::keys::{self, EventKeys, Position};
use crate::phrases::{lengthen, shorten};
use crate::short_id::ShortId;
use crate::{Recording, StoreError};

/// A row, as DynamoDB holds it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct EventItem {
    pub(crate) pk: String,
    pub(crate) sort_key: String,
    time_key: String,
    user_key: String,
    type_key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip_key: Option<String>,
    /// When DynamoDB may drop the row, in seconds since 1970.
    expires_at: i64,
    /// When the row was written, in milliseconds since 1970.
    #[serde(rename = "r")]
    recorded_at: i64,
    #[serde(rename = "h", with = "serde_bytes")]
    hash: Vec<u8>,
    /// Absent for the default, success.
    #[serde(rename = "o", skip_serializing_if = "Option::is_none")]
    outcome: Option<Outcome>,
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    name: Option<event_model::Name>,
    #[serde(rename = "e", skip_serializing_if = "Option::is_none")]
    email: Option<event_model::Email>,
    /// As [`shorten`] makes it, like the user agent.
    #[serde(rename = "d", skip_serializing_if = "Option::is_none")]
    device: Option<String>,
    #[serde(rename = "a", skip_serializing_if = "Option::is_none")]
    app_version: Option<event_model::AppVersion>,
    #[serde(rename = "u", skip_serializing_if = "Option::is_none")]
    user_agent: Option<String>,
    #[serde(rename = "s", skip_serializing_if = "Option::is_none")]
    session_id: Option<ShortId>,
    #[serde(rename = "i", skip_serializing_if = "Option::is_none")]
    isp: Option<String>,
    #[serde(rename = "as", skip_serializing_if = "Option::is_none")]
    asn: Option<u32>,
    #[serde(rename = "c", skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(rename = "ct", skip_serializing_if = "Option::is_none")]
    city: Option<String>,
    #[serde(rename = "t", skip_serializing_if = "Option::is_none")]
    targets: Option<Vec<TargetItem>>,
    #[serde(rename = "m", skip_serializing_if = "Option::is_none")]
    metadata: Option<event_model::Metadata>,
    /// True where the organisation did not collect details.
    #[serde(rename = "nc", skip_serializing_if = "Option::is_none")]
    not_collected: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize)]
struct TargetItem {
    #[serde(rename = "t")]
    kind: event_model::TargetType,
    #[serde(rename = "i")]
    id: ShortId,
    #[serde(rename = "n", skip_serializing_if = "Option::is_none")]
    name: Option<event_model::Name>,
}

impl EventItem {
    /// Returns the row of a recording.
    pub(crate) fn new(recording: &Recording) -> Self {
        let Recording { event, network, location, collect, recorded_at, expires_at, shards } = recording;
        let keys = keys::event_keys(event, *shards);
        let EventKeys { pk, sort_key, time_key, user_key, type_key, ip_key } = keys;
        let collected = |is: bool| is.then_some(());
        let details = collected(*collect);
        let targets = event.targets.iter().map(|Target { kind, id, name }| TargetItem {
            kind: kind.clone(),
            id: ShortId(id.as_str().to_owned()),
            name: name.clone(),
        });
        let location = details.and(location.clone());
        let network = details.map(|()| network.clone()).unwrap_or_default();
        Self {
            pk,
            sort_key: sort_key.as_str().to_owned(),
            time_key,
            user_key,
            type_key,
            // What is not collected is not stored at all, and so cannot be found by its address.
            ip_key: details.and(ip_key),
            expires_at: expires_at.millis() / 1_000,
            recorded_at: recorded_at.millis(),
            hash: ContentHash::of(event).as_bytes().to_vec(),
            outcome: (event.outcome != Outcome::default()).then_some(event.outcome),
            name: event.actor.name.clone(),
            email: event.actor.email.clone(),
            device: event.client.device.as_ref().map(|device| shorten(device.as_str())),
            app_version: event.client.app_version.clone(),
            user_agent: event.client.user_agent.as_ref().map(|agent| shorten(agent.as_str())),
            session_id: event.session_id.as_ref().map(|id| ShortId(id.as_str().to_owned())),
            isp: network.isp,
            asn: network.asn,
            country: location.as_ref().map(|location| location.country.clone()),
            city: location.and_then(|location| location.city),
            targets: (!event.targets.is_empty()).then(|| targets.collect()),
            metadata: (!event.metadata.is_empty()).then(|| event.metadata.clone()),
            not_collected: details.is_none().then_some(true),
        }
    }

    /// Returns the row's attributes.
    pub(crate) fn into_attributes(self) -> Result<BTreeMap<String, AttributeValue>, StoreError> {
        let key = self.pk.clone();
        let item: HashMap<String, AttributeValue> =
            serde_dynamo::to_item(self).map_err(|error| StoreError::corrupt(key, error))?;
        Ok(item.into_iter().collect())
    }

    /// Reads a row's attributes.
    pub(crate) fn read(attributes: HashMap<String, AttributeValue>) -> Result<Self, StoreError> {
        let key = match attributes.get("pk") {
            Some(AttributeValue::S(key)) => key.clone(),
            _ => "without a key".to_owned(),
        };
        serde_dynamo::from_item(attributes).map_err(|error| StoreError::corrupt(key, error))
    }

    /// Returns the event that the row holds.
    pub(crate) fn into_event(self) -> Result<Event, StoreError> {
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
            targets,
            metadata,
            not_collected,
        } = self;
        let corrupt = |what: &str| StoreError::corrupt(pk.clone(), what);
        let (organization_id, source, id) =
            keys::parse_event_key(&pk).ok_or_else(|| corrupt("pk is not an event's"))?;
        let kind = keys::parse_type_key(&type_key).ok_or_else(|| corrupt("type_key has no known type"))?;
        if kind.source() != source {
            return Err(corrupt("type_key is of another source than pk"));
        }
        let position = Position::parse(&sort_key).ok_or_else(|| corrupt("sort_key is not a position"))?;
        let actor_id =
            keys::parse_user_key(&user_key).ok_or_else(|| corrupt("user_key is not an actor's"))?;
        let ip = match &ip_key {
            Some(key) => Some(keys::parse_ip_key(key).ok_or_else(|| corrupt("ip_key has no address"))?),
            None => None,
        };
        let details = if not_collected == Some(true) {
            Details::NotCollected
        } else {
            let location = country.map(|country| Location { country, city });
            Details::Collected { ip, network: Network { isp, asn }, location }
        };
        let targets = targets.unwrap_or_default().into_iter().map(|TargetItem { kind, id, name }| {
            let id = UserId::try_from(id.0).map_err(|_| corrupt("t has a target without a valid id"))?;
            Ok(Target { kind, id, name })
        });
        let targets = targets.collect::<Result<Vec<_>, StoreError>>()?;
        let device = device.map(|short| Device::try_from(lengthen(&short))).transpose();
        let user_agent = user_agent.map(|short| UserAgent::try_from(lengthen(&short))).transpose();
        let session_id = session_id.map(|id| SessionId::try_from(id.0)).transpose();
        let client = Client {
            device: device.map_err(|_| corrupt("d is no device"))?,
            app_version,
            user_agent: user_agent.map_err(|_| corrupt("u is no user agent"))?,
        };
        Ok(Event {
            id,
            organization_id,
            kind,
            occurred_at: position.time(),
            recorded_at: Timestamp::from_millis(recorded_at).ok_or_else(|| corrupt("r is no time"))?,
            expires_at: expires_at
                .checked_mul(1_000)
                .and_then(Timestamp::from_millis)
                .ok_or_else(|| corrupt("expires_at is no time"))?,
            outcome: outcome.unwrap_or_default(),
            actor: Actor { id: actor_id, name, email },
            targets,
            client,
            details,
            session_id: session_id.map_err(|_| corrupt("s is no session"))?,
            metadata: metadata.unwrap_or_default(),
        })
    }
}

/// The part of a row that tells a repeated event from a changed one.
#[derive(Debug, Deserialize)]
pub(crate) struct ContentItem {
    pub(crate) pk: String,
    #[serde(rename = "h", with = "serde_bytes")]
    hash: Vec<u8>,
    ip_key: Option<String>,
    #[serde(rename = "nc")]
    not_collected: Option<bool>,
}

impl ContentItem {
    /// The attributes that this part is made of, for a projection.
    pub(crate) const PROJECTION: &'static str = "pk, h, ip_key, nc";

    /// Tells whether the row holds the content of `recording`.
    pub(crate) fn is_of(&self, recording: &Recording) -> bool {
        let stored_ip = self.ip_key.as_deref().and_then(keys::parse_ip_key);
        // An address that was not collected cannot be compared; the rest decides.
        let same_ip = self.not_collected == Some(true) || stored_ip == recording.event.ip;
        same_ip && ContentHash::from_bytes(&self.hash) == Some(ContentHash::of(&recording.event))
    }
}
