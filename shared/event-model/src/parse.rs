//! Reads the wire form of an event, and says of every field that is wrong where it stands and why.

use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;

use serde_json_borrow::{ObjectAsVec, Value};

use crate::faults::Faults;
use crate::{
    Actor, Client, EventType, FieldError, Metadata, MetadataKey, MetadataValue, NewEvent, Outcome, Target,
    Timestamp, canonical_ip, limits,
};

/// Reads one event.
///
/// Fails with every fault that it has, up to [`limits::EVENT_FAULTS`], and not just the first: a product developer
/// mends them in one go. An unknown member is a fault too, since dropping it would lose information; so is a
/// duplicated one, since readers of JSON differ in which of the two they take.
///
/// The value borrows its texts from the request's body, so that each is copied once, into the event.
pub fn parse_event(value: &Value<'_>) -> Result<NewEvent, Vec<FieldError>> {
    let mut faults = Faults::default();
    let event = read_event(value, &mut faults);
    match event {
        Some(event) if faults.is_empty() => Ok(event),
        _ => Err(faults.into_vec()),
    }
}

/// Returns a member of an object.
pub fn member<'a>(object: &'a Value<'_>, name: &str) -> Option<&'a Value<'a>> {
    match object {
        Value::Object(members) => find(members, name),
        _ => None,
    }
}

fn find<'a>(members: &'a ObjectAsVec<'_>, name: &str) -> Option<&'a Value<'a>> {
    members.as_vec().iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
}

fn read_event(value: &Value<'_>, faults: &mut Faults) -> Option<NewEvent> {
    const MEMBERS: &[&str] = &[
        "id",
        "organization_id",
        "type",
        "occurred_at",
        "outcome",
        "actor",
        "targets",
        "client",
        "session_id",
        "metadata",
    ];
    let object = Object::open(value, Place::EVENT, MEMBERS, faults)?;
    let id = object.required("id", faults);
    let organization_id = object.required("organization_id", faults);
    let kind = object.required_with("type", faults, EventType::parse);
    let occurred_at = object.required_with("occurred_at", faults, Timestamp::parse);
    let outcome = object.optional_with("outcome", faults, str::parse::<Outcome>).unwrap_or_default();
    let actor = match object.get("actor") {
        Some(actor) => read_actor(actor, faults),
        None => {
            faults.push(object.fault("actor", "is missing"));
            None
        }
    };
    let targets = read_targets(object.get("targets"), faults);
    let (client, ip) = read_client(object.get("client"), faults);
    let session_id = object.optional("session_id", faults);
    let metadata = read_metadata(object.get("metadata"), faults);
    object.close(faults);
    Some(NewEvent {
        id: id?,
        organization_id: organization_id?,
        kind: kind?,
        occurred_at: occurred_at?,
        outcome,
        actor: actor?,
        targets,
        client,
        ip,
        session_id,
        metadata,
    })
}

fn read_actor(value: &Value<'_>, faults: &mut Faults) -> Option<Actor> {
    let object = Object::open(value, Place::member("/actor"), &["id", "name", "email"], faults)?;
    let id = object.required("id", faults);
    let name = object.optional("name", faults);
    let email = object.optional("email", faults);
    object.close(faults);
    Some(Actor { id: id?, name, email })
}

fn read_targets(value: Option<&Value<'_>>, faults: &mut Faults) -> Vec<Target> {
    let Some(value) = value else {
        return Vec::new();
    };
    let Value::Array(values) = value else {
        faults.push(FieldError::new("/targets", "is not an array"));
        return Vec::new();
    };
    if values.len() > limits::TARGETS {
        faults.push(FieldError::new("/targets", format!("has more than {} targets", limits::TARGETS)));
        return Vec::new();
    }
    let targets = values.iter().enumerate().filter_map(|(index, value)| {
        let place = Place { parent: "/targets", index: Some(index) };
        let object = Object::open(value, place, &["type", "id", "name"], faults)?;
        let kind = object.required("type", faults);
        let id = object.required("id", faults);
        let name = object.optional("name", faults);
        object.close(faults);
        Some(Target { kind: kind?, id: id?, name })
    });
    targets.collect()
}

