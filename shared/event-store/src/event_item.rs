//! An event as a row of the `events` table.
//!
//! Every event is written to the table and three or four indexes, so names of attributes that are not
//! keys are one letter, what a key says is not said again, and what is long and always alike is stored
//! short: an event of the catalogue stays below 1 KB, which is one write unit in each, and usually below
//! half of that, so that a page of 50 is three read units.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use event_model::{
    Actor, Client, ContentHash, Details, Device, Event, Location, Network, Outcome, SessionId, Target,
    Timestamp, UserAgent, UserId,
};
use serde::Deserialize;

use crate::keys::{self, EventKeys, Position};
use crate::phrases::{lengthen, shorten};
use crate::short_id::ShortId;
use crate::{Recording, StoreError};

/// A row, as DynamoDB holds it.
#[derive(Debug, Deserialize)]
pub(crate) struct EventItem {
    pub(crate) pk: String,
    pub(crate) sort_key: String,
    time_key: String,
    user_key: String,
    type_key: String,
    ip_key: Option<String>,
    /// When DynamoDB may drop the row, in seconds since 1970.
    expires_at: i64,
    /// When the row was written, in milliseconds since 1970.
    #[serde(rename = "r")]
    recorded_at: i64,
    #[serde(rename = "h", with = "serde_bytes")]
    hash: Vec<u8>,
    /// Absent for the default, success.
    #[serde(rename = "o")]
    outcome: Option<Outcome>,
    #[serde(rename = "n")]
    name: Option<event_model::Name>,
    #[serde(rename = "e")]
    email: Option<event_model::Email>,
    /// As [`shorten`] makes it, like the user agent.
    #[serde(rename = "d")]
    device: Option<String>,
    #[serde(rename = "a")]
    app_version: Option<event_model::AppVersion>,
    #[serde(rename = "u")]
    user_agent: Option<String>,
    #[serde(rename = "s")]
    session_id: Option<ShortId>,
    #[serde(rename = "i")]
    isp: Option<String>,
    #[serde(rename = "as")]
    asn: Option<u32>,
    #[serde(rename = "c")]
    country: Option<String>,
    #[serde(rename = "ct")]
    city: Option<String>,
    #[serde(rename = "t")]
    targets: Option<Vec<TargetItem>>,
    #[serde(rename = "m")]
    metadata: Option<event_model::Metadata>,
    /// True where the organisation did not collect details.
    #[serde(rename = "nc")]
    not_collected: Option<bool>,
}

#[derive(Debug, Deserialize)]
struct TargetItem {
    #[serde(rename = "t")]
    kind: event_model::TargetType,
    #[serde(rename = "i")]
    id: ShortId,
    #[serde(rename = "n")]
    name: Option<event_model::Name>,
}

impl TargetItem {
    fn into_attribute(self) -> AttributeValue {
        let Self { kind, id, name } = self;
        let name = name.map(|name| ("n".to_owned(), AttributeValue::S(name.into())));
        let kind = ("t".to_owned(), AttributeValue::S(kind.into()));
        AttributeValue::M([kind, ("i".to_owned(), id.into_attribute())].into_iter().chain(name).collect())
    }
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

