//! Reads the wire form of an event.

use std::net::IpAddr;

use serde_json_borrow::Value;

use crate::json_object::{self, Object, pointer_token};
use crate::{
    Actor, Client, EventType, FieldError, Metadata, MetadataKey, MetadataValue, NewEvent, Outcome, Target,
    Timestamp, canonical_ip, limits,
};

/// Reads one event. Returns all faults, up to [`limits::EVENT_FAULTS`]. Only the catalog knows whether its type exists.
///
/// The value borrows its texts from the body of the request. Each text is copied once, into the event.
pub fn parse_event(value: &Value<'_>) -> Result<NewEvent, Vec<FieldError>> {
    json_object::read(value, "a field of an event", |event| {
        let id = event.required("id");
        let organization_id = event.required("organization_id");
        let kind = event.required_with("type", EventType::parse_sent);
        let occurred_at = event.required_with("occurred_at", Timestamp::parse);
        let outcome = event.optional_with("outcome", str::parse::<Outcome>).unwrap_or_default();
        let actor = event.required_object("actor", read_actor);
        let targets = read_targets(event);
        let (client, ip) = event.object("client", read_client).unwrap_or_default();
        let session_id = event.optional("session_id");
        let metadata = read_metadata(event);
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
    })
}

fn read_actor(actor: &mut Object<'_, '_>) -> Option<Actor> {
    let id = actor.required("id");
    let name = actor.optional("name");
    let email = actor.optional("email");
    Some(Actor { id: id?, name, email })
}

fn read_targets(event: &mut Object<'_, '_>) -> Vec<Target> {
    match event.value("targets") {
        None => return Vec::new(),
        Some(Value::Array(values)) if values.len() <= limits::TARGETS => {
            return event.objects("targets", values, read_target);
        }
        Some(Value::Array(_)) => event.fault("targets", format!("has more than {} targets", limits::TARGETS)),
        Some(_) => event.fault("targets", "is not an array"),
    }
    Vec::new()
}

fn read_target(target: &mut Object<'_, '_>) -> Option<Target> {
    let kind = target.required("type");
    let id = target.required("id");
    let name = target.optional("name");
    Some(Target { kind: kind?, id: id?, name })
}

fn read_client(client: &mut Object<'_, '_>) -> Option<(Client, Option<IpAddr>)> {
    let ip = client.optional_with("ip", |text| {
        text.parse::<IpAddr>().map(canonical_ip).map_err(|_| "is not an IPv4 or IPv6 address")
    });
    let device = client.optional("device");
    let app_version = client.optional("app_version");
    let user_agent = client.optional("user_agent");
    Some((Client { device, app_version, user_agent }, ip))
}

fn read_metadata(event: &mut Object<'_, '_>) -> Metadata {
    let mut metadata = Metadata::new();
    let members = match event.value("metadata") {
        None => return metadata,
        Some(Value::Object(members)) if members.len() <= limits::METADATA_KEYS => members,
        Some(Value::Object(_)) => {
            event.fault("metadata", format!("has more than {} keys", limits::METADATA_KEYS));
            return metadata;
        }
        Some(_) => {
            event.fault("metadata", "is not an object");
            return metadata;
        }
    };
    for (key, value) in members.iter() {
        let path = || format!("metadata/{}", pointer_token(key));
        let Value::Str(value) = value else {
            event.fault(&path(), "is not a string");
            continue;
        };
        match (MetadataKey::try_from(key.to_owned()), MetadataValue::try_from(value.to_string())) {
            (Ok(key), Ok(value)) => {
                if metadata.insert(key, value).is_some() {
                    event.fault(&path(), "is duplicated");
                }
            }
            (Err(error), _) => event.fault(&path(), format!("the key {error}")),
            (_, Err(error)) => event.fault(&path(), error),
        }
    }
    metadata
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
