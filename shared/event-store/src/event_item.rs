//! An event as a row of the `events` table.
//!
//! Every event is written to the table and three or four indexes, so names of attributes that are not
//! keys are one letter, what a key says is not said again, and what is long and always alike is stored
//! short: an event of the catalogue stays below 1 KB, which is one write unit in each, and usually below
//! half of that, so that a page of 50 is three read units.

use std::collections::HashMap;
use std::net::IpAddr;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use event_model::{
    Actor, Client, ContentHash, Details, Email, Event, EventId, EventType, Location, Metadata, Name, Network,
    NewEvent, OrganizationId, Outcome, SessionId, Source, Target, Timestamp, UserId,
};
use serde::Deserialize;

use crate::keys::{self, EventKeys, Position};
use crate::phrases::{lengthen, shorten};
use crate::short_id::{long_id, short_id};
use crate::{Recording, StoreError};

/// Returns the row of a recording: the attributes that it has.
///
/// By hand, not through serde, and so is [`read`]: either is done for every event, and the values that serde
/// would build and take apart again cost more than all the rest of a row.
pub(crate) fn attributes(recording: &Recording) -> Vec<(&'static str, AttributeValue)> {
    let Recording { event, network, location, collect, recorded_at, expires_at, shards } = recording;
    let EventKeys { pk, sort_key, time_key, user_key, type_key, ip_key } = keys::event_keys(event, *shards);
    let hash = ContentHash::of(event);
    // What the keys say is not said again.
    let NewEvent {
        id: _,
        organization_id: _,
        kind: _,
        occurred_at: _,
        outcome,
        actor: Actor { id: _, name, email },
        targets,
        client: Client { device, app_version, user_agent },
        ip: _,
        session_id,
        metadata,
    } = event;
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let number = |number: i64| AttributeValue::N(number.to_string());
    let network = collect.then_some(network);
    let location = location.as_ref().filter(|_| *collect);
    let attributes = [
        ("pk", Some(AttributeValue::S(pk))),
        ("sort_key", Some(AttributeValue::S(sort_key.into()))),
        ("time_key", Some(AttributeValue::S(time_key))),
        ("user_key", Some(AttributeValue::S(user_key))),
        ("type_key", Some(AttributeValue::S(type_key))),
        // What is not collected is not stored at all, and so cannot be found by its address.
        ("ip_key", ip_key.filter(|_| *collect).map(AttributeValue::S)),
        // When DynamoDB may drop the row, in seconds since 1970.
        ("expires_at", Some(number(expires_at.millis() / 1_000))),
        // When it was written, in milliseconds since 1970.
        ("r", Some(number(recorded_at.millis()))),
        ("h", Some(AttributeValue::B(Blob::new(hash.as_bytes())))),
        // Absent for the default, success.
        ("o", (*outcome != Outcome::default()).then(|| text(outcome.as_str()))),
        ("n", name.as_ref().map(|name| text(name.as_str()))),
        ("e", email.as_ref().map(|email| text(email.as_str()))),
        ("d", device.as_ref().map(|device| AttributeValue::S(shorten(device.as_str())))),
        ("a", app_version.as_ref().map(|version| text(version.as_str()))),
        ("u", user_agent.as_ref().map(|agent| AttributeValue::S(shorten(agent.as_str())))),
        ("s", session_id.as_ref().map(|id| short_id(id.as_str()))),
        ("i", network.and_then(|network| network.isp.as_deref()).map(text)),
        ("as", network.and_then(|network| network.asn).map(|asn| number(asn.into()))),
        ("c", location.map(|location| text(&location.country))),
        ("ct", location.and_then(|location| location.city.as_deref()).map(text)),
        ("t", (!targets.is_empty()).then(|| AttributeValue::L(targets.iter().map(target).collect()))),
        ("m", (!metadata.is_empty()).then(|| AttributeValue::M(texts(metadata)))),
        ("nc", (!collect).then_some(AttributeValue::Bool(true))),
    ];
    attributes.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn target(Target { kind, id, name }: &Target) -> AttributeValue {
    let attributes = [
        ("t", Some(AttributeValue::S(kind.as_str().to_owned()))),
        ("i", Some(short_id(id.as_str()))),
        ("n", name.as_ref().map(|name| AttributeValue::S(name.as_str().to_owned()))),
    ];
    let attributes = attributes.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    AttributeValue::M(attributes.collect())
}

fn texts(metadata: &Metadata) -> HashMap<String, AttributeValue> {
    let texts = metadata.iter();
    texts.map(|(key, text)| (key.as_str().to_owned(), AttributeValue::S(text.as_str().to_owned()))).collect()
}

/// Reads a row: an event, and where it stands.
pub(crate) fn read(mut attributes: HashMap<String, AttributeValue>) -> Result<(Position, Event), StoreError> {
    let Some(pk) = attributes.remove("pk").and_then(read_text) else {
        return Err(StoreError::corrupt("without a key", "pk is missing"));
    };
    let name = keys::parse_event_key(&pk).ok_or_else(|| StoreError::corrupt(&pk, "pk cannot be read"))?;
    let mut row = Row::default();
    for (attribute, value) in attributes {
        if row.take(&attribute, value).is_none() {
            return Err(StoreError::corrupt(pk, format!("{attribute} cannot be read")));
        }
    }
    let lacking = |attribute| StoreError::corrupt(pk, format!("{attribute} is missing or of another event"));
    row.into_event(name).map_err(lacking)
}

/// What was read of a row, beside its key.
#[derive(Default)]
struct Row {
    position: Option<Position>,
    actor_id: Option<UserId>,
    kind: Option<EventType>,
    ip: Option<IpAddr>,
    expires_at: Option<Timestamp>,
    recorded_at: Option<Timestamp>,
    outcome: Outcome,
    name: Option<Name>,
    email: Option<Email>,
    client: Client,
    session_id: Option<SessionId>,
    network: Network,
    country: Option<String>,
    city: Option<String>,
    targets: Vec<Target>,
    metadata: Metadata,
    not_collected: bool,
}

impl Row {
    /// Takes one attribute in; none where it is not as it is written.
    fn take(&mut self, name: &str, value: AttributeValue) -> Option<()> {
        match name {
            "sort_key" => self.position = Some(Position::parse(read_text(value)?)?),
            "user_key" => self.actor_id = Some(keys::parse_user_key(&read_text(value)?)?),
            "type_key" => self.kind = Some(keys::parse_type_key(&read_text(value)?)?),
            "ip_key" => self.ip = Some(keys::parse_ip_key(&read_text(value)?)?),
            "expires_at" => {
                self.expires_at = Some(Timestamp::from_millis(read_number(&value)?.checked_mul(1_000)?)?);
            }
            "r" => self.recorded_at = Some(Timestamp::from_millis(read_number(&value)?)?),
            "o" => self.outcome = read_text(value)?.parse().ok()?,
            "n" => self.name = Some(read_text(value)?.try_into().ok()?),
            "e" => self.email = Some(read_text(value)?.try_into().ok()?),
            "d" => self.client.device = Some(lengthen(&read_text(value)?).try_into().ok()?),
            "a" => self.client.app_version = Some(read_text(value)?.try_into().ok()?),
            "u" => self.client.user_agent = Some(lengthen(&read_text(value)?).try_into().ok()?),
            "s" => self.session_id = Some(long_id(value)?.try_into().ok()?),
            "i" => self.network.isp = Some(read_text(value)?),
            "as" => self.network.asn = Some(read_number(&value)?.try_into().ok()?),
            "c" => self.country = Some(read_text(value)?),
            "ct" => self.city = Some(read_text(value)?),
            "t" => self.targets = read_targets(value)?,
            "m" => self.metadata = read_texts(value)?,
            "nc" => self.not_collected = *value.as_bool().ok()?,
            // Of no use to a reader, or a later version's own.
            _ => {}
        }
        Some(())
    }

    /// Returns the event of a name, or the attribute that it lacks.
    fn into_event(
        self,
        (organization_id, source, id): (OrganizationId, Source, EventId),
    ) -> Result<(Position, Event), &'static str> {
        let Self {
            position,
            actor_id,
            kind,
            ip,
            expires_at,
            recorded_at,
            outcome,
            name,
            email,
            client,
            session_id,
            network,
            country,
            city,
            targets,
            metadata,
            not_collected,
        } = self;
        let position = position.ok_or("sort_key")?;
        let details = if not_collected {
            Details::NotCollected
        } else {
            let location = country.map(|country| Location { country, city });
            Details::Collected { ip, network, location }
        };
        let event = Event {
            id,
            organization_id,
            kind: kind.filter(|kind| kind.source() == source).ok_or("type_key")?,
            occurred_at: position.time(),
            recorded_at: recorded_at.ok_or("r")?,
            expires_at: expires_at.ok_or("expires_at")?,
            outcome,
            actor: Actor { id: actor_id.ok_or("user_key")?, name, email },
            targets,
            client,
            details,
            session_id,
            metadata,
        };
        Ok((position, event))
    }
}

