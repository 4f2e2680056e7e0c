//! Reads the wire form of an event, and says of every field that is wrong where it stands and why.

use std::net::IpAddr;

use serde_json::{Map, Value};

use crate::{
    Actor, Client, EventType, FieldError, Metadata, MetadataKey, MetadataValue, NewEvent, Outcome, Target,
    Timestamp, canonical_ip, limits,
};

/// Reads one event.
///
/// Fails with every fault that it has, not just the first: a product developer mends them in one go. A
/// member that is not of the wire form is a fault too, since dropping it would lose what it said.
pub fn parse_event(value: &Value) -> Result<NewEvent, Vec<FieldError>> {
    let mut faults = Vec::new();
    let event = read_event(value, &mut faults);
    match event {
        Some(event) if faults.is_empty() => Ok(event),
        _ => Err(faults),
    }
}

fn read_event(value: &Value, faults: &mut Vec<FieldError>) -> Option<NewEvent> {
    let mut object = Object::open(value, String::new(), faults)?;
    let id = object.required("id", faults);
    let organization_id = object.required("organization_id", faults);
    let kind = object.required_with("type", faults, EventType::parse);
    let occurred_at = object.required_with("occurred_at", faults, Timestamp::parse);
    let outcome = object.optional_with("outcome", faults, str::parse::<Outcome>).unwrap_or_default();
    let actor = match object.take("actor") {
        Some(actor) => read_actor(actor, object.pointer("actor"), faults),
        None => {
            faults.push(FieldError::new(object.pointer("actor"), "is missing"));
            None
        }
    };
    let targets = read_targets(object.take("targets"), &object.pointer("targets"), faults);
    let (client, ip) = read_client(object.take("client"), object.pointer("client"), faults);
    let session_id = object.optional("session_id", faults);
    let metadata = read_metadata(object.take("metadata"), &object.pointer("metadata"), faults);
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

fn read_actor(value: &Value, pointer: String, faults: &mut Vec<FieldError>) -> Option<Actor> {
    let mut object = Object::open(value, pointer, faults)?;
    let id = object.required("id", faults);
    let name = object.optional("name", faults);
    let email = object.optional("email", faults);
    object.close(faults);
    Some(Actor { id: id?, name, email })
}

fn read_targets(value: Option<&Value>, pointer: &str, faults: &mut Vec<FieldError>) -> Vec<Target> {
    let Some(value) = value else {
        return Vec::new();
    };
    let Value::Array(values) = value else {
        faults.push(FieldError::new(pointer, "is not an array"));
        return Vec::new();
    };
    if values.len() > limits::TARGETS {
        faults.push(FieldError::new(pointer, format!("has more than {} targets", limits::TARGETS)));
        return Vec::new();
    }
    let targets = values.iter().enumerate().filter_map(|(index, value)| {
        let mut object = Object::open(value, format!("{pointer}/{index}"), faults)?;
        let kind = object.required("type", faults);
        let id = object.required("id", faults);
        let name = object.optional("name", faults);
        object.close(faults);
        Some(Target { kind: kind?, id: id?, name })
    });
    targets.collect()
}

fn read_client(
    value: Option<&Value>,
    pointer: String,
    faults: &mut Vec<FieldError>,
) -> (Client, Option<IpAddr>) {
    let Some(mut object) = value.and_then(|value| Object::open(value, pointer, faults)) else {
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

fn read_metadata(value: Option<&Value>, pointer: &str, faults: &mut Vec<FieldError>) -> Metadata {
    let Some(value) = value else {
        return Metadata::new();
    };
    let Value::Object(members) = value else {
        faults.push(FieldError::new(pointer, "is not an object"));
        return Metadata::new();
    };
    if members.len() > limits::METADATA_KEYS {
        faults.push(FieldError::new(pointer, format!("has more than {} keys", limits::METADATA_KEYS)));
        return Metadata::new();
    }
    let mut metadata = Metadata::new();
    for (key, value) in members {
        let at = format!("{pointer}/{}", escape(key));
        let Value::String(value) = value else {
            faults.push(FieldError::new(at, "is not a string"));
            continue;
        };
        match (MetadataKey::try_from(key.clone()), MetadataValue::try_from(value.clone())) {
            (Ok(key), Ok(value)) => {
                metadata.insert(key, value);
            }
            (Err(fault), _) => faults.push(FieldError::new(at, format!("the key {fault}"))),
            (_, Err(fault)) => faults.push(FieldError::new(at, fault.to_string())),
        }
    }
    metadata
}

/// Escapes one reference token of a JSON pointer (RFC 6901, section 3).
///
/// A key may be of any length and hold anything: a pointer repeats its beginning only, without
/// control characters, so that an answer is never larger or stranger than it has to be.
fn escape(token: &str) -> String {
    let shown: String = token.chars().filter(|c| !c.is_control()).take(limits::METADATA_KEY_BYTES).collect();
    shown.replace('~', "~0").replace('/', "~1")
}

/// A JSON object that is read member by member; what is left over at the end is a fault.
struct Object<'a> {
    members: &'a Map<String, Value>,
    pointer: String,
    known: Vec<&'static str>,
}

impl<'a> Object<'a> {
    fn open(value: &'a Value, pointer: String, faults: &mut Vec<FieldError>) -> Option<Self> {
        match value {
            Value::Object(members) => Some(Self { members, pointer, known: Vec::new() }),
            _ => {
                faults.push(FieldError::new(pointer, "is not an object"));
                None
            }
        }
    }

    fn pointer(&self, member: &str) -> String {
        format!("{}/{member}", self.pointer)
    }

    /// Returns a member; one that is null is the same as one that is absent.
    fn take(&mut self, member: &'static str) -> Option<&'a Value> {
        self.known.push(member);
        self.members.get(member).filter(|value| !value.is_null())
    }

    fn required<T: TryFrom<String, Error: ToString>>(
        &mut self,
        member: &'static str,
        faults: &mut Vec<FieldError>,
    ) -> Option<T> {
        self.required_with(member, faults, |text| T::try_from(text.to_owned()))
    }

    fn optional<T: TryFrom<String, Error: ToString>>(
        &mut self,
        member: &'static str,
        faults: &mut Vec<FieldError>,
    ) -> Option<T> {
        self.optional_with(member, faults, |text| T::try_from(text.to_owned()))
    }

    fn required_with<T, E: ToString>(
        &mut self,
        member: &'static str,
        faults: &mut Vec<FieldError>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.members.get(member).is_none_or(Value::is_null) {
            self.known.push(member);
            faults.push(FieldError::new(self.pointer(member), "is missing"));
            return None;
        }
        self.optional_with(member, faults, parse)
    }

    fn optional_with<T, E: ToString>(
        &mut self,
        member: &'static str,
        faults: &mut Vec<FieldError>,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let message = match self.take(member)? {
            Value::String(text) => match parse(text) {
                Ok(value) => return Some(value),
                Err(fault) => fault.to_string(),
            },
            _ => "is not a string".to_owned(),
        };
        faults.push(FieldError::new(self.pointer(member), message));
        None
    }

    fn close(self, faults: &mut Vec<FieldError>) {
        // Past a handful, more of the same tells nobody anything.
        const UNKNOWN_NAMED: usize = 10;
        let unknown = self.members.keys().filter(|member| !self.known.contains(&member.as_str()));
        for member in unknown.take(UNKNOWN_NAMED) {
            faults.push(FieldError::new(self.pointer(&escape(member)), "is not a field of an event"));
        }
    }
}