fn read_client(value: Option<&Value<'_>>, faults: &mut Faults) -> (Client, Option<IpAddr>) {
    const MEMBERS: &[&str] = &["ip", "device", "app_version", "user_agent"];
    let object = value.and_then(|value| Object::open(value, Place::member("/client"), MEMBERS, faults));
    let Some(object) = object else {
        return (Client::default(), None);
    };
    let ip = object.optional_with("ip", faults, |text| {
        text.parse::<IpAddr>().map(canonical_ip).map_err(|_| "is not an IPv4 or IPv6 address")
    });
    let client = Client {
        device: object.optional("device", faults),
        app_version: object.optional("app_version", faults),
        user_agent: object.optional("user_agent", faults),
    };
    object.close(faults);
    (client, ip)
}

fn read_metadata(value: Option<&Value<'_>>, faults: &mut Faults) -> Metadata {
    let Some(value) = value else {
        return Metadata::new();
    };
    let Value::Object(members) = value else {
        faults.push(FieldError::new("/metadata", "is not an object"));
        return Metadata::new();
    };
    if members.len() > limits::METADATA_KEYS {
        faults.push(FieldError::new("/metadata", format!("has more than {} keys", limits::METADATA_KEYS)));
        return Metadata::new();
    }
    let mut metadata = Metadata::new();
    for (key, value) in members.iter() {
        let mut fault = |message: String| {
            faults.push(FieldError::new(format!("/metadata/{}", pointer_token(key)), message));
        };
        let Value::Str(value) = value else {
            fault("is not a string".to_owned());
            continue;
        };
        match (MetadataKey::try_from(key.to_owned()), MetadataValue::try_from(value.to_string())) {
            (Ok(key), Ok(value)) => {
                if metadata.insert(key, value).is_some() {
                    fault("is duplicated".to_owned());
                }
            }
            (Err(error), _) => fault(format!("the key {error}")),
            (_, Err(error)) => fault(error.to_string()),
        }
    }
    metadata
}

/// Escapes one reference token of a JSON pointer (RFC 6901, section 3).
///
/// A key may be of any length and hold anything: a pointer repeats its beginning only, without
/// control characters, so that an answer is never larger or stranger than it has to be.
pub fn pointer_token(token: &str) -> String {
    let shown: String = token.chars().filter(|c| !c.is_control()).take(limits::METADATA_KEY_BYTES).collect();
    shown.replace('~', "~0").replace('/', "~1")
}

/// Where an object stands in an event. Its text is made for faults only, which most events have none of.
#[derive(Clone, Copy)]
struct Place {
    parent: &'static str,
    index: Option<usize>,
}

impl Place {
    /// The event itself.
    const EVENT: Self = Self::member("");

    const fn member(parent: &'static str) -> Self {
        Self { parent, index: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.parent)?;
        match self.index {
            Some(index) => write!(f, "/{index}"),
            None => Ok(()),
        }
    }
}

/// A JSON object of an event, with the names of the members that it may have.
struct Object<'a> {
    members: &'a ObjectAsVec<'a>,
    place: Place,
    known: &'static [&'static str],
}

