//! An event as a row of the `events` table.
//!
//! Every event is written to the table and three or four indexes, so names of attributes that are not
//! keys are one letter, what a key says is not said again, and what is long and always alike is stored
//! short: an event of the catalogue stays below 1 KB, which is one write unit in each, and usually below
//! half of that, so that a page of 50 is three read units.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use event_model::{
    Actor, AppVersion, Client, ContentHash, Details, Device, Email, Event, EventId, Location, Metadata,
    MetadataKey, MetadataValue, Name, Network, NewEvent, OrganizationId, Outcome, RecordedOutcome,
    RecordedType, SessionId, Target, TargetType, Timestamp, UserAgent, UserId,
};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::dynamodb::attribute::{Attribute, Attributes, Text};
use crate::events::keys::{self, EventKeys, Position};
use crate::events::phrases::{lengthen, shorten};
use crate::events::short_id::{long_id, short_id};
use crate::{Insertion, Recording, StoreError};

/// Returns the row of a recording: the attributes that it has.
pub(crate) fn attributes(recording: &Recording) -> Vec<(&'static str, Attribute<'_>)> {
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
    let network = collect.then_some(network);
    let location = location.as_ref().filter(|_| *collect);
    let attributes = [
        ("pk", Some(owned(pk))),
        ("sort_key", Some(owned(sort_key.into()))),
        ("time_key", Some(owned(time_key))),
        ("user_key", Some(owned(user_key))),
        ("type_key", Some(owned(type_key))),
        // What is not collected is not stored at all, and so cannot be found by its address.
        ("ip_key", ip_key.filter(|_| *collect).map(owned)),
        // When DynamoDB may drop the row, in seconds since 1970.
        ("expires_at", Some(Attribute::number(expires_at.millis() / 1_000))),
        // When it was written, in milliseconds since 1970.
        ("r", Some(Attribute::number(recorded_at.millis()))),
        ("h", Some(Attribute::B(hash.as_bytes().to_vec()))),
        // Absent for the default, success.
        ("o", (*outcome != Outcome::default()).then(|| text(outcome.as_str()))),
        ("n", name.as_ref().map(|name| text(name.as_str()))),
        ("e", email.as_ref().map(|email| text(email.as_str()))),
        ("d", device.as_ref().map(|device| owned(shorten(device.as_str())))),
        ("a", app_version.as_ref().map(|version| text(version.as_str()))),
        ("u", user_agent.as_ref().map(|agent| owned(shorten(agent.as_str())))),
        ("s", session_id.as_ref().map(|id| short_id(id.as_str()))),
        ("i", network.and_then(|network| network.isp.as_deref()).map(text)),
        ("as", network.and_then(|network| network.asn).map(|asn| Attribute::number(asn.into()))),
        ("c", location.map(|location| text(&location.country))),
        ("ct", location.and_then(|location| location.city.as_deref()).map(text)),
        ("t", (!targets.is_empty()).then(|| Attribute::L(targets.iter().map(target).collect()))),
        ("m", (!metadata.is_empty()).then(|| texts(metadata))),
        ("nc", (!collect).then_some(Attribute::Bool(true))),
    ];
    let mut row = Vec::with_capacity(attributes.len());
    row.extend(attributes.into_iter().filter_map(|(name, value)| Some((name, value?))));
    row
}

fn text(text: &str) -> Attribute<'_> {
    Attribute::S(text.into())
}

fn owned(text: String) -> Attribute<'static> {
    Attribute::S(text.into())
}

fn target(Target { kind, id, name }: &Target) -> Attribute<'_> {
    let attributes = [
        ("t", Some(text(kind.as_str()))),
        ("i", Some(short_id(id.as_str()))),
        ("n", name.as_ref().map(|name| text(name.as_str()))),
    ];
    let attributes = attributes.into_iter().filter_map(|(name, value)| Some((name.into(), value?)));
    Attribute::M(Attributes(attributes.collect()))
}

fn texts(metadata: &Metadata) -> Attribute<'_> {
    let texts = metadata.iter().map(|(key, value)| (key.as_str().into(), text(value.as_str())));
    Attribute::M(Attributes(texts.collect()))
}

/// A row as far as it was read: see [`Row::into_event`].
#[derive(Default)]
pub(crate) struct Row {
    pk: Option<String>,
    /// The first attribute that is needed and cannot be read.
    unreadable: Option<String>,
    position: Option<Position>,
    actor_id: Option<UserId>,
    kind: Option<RecordedType>,
    ip: Option<IpAddr>,
    expires_at: Option<Timestamp>,
    recorded_at: Option<Timestamp>,
    outcome: RecordedOutcome,
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

/// Each attribute goes to its place as it is read: a row of values between JSON and its event would cost more
/// than everything else that is done with it.
impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Item;
        impl<'de> Visitor<'de> for Item {
            type Value = Row;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row, A::Error> {
                let mut row = Row::default();
                while let Some((Text(name), value)) = map.next_entry()? {
                    if row.take(&name, value).is_none() {
                        row.unreadable.get_or_insert(name.into_owned());
                    }
                }
                Ok(row)
            }
        }
        deserializer.deserialize_map(Item)
    }
}

