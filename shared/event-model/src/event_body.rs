//! Events on the wire.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::{
    Actor, AppVersion, Client, Details, Device, Email, Event, EventId, EventType, Location, MetadataKey,
    MetadataValue, Name, Network, OrganizationId, RecordedOutcome, SessionId, Target, TargetId, TargetType,
    Timestamp, UserAgent, UserId,
};

/// A recorded event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Event)]
pub struct EventBody {
    /// The producer's own id, unique within the source.
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")]
    pub id: String,
    /// Organization of the event.
    #[schema(example = "org_northwind")]
    pub organization_id: String,
    /// Event type (`GET /v1/event-types`). A newer version of this service can have recorded one that this version does
    /// not know.
    #[serde(rename = "type")]
    #[schema(example = "pass.item.created")]
    pub kind: String,
    /// Product that sent the event: the first word of the type.
    #[schema(example = "pass")]
    pub source: String,
    /// Time of the event, by the producer's clock (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub occurred_at: String,
    /// Time of recording, by this service's clock (UTC).
    #[schema(example = "2026-11-21T19:23:11.480Z")]
    pub recorded_at: String,
    /// Outcome: `success`, `failure`, `attempt`, `blocked`, or one from a newer version of this service.
    #[schema(example = "success")]
    pub outcome: String,
    /// Actor, as named at the time.
    pub actor: ActorBody,
    /// Targets of the action.
    pub targets: Vec<TargetBody>,
    /// Client and network of the actor.
    pub client: ClientBody,
    /// Availability of IP address, ISP and location.
    pub details: DetailsState,
    /// Session of the actor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Metadata: further fields of the product.
    pub metadata: BTreeMap<String, String>,
}

/// A member of a body that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} cannot be read")]
pub struct UnreadableMember(&'static str);

/// Availability of IP address, ISP and location.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DetailsState {
    /// Shown where known.
    Shown,
    /// Hidden by the organization.
    Hidden,
    /// Not collected when the event was recorded.
    NotCollected,
}

/// The actor of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Actor)]
pub struct ActorBody {
    /// User id.
    #[schema(example = "u_ada")]
    pub id: String,
    /// Name at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ada Lovelace")]
    pub name: Option<String>,
    /// E-mail address at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ada@northwind.example")]
    pub email: Option<String>,
}

/// A target of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Target)]
pub struct TargetBody {
    /// Kind of target.
    #[serde(rename = "type")]
    #[schema(example = "vault")]
    pub kind: String,
    /// Id of the target.
    pub id: String,
    /// Name at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// The client and network of an actor.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Client)]
pub struct ClientBody {
    /// IP address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2001:db8::7")]
    pub ip: Option<String>,
    /// Internet service provider of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isp: Option<String>,
    /// Autonomous system number of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asn: Option<u32>,
    /// Location of the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// Device, as the product names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Firefox on Linux")]
    pub device: Option<String>,
    /// Version of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "web 5.2")]
    pub app_version: Option<String>,
    /// User agent of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
}

impl EventBody {
    /// Creates the body of `event`, without its details unless `show_details`.
    pub fn new(event: Event, show_details: bool) -> Self {
        let source = event.source().to_owned();
        let Event {
            id,
            organization_id,
            kind,
            occurred_at,
            recorded_at,
            // Retention is a setting of the organization, not part of the event.
            expires_at: _,
            outcome,
            actor: Actor { id: actor_id, name, email },
            targets,
            client: Client { device, app_version, user_agent },
            details,
            session_id,
            metadata,
        } = event;
        let mut client = ClientBody {
            device: device.map(String::from),
            app_version: app_version.map(String::from),
            user_agent: user_agent.map(String::from),
            ..ClientBody::default()
        };
        let details = match details {
            Details::NotCollected => DetailsState::NotCollected,
            Details::Collected { .. } if !show_details => DetailsState::Hidden,
            Details::Collected { ip, network: Network { isp, asn }, location } => {
                client.ip = ip.map(|ip| ip.to_string());
                client.isp = isp;
                client.asn = asn;
                client.location = location;
                DetailsState::Shown
            }
        };
        let targets = targets.into_iter().map(|Target { kind, id, name }| TargetBody {
            kind: kind.into(),
            id: id.into(),
            name: name.map(String::from),
        });
        Self {
            id: id.into(),
            organization_id: organization_id.into(),
            kind: kind.into(),
            source,
            occurred_at: occurred_at.to_string(),
            recorded_at: recorded_at.to_string(),
            outcome: outcome.as_str().to_owned(),
            actor: ActorBody {
                id: actor_id.into(),
                name: name.map(String::from),
                email: email.map(String::from),
            },
            targets: targets.collect(),
            client,
            details,
            session_id: session_id.map(String::from),
            metadata: metadata.into_iter().map(|(key, value)| (key.into(), value.into())).collect(),
        }
    }

    /// Returns the event that [`new`](Self::new) wrote, with its details. A body has no expiry time.
    ///
    /// Texts are not checked: a newer version with other limits may have recorded them. The error names the member
    /// that cannot be read.
    pub fn into_event(self, expires_at: Timestamp) -> Result<Event, UnreadableMember> {
        let Self {
            id,
            organization_id,
            kind,
            // Part of the type.
            source: _,
            occurred_at,
            recorded_at,
            outcome,
            actor: ActorBody { id: actor_id, name, email },
            targets,
            client: ClientBody { ip, isp, asn, location, device, app_version, user_agent },
            details,
            session_id,
            metadata,
        } = self;
        let time = |text: &str, member| Timestamp::parse(text).map_err(|_| UnreadableMember(member));
        let ip = ip.map(|ip| ip.parse::<IpAddr>()).transpose();
        let ip = ip.map_err(|_| UnreadableMember("client.ip"))?;
        let details = match details {
            DetailsState::Shown => Details::Collected { ip, network: Network { isp, asn }, location },
            DetailsState::NotCollected => Details::NotCollected,
            DetailsState::Hidden => return Err(UnreadableMember("details")),
        };
        let targets = targets.into_iter().map(|TargetBody { kind, id, name }| Target {
            kind: TargetType::recorded(kind),
            id: TargetId::recorded(id),
            name: name.map(Name::recorded),
        });
        let metadata = metadata.into_iter();
        Ok(Event {
            id: EventId::recorded(id),
            organization_id: OrganizationId::recorded(organization_id),
            kind: EventType::parse_recorded(kind).ok_or(UnreadableMember("type"))?,
            occurred_at: time(&occurred_at, "occurred_at")?,
            recorded_at: time(&recorded_at, "recorded_at")?,
            expires_at,
            outcome: RecordedOutcome::parse(&outcome),
            actor: Actor {
                id: UserId::recorded(actor_id),
                name: name.map(Name::recorded),
                email: email.map(Email::recorded),
            },
            targets: targets.collect(),
            client: Client {
                device: device.map(Device::recorded),
                app_version: app_version.map(AppVersion::recorded),
                user_agent: user_agent.map(UserAgent::recorded),
            },
            details,
            session_id: session_id.map(SessionId::recorded),
            metadata: metadata
                .map(|(key, value)| (MetadataKey::recorded(key), MetadataValue::recorded(value)))
                .collect(),
        })
    }
}
