//! Objects of OCSF 1.5.0, with the attributes that events have.
//!
//! Names and numbers are those of <https://schema.ocsf.io/1.5.0/objects>.

use event_model::{ActorBody, ClientBody, TargetBody};
use serde::Serialize;

/// What is known about the event and its way.
#[derive(Debug, Serialize)]
pub(super) struct Metadata<'a> {
    /// Version of OCSF.
    pub(super) version: &'static str,
    pub(super) profiles: [&'static str; 1],
    /// The product that sent the event.
    pub(super) product: NamedObject<'a>,
    /// Id of the event, unique with the organization and the product.
    pub(super) uid: &'a str,
    /// Event type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) event_code: Option<&'a str>,
    /// Organization.
    pub(super) tenant_uid: &'a str,
    pub(super) log_provider: &'static str,
    /// Time of recording, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) logged_time: Option<i64>,
    /// Time of occurrence, as the product sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) original_time: Option<&'a str>,
}

/// An object with an id and a name: a product, a service, an organization.
#[derive(Debug, Serialize)]
pub(super) struct NamedObject<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) uid: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    /// Type of the object, as the product names it. Only objects whose class in OCSF has it get one.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'a str>,
}

impl<'a> NamedObject<'a> {
    /// Returns an object without a type.
    pub(super) fn new(uid: &'a str, name: &'a str) -> Self {
        Self { uid: Some(uid), name: Some(name), kind: None }
    }

    /// Returns an object with a name only.
    pub(super) fn named(name: &'a str) -> Self {
        Self { uid: None, name: Some(name), kind: None }
    }

    /// Returns an object of a type, without a name.
    pub(super) fn of_type(uid: &'a str, kind: &'a str) -> Self {
        Self { uid: Some(uid), name: None, kind: Some(kind) }
    }
}

impl<'a> From<&'a TargetBody> for NamedObject<'a> {
    fn from(target: &'a TargetBody) -> Self {
        let TargetBody { kind, id, name } = target;
        Self { uid: Some(id), name: name.as_deref(), kind: Some(kind) }
    }
}

/// The object that an administrator manages.
#[derive(Debug, Serialize)]
pub(super) struct ManagedEntity<'a> {
    #[serde(flatten)]
    pub(super) object: NamedObject<'a>,
    pub(super) type_id: u8,
}

impl<'a> From<&'a TargetBody> for ManagedEntity<'a> {
    fn from(target: &'a TargetBody) -> Self {
        let type_id = match target.kind.as_str() {
            "device" => 1,
            "user" => 2,
            "group" => 3,
            "organization" => 4,
            "policy" => 5,
            "email" => 6,
            // Another type: `type` names it.
            _ => 99,
        };
        Self { object: target.into(), type_id }
    }
}

/// A person or a service account.
#[derive(Debug, Serialize)]
pub(super) struct User<'a> {
    pub(super) uid: &'a str,
    /// E-mail address, or else the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) full_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) email_addr: Option<&'a str>,
    /// Type of the target.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub(super) kind: Option<&'a str>,
}

impl<'a> From<&'a ActorBody> for User<'a> {
    fn from(actor: &'a ActorBody) -> Self {
        let ActorBody { id, name, email } = actor;
        let (name, email) = (name.as_deref(), email.as_deref());
        Self {
            uid: id,
            name: email.or(name),
            full_name: name,
            email_addr: email.filter(|email| is_email_address(email)),
            kind: None,
        }
    }
}

impl<'a> From<&'a TargetBody> for User<'a> {
    fn from(target: &'a TargetBody) -> Self {
        let TargetBody { kind, id, name } = target;
        let name = name.as_deref();
        Self { uid: id, name, full_name: name, email_addr: None, kind: Some(kind) }
    }
}

/// Returns `true` if OCSF takes a text for an e-mail address. Its pattern refuses addresses with letters beyond ASCII,
/// and domains without a dot; they are the name of the user.
fn is_email_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let is_domain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let is_local = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+,-./=?^_`{|}~".contains(c);
    !local.is_empty()
        && local.chars().all(is_local)
        && domain.chars().all(is_domain)
        && domain.split_once('.').is_some_and(|(first, rest)| !first.is_empty() && !rest.is_empty())
}

/// Who acted.
#[derive(Debug, Serialize)]
pub(super) struct Actor<'a> {
    pub(super) user: User<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) session: Option<Session<'a>>,
}

/// A session.
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Session<'a> {
    pub(super) uid: &'a str,
}

/// The device of the actor.
#[derive(Debug, Serialize)]
pub(super) struct Device<'a> {
    pub(super) name: &'a str,
    /// 0: the product does not tell the type.
    pub(super) type_id: u8,
}

/// The network of the actor. Only events with details have it.
#[derive(Debug, Serialize)]
pub(super) struct Endpoint<'a> {
    pub(super) ip: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) isp: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) autonomous_system: Option<AutonomousSystem<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<Location<'a>>,
}

/// The autonomous system of an address.
#[derive(Debug, Serialize)]
pub(super) struct AutonomousSystem<'a> {
    pub(super) number: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<&'a str>,
}

/// The place of an address.
#[derive(Debug, Serialize)]
pub(super) struct Location<'a> {
    pub(super) country: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) city: Option<&'a str>,
}

impl<'a> Endpoint<'a> {
    /// Returns the endpoint of a client; `None` if its address is not part of the event, which OCSF requires.
    pub(super) fn of(client: &'a ClientBody) -> Option<Self> {
        let ClientBody { ip, isp, asn, location, device: _, app_version: _, user_agent: _ } = client;
        let isp = isp.as_deref();
        Some(Self {
            ip: ip.as_deref()?,
            isp,
            autonomous_system: asn.map(|number| AutonomousSystem { number, name: isp }),
            location: location
                .as_ref()
                .map(|location| Location { country: &location.country, city: location.city.as_deref() }),
        })
    }
}

/// The request of the actor.
#[derive(Debug, Serialize)]
pub(super) struct HttpRequest<'a> {
    pub(super) user_agent: &'a str,
}

/// A value to search for.
#[derive(Debug, Serialize)]
pub(super) struct Observable<'a> {
    /// Path of the attribute.
    pub(super) name: &'static str,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) type_id: u8,
    pub(super) value: &'a str,
}