impl Row {
    /// Takes an attribute in. Returns `None` if the event cannot be shown without it and it cannot be read.
    fn take(&mut self, name: &str, value: Attribute<'_>) -> Option<()> {
        match name {
            "pk" => self.pk = Some(read_text(value)?),
            "sort_key" => self.position = Some(Position::parse(read_text(value)?)?),
            "user_key" => self.actor_id = Some(keys::parse_user_key(&value.into_text()?)?),
            "type_key" => self.kind = Some(keys::parse_type_key(&value.into_text()?)?),
            "expires_at" => {
                self.expires_at = Some(Timestamp::from_millis(value.as_number()?.checked_mul(1_000)?)?);
            }
            "r" => self.recorded_at = Some(Timestamp::from_millis(value.as_number()?)?),
            // Their absence has a meaning: a failure must not be shown as a success.
            "o" => self.outcome = RecordedOutcome::parse(&value.into_text()?),
            "nc" => self.not_collected = value.as_bool()?,
            _ => {
                // An optional attribute of another form is of a newer version. It costs the row that
                // attribute, not the page the row.
                let _ = self.take_optional(name, value);
            }
        }
        Some(())
    }

    /// Takes in an attribute that an event may lack. Returns `None` if this version cannot read it.
    fn take_optional(&mut self, name: &str, value: Attribute<'_>) -> Option<()> {
        match name {
            "ip_key" => self.ip = Some(keys::parse_ip_key(&value.into_text()?)?),
            "n" => self.name = Some(Name::recorded(read_text(value)?)),
            "e" => self.email = Some(Email::recorded(read_text(value)?)),
            "d" => self.client.device = Some(Device::recorded(lengthen(&value.into_text()?))),
            "a" => self.client.app_version = Some(AppVersion::recorded(read_text(value)?)),
            "u" => self.client.user_agent = Some(UserAgent::recorded(lengthen(&value.into_text()?))),
            "s" => self.session_id = Some(SessionId::recorded(long_id(value)?)),
            "i" => self.network.isp = Some(read_text(value)?),
            "as" => self.network.asn = Some(value.as_number()?.try_into().ok()?),
            "c" => self.country = Some(read_text(value)?),
            "ct" => self.city = Some(read_text(value)?),
            "t" => self.targets = read_targets(value)?,
            "m" => self.metadata = read_texts(value)?,
            _ => {}
        }
        Some(())
    }

    /// Returns the event, and where it stands.
    pub(crate) fn into_event(mut self) -> Result<(Position, Event), StoreError> {
        let Some(pk) = self.pk.take() else {
            return Err(StoreError::corrupt("without a key", "pk is missing"));
        };
        let name = keys::parse_event_key(&pk).ok_or_else(|| StoreError::corrupt(&pk, "pk cannot be read"))?;
        if let Some(attribute) = self.unreadable.take() {
            return Err(StoreError::corrupt(&pk, format!("{attribute} cannot be read")));
        }
        let lacking =
            |attribute| StoreError::corrupt(&pk, format!("{attribute} is missing or of another event"));
        self.assemble(name).map_err(lacking)
    }