impl<'a> Object<'a> {
    fn open(
        value: &'a Value<'_>,
        place: Place,
        known: &'static [&'static str],
        faults: &mut Faults,
    ) -> Option<Self> {
        let Value::Object(members) = value else {
            faults.push(FieldError::new(place.to_string(), "is not an object"));
            return None;
        };
        let object = Self { members, place, known };
        object.refuse_duplicates(faults);
        Some(object)
    }

    /// Unknown members are refused anyway, so only the known ones are counted.
    fn refuse_duplicates(&self, faults: &mut Faults) {
        for member in self.known {
            if self.members.keys().filter(|name| name == member).count() > 1 {
                faults.push(self.fault(member, "is duplicated"));
            }
        }
    }

    fn fault(&self, member: &str, message: impl Into<String>) -> FieldError {
        FieldError::new(format!("{}/{member}", self.place), message)
    }

    /// Returns a member; one that is null is the same as one that is absent.
    fn get(&self, member: &str) -> Option<&'a Value<'a>> {
        find(self.members, member).filter(|value| !value.is_null())
    }

    fn required<T: TryFrom<String, Error: ToString>>(&self, member: &str, faults: &mut Faults) -> Option<T> {
        self.required_with(member, faults, |text| T::try_from(text.to_owned()))
    }

    fn optional<T: TryFrom<String, Error: ToString>>(&self, member: &str, faults: &mut Faults) -> Option<T> {
        self.optional_with(member, faults, |text| T::try_from(text.to_owned()))
    }

    fn required_with<T, E: ToString>(
        &self,
        member: &str,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match self.get(member) {
            Some(value) => self.read(member, value, faults, parse),
            None => {
                faults.push(self.fault(member, "is missing"));
                None
            }
        }
    }

    fn optional_with<T, E: ToString>(
        &self,
        member: &str,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.read(member, self.get(member)?, faults, parse)
    }

    fn read<T, E: ToString>(
        &self,
        member: &str,
        value: &Value<'_>,
        faults: &mut Faults,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let message = match value {
            Value::Str(text) => match parse(text) {
                Ok(value) => return Some(value),
                Err(error) => error.to_string(),
            },
            _ => "is not a string".to_owned(),
        };
        faults.push(self.fault(member, message));
        None
    }

    fn close(self, faults: &mut Faults) {
        let unknown: BTreeSet<&str> =
            self.members.keys().filter(|member| !self.known.contains(member)).collect();
        for member in unknown {
            faults.push(self.fault(&pointer_token(member), "is not a field of an event"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<NewEvent, Vec<FieldError>> {
        parse_event(&serde_json::from_str(text).expect("JSON"))
    }

    fn faults(text: &str) -> Vec<(String, String)> {
        let faults = parse(text).expect_err("not an event");
        faults.into_iter().map(|fault| (fault.pointer, fault.message)).collect()
    }

    #[test]
    fn parse_duplicate_member_is_refused_everywhere() {
        let faults = faults(
            r#"{"id": 7, "id": "e", "organization_id": "org_a", "type": "account.reset",
                "occurred_at": "2026-11-21T19:23:11Z", "actor": {"id": "u", "id": "u"},
                "targets": [{"type": "item", "type": "item", "id": "i"}],
                "client": {"device": "a", "device": "b"}, "metadata": {"a": "x", "a": "x"}}"#,
        );
        let duplicated: Vec<_> = faults
            .iter()
            .filter(|(_, message)| message == "is duplicated")
            .map(|(pointer, _)| pointer.as_str())
            .collect();
        assert_eq!(duplicated, ["/id", "/actor/id", "/targets/0/type", "/client/device", "/metadata/a"]);
    }

    #[test]
    fn parse_unknown_member_is_named_once() {
        let faults = faults(r#"{"b": 1, "a": 1, "b": 2}"#);
        let pointers: Vec<_> = faults.iter().map(|(pointer, _)| pointer.as_str()).collect();
        assert_eq!(pointers, ["/id", "/organization_id", "/type", "/occurred_at", "/actor", "/a", "/b"]);
    }

    #[test]
    fn parse_many_faults_are_capped_and_counted() {
        let members: Vec<String> = (0..30).map(|n| format!("\"x{n}\": 1")).collect();
        let faults = faults(&format!("{{{}}}", members.join(", ")));
        assert_eq!(faults.len(), limits::EVENT_FAULTS + 1);
        assert_eq!(faults.last(), Some(&(String::new(), "and 15 more".to_owned())));
    }
}