fn read_text(value: AttributeValue) -> Option<String> {
    match value {
        AttributeValue::S(text) => Some(text),
        _ => None,
    }
}

fn read_number(value: &AttributeValue) -> Option<i64> {
    value.as_n().ok()?.parse().ok()
}

fn read_targets(value: AttributeValue) -> Option<Vec<Target>> {
    let AttributeValue::L(targets) = value else { return None };
    let targets = targets.into_iter().map(|value| {
        let AttributeValue::M(mut attributes) = value else { return None };
        Some(Target {
            kind: read_text(attributes.remove("t")?)?.try_into().ok()?,
            id: long_id(attributes.remove("i")?)?.try_into().ok()?,
            name: match attributes.remove("n") {
                Some(name) => Some(read_text(name)?.try_into().ok()?),
                None => None,
            },
        })
    });
    targets.collect()
}

fn read_texts(value: AttributeValue) -> Option<Metadata> {
    let AttributeValue::M(texts) = value else { return None };
    texts
        .into_iter()
        .map(|(key, value)| Some((key.try_into().ok()?, read_text(value)?.try_into().ok()?)))
        .collect()
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

    fn row(recording: &Recording) -> HashMap<String, AttributeValue> {
        attributes(recording).into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn read_back(event: &Value, collect: bool) -> (Recording, Event) {
        let event = event_model::parse_event(&event.into()).expect("an event");
        let recording = Recording {
            expires_at: event.occurred_at.plus(chrono::Duration::days(400)),
            recorded_at: event.occurred_at.plus(chrono::Duration::milliseconds(357)),
            event,
            network: Network { isp: Some("Init7".to_owned()), asn: Some(13_030) },
            location: Some(Location { country: "CH".to_owned(), city: Some("Zürich".to_owned()) }),
            collect,
            shards: Default::default(),
        };
        let (_, event) = read(row(&recording)).expect("a row");
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