    /// Returns the event of a name, or the attribute that it lacks.
    fn assemble(
        self,
        (organization_id, source, id): (OrganizationId, &str, EventId),
    ) -> Result<(Position, Event), &'static str> {
        let Self {
            pk: _,
            unreadable: _,
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

fn read_text(value: Attribute<'_>) -> Option<String> {
    value.into_text().map(Cow::into_owned)
}

fn read_targets(value: Attribute<'_>) -> Option<Vec<Target>> {
    let Attribute::L(targets) = value else { return None };
    Some(targets.into_iter().filter_map(read_target).collect())
}

fn read_target(value: Attribute<'_>) -> Option<Target> {
    let Attribute::M(Attributes(attributes)) = value else { return None };
    let (mut kind, mut target_id, mut target_name) = (None, None, None);
    for (name, value) in attributes {
        match &*name {
            "t" => kind = read_text(value).map(TargetType::recorded),
            "i" => target_id = long_id(value).map(UserId::recorded),
            "n" => target_name = read_text(value).map(Name::recorded),
            _ => {}
        }
    }
    Some(Target { kind: kind?, id: target_id?, name: target_name })
}

fn read_texts(value: Attribute<'_>) -> Option<Metadata> {
    let Attribute::M(Attributes(texts)) = value else { return None };
    let text = |(key, value): (Cow<'_, str>, Attribute<'_>)| {
        Some((MetadataKey::recorded(key.into_owned()), MetadataValue::recorded(read_text(value)?)))
    };
    Some(texts.into_iter().filter_map(text).collect())
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
    sort_key: String,
    expires_at: i64,
}

impl ContentItem {
    /// The attributes that this part is made of, for a projection.
    pub(crate) const PROJECTION: &'static str = "pk, h, ip_key, nc, sort_key, expires_at";

    /// Returns what the row means for a recording of the same id.
    pub(crate) fn compare(&self, recording: &Recording) -> Insertion {
        if self.has_expired(recording) {
            Insertion::Expired
        } else if self.is_of(recording) {
            Insertion::Duplicate
        } else {
            Insertion::Conflict
        }
    }

    /// Returns `true` if readers no longer show the row: by its own time, or by a retention that was shortened since.
    ///
    /// DynamoDB deletes expired rows within days. Until then, `duplicate` would acknowledge an event that nobody can
    /// read and that is about to be deleted.
    fn has_expired(&self, recording: &Recording) -> bool {
        let Recording { event, recorded_at, expires_at, .. } = recording;
        let retention = expires_at.millis() - event.occurred_at.millis();
        let hidden = Position::parse(self.sort_key.as_str()).is_some_and(|position| {
            position.time().millis().saturating_add(retention) <= recorded_at.millis()
        });
        hidden || self.expires_at.saturating_mul(1_000) <= recorded_at.millis()
    }

    fn is_of(&self, recording: &Recording) -> bool {
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

    /// Writes a row as it is sent, and reads it as it is answered.
    fn written_and_read(recording: &Recording) -> Result<(Position, Event), StoreError> {
        let row = attributes(recording).into_iter().map(|(name, value)| (name.into(), value)).collect();
        let json = serde_json::to_vec(&Attributes(row)).expect("JSON");
        serde_json::from_slice::<Row>(&json).expect("a row").into_event()
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
        let (_, event) = written_and_read(&recording).expect("an event");
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
                kind: event.kind.into(),
                occurred_at: event.occurred_at,
                recorded_at,
                expires_at,
                outcome: event.outcome.into(),
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

    /// Returns the smallest row of an event, in DynamoDB's JSON.
    fn least_row() -> Value {
        json!({
            "pk": { "S": "org_a#pass#e" },
            "sort_key": { "S": "2026-11-21T19:23:11.000Z#00000000000000000000" },
            "user_key": { "S": "org_a#u" },
            "type_key": { "S": "org_a#pass.item.created#0" },
            "expires_at": { "N": "1790000000" },
            "r": { "N": "1780000000000" },
        })
    }

    fn read(row: &Value) -> Result<Event, StoreError> {
        let row = serde_json::from_str::<Row>(&row.to_string()).expect("attributes");
        row.into_event().map(|(_, event)| event)
    }

    #[test]
    fn row_of_newer_version_is_shown_as_it_is() {
        let mut row = least_row();
        row["pk"] = json!({ "S": "org_a#crm#id with spaces" });
        row["type_key"] = json!({ "S": "org_a#crm.contact.merged#0" });
        row["o"] = json!({ "S": "expired" });
        row["n"] = json!({ "S": "x".repeat(1_000) });
        let event = read(&row).expect("an event");
        assert_eq!((event.kind.id(), event.source()), ("crm.contact.merged", "crm"));
        assert_eq!((event.outcome.as_str(), event.id.as_str()), ("expired", "id with spaces"));
        assert_eq!(event.actor.name.map(|name| name.as_str().len()), Some(1_000));
    }

    #[test]
    fn row_attributes_of_other_types_are_skipped() {
        let mut row = least_row();
        for name in ["ip_key", "n", "e", "d", "a", "u", "s", "i", "as", "c", "ct", "t", "m", "h", "zz"] {
            for value in [json!({ "NULL": true }), json!({ "SS": ["a"] }), json!({ "BOOL": true })] {
                row[name] = value;
                let event = read(&row).expect("an event");
                assert_eq!((event.actor.name, event.targets.len()), (None, 0), "{name}");
            }
        }
        row["t"] = json!({ "L": [{ "NULL": true }, { "M": {
            "t": { "S": "vault" }, "i": { "S": "v" }, "x": { "NS": ["1"] },
        } }] });
        row["m"] = json!({ "M": { "a": { "S": "b" }, "c": { "NULL": true } } });
        let event = read(&row).expect("an event");
        assert_eq!(event.targets.iter().map(|target| target.id.as_str()).collect::<Vec<_>>(), ["v"]);
        assert_eq!(event.metadata.keys().map(|key| key.as_str()).collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn row_without_needed_attribute_names_its_key() {
        for name in ["sort_key", "user_key", "type_key", "expires_at", "r", "o", "nc"] {
            let mut row = least_row();
            row[name] = json!({ "NULL": true });
            let error = read(&row).expect_err("no event").to_string();
            assert!(error.contains("org_a#pass#e") && error.contains(name), "{error}");
        }
    }
}