    /// Returns the row's attributes, those that it has.
    ///
    /// By hand, not through serde: it is done for every event that is written, and the maps that serde
    /// would build, sort and take apart again cost more than all the rest of a row.
    pub(crate) fn into_attributes(self) -> Vec<(&'static str, AttributeValue)> {
        let Self {
            pk,
            sort_key,
            time_key,
            user_key,
            type_key,
            ip_key,
            expires_at,
            recorded_at,
            hash,
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
        let text = |text: Option<String>| text.map(AttributeValue::S);
        let number = |number: i64| Some(AttributeValue::N(number.to_string()));
        let list = |targets: Vec<TargetItem>| {
            AttributeValue::L(targets.into_iter().map(TargetItem::into_attribute).collect())
        };
        let map = |metadata: event_model::Metadata| {
            let entries =
                metadata.into_iter().map(|(key, value)| (key.into(), AttributeValue::S(value.into())));
            AttributeValue::M(entries.collect())
        };
        let attributes = [
            ("pk", text(Some(pk))),
            ("sort_key", text(Some(sort_key))),
            ("time_key", text(Some(time_key))),
            ("user_key", text(Some(user_key))),
            ("type_key", text(Some(type_key))),
            ("ip_key", text(ip_key)),
            ("expires_at", number(expires_at)),
            ("r", number(recorded_at)),
            ("h", Some(AttributeValue::B(Blob::new(hash)))),
            ("o", text(outcome.map(|outcome| outcome.as_str().to_owned()))),
            ("n", text(name.map(String::from))),
            ("e", text(email.map(String::from))),
            ("d", text(device)),
            ("a", text(app_version.map(String::from))),
            ("u", text(user_agent)),
            ("s", session_id.map(ShortId::into_attribute)),
            ("i", text(isp)),
            ("as", asn.and_then(|asn| number(asn.into()))),
            ("c", text(country)),
            ("ct", text(city)),
            ("t", targets.map(list)),
            ("m", metadata.map(map)),
            ("nc", not_collected.map(AttributeValue::Bool)),
        ];
        attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read_back(event: &Value, collect: bool) -> (Recording, Event) {
        let event = event_model::parse_event(event).expect("an event");
        let recording = Recording {
            expires_at: event.occurred_at.plus(chrono::Duration::days(400)),
            recorded_at: event.occurred_at.plus(chrono::Duration::milliseconds(357)),
            event,
            network: Network { isp: Some("Init7".to_owned()), asn: Some(13_030) },
            location: Some(Location { country: "CH".to_owned(), city: Some("Zürich".to_owned()) }),
            collect,
            shards: Default::default(),
        };
        let attributes = EventItem::new(&recording).into_attributes().into_iter();
        let attributes = attributes.map(|(name, value)| (name.to_owned(), value)).collect();
        let event = EventItem::read(attributes).and_then(EventItem::into_event).expect("a row");
        (recording, event)
    }

    #[test]
    fn every_attribute_is_read_under_the_name_that_it_is_written_under() {
        let full = json!({
            "id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11", "organization_id": "org_a",
            "type": "pass.item.created", "occurred_at": "2026-11-21T19:23:11.000Z", "outcome": "blocked",
            "actor": { "id": "u#1", "name": "Ada", "email": "ada@a.example" },
            "targets": [
                { "type": "vault", "id": "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c12", "name": "Engineering" },
                { "type": "item", "id": "i" },
            ],
            "client": { "ip": "2001:db8::7", "device": "Firefox on Linux", "app_version": "web 5.2",
                "user_agent": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0" },
            "session_id": "0199F2C4-7D1E-7C3A-9A55-6F0F6A2B7C13",
            "metadata": { "a": "b", "c": "d" },
        });
        let least = json!({
            "id": "e", "organization_id": "org_a", "type": "account.reset",
            "occurred_at": "2026-11-21T19:23:11Z", "actor": { "id": "u" },
        });
        for (event, collect) in [(&full, true), (&full, false), (&least, true)] {
            let (Recording { event, network, location, recorded_at, expires_at, .. }, read) =
                read_back(event, collect);
            let details = match collect {
                true => Details::Collected { ip: event.ip, network, location },
                false => Details::NotCollected,
            };
            let written = Event {
                id: event.id,
                organization_id: event.organization_id,
                kind: event.kind,
                occurred_at: event.occurred_at,
                recorded_at,
                expires_at,
                outcome: event.outcome,
                actor: event.actor,
                targets: event.targets,
                client: event.client,
                details,
                session_id: event.session_id,
                metadata: event.metadata,
            };
            assert_eq!(read, written);
        }
    }
}
