//! Events on the wire, as readers get them.

use std::collections::BTreeMap;

use event_model::{Actor, Client, Details, Event, Location, Network, Target};
use serde::{Deserialize, Serialize};

/// An event, as readers get it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EventBody {
    /// The producer's own id, unique within the source.
    #[schema(example = "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11")]
    pub id: String,
    /// The organisation that the event belongs to.
    #[schema(example = "org_northwind")]
    pub organization_id: String,
    /// What happened: a type of the catalog, or one that only a newer version of this service knows.
    #[serde(rename = "type")]
    #[schema(example = "pass.item.created")]
    pub kind: String,
    /// The product that sent it: the first word of the type.
    #[schema(example = "pass")]
    pub source: String,
    /// When it happened, by the producer's clock (UTC).
    #[schema(example = "2026-11-21T19:23:11.123Z")]
    pub occurred_at: String,
    /// When it was recorded, by this service's clock (UTC).
    #[schema(example = "2026-11-21T19:23:11.480Z")]
    pub recorded_at: String,
    /// How it went: `success`, `failure`, `attempt`, `blocked`, or one that only a newer version of this
    /// service knows.
    #[schema(example = "success")]
    pub outcome: String,
    /// Who did it, as they were named then.
    pub actor: ActorBody,
    /// What it was done to.
    pub targets: Vec<TargetBody>,
    /// What it was done with, and from where.
    pub client: ClientBody,
    /// Whether IP address, ISP and location are there to be seen.
    pub details: DetailsState,
    /// The session that it was done in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub session_id: Option<String>,
    /// Further facts.
    pub metadata: BTreeMap<String, String>,
}

/// Whether IP address, ISP and location are there to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DetailsState {
    /// They are shown where they were known.
    Shown,
    /// The organisation hides them from everyone.
    Hidden,
    /// The organisation did not collect them when the event was recorded.
    NotCollected,
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ActorBody {
    /// Their id.
    #[schema(example = "u_ada")]
    pub id: String,
    /// Their name at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Ada Lovelace")]
    pub name: Option<String>,
    /// Their e-mail address at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ada@northwind.example")]
    pub email: Option<String>,
}

/// What it was done to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct TargetBody {
    /// What kind of thing it is.
    #[serde(rename = "type")]
    #[schema(example = "vault")]
    pub kind: String,
    /// Its id.
    pub id: String,
    /// Its name at the time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What it was done with, and from where.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ClientBody {
    /// The address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2001:db8::7")]
    pub ip: Option<String>,
    /// The internet service provider that the address belonged to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub isp: Option<String>,
    /// The number of the autonomous system that the address belonged to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asn: Option<u32>,
    /// The place that the address belonged to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<Location>,
    /// The device, in the product's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Firefox on Linux")]
    pub device: Option<String>,
    /// The version of the application.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "web 5.2")]
    pub app_version: Option<String>,
    /// The user agent of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
}

impl EventBody {
    /// Returns `event` as readers may see it: without its details unless `show_details`.
    pub fn new(event: Event, show_details: bool) -> Self {
        let source = event.source().to_owned();
        let Event {
            id,
            organization_id,
            kind,
            occurred_at,
            recorded_at,
            // When an event is dropped is the organisation's setting, not a fact of the event.
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
            kind: kind.id().to_owned(),
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
}
