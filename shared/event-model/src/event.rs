//! Events: the form that products send, and the recorded form.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::{
    Actor, AppVersion, Details, Device, EventId, EventType, MetadataKey, MetadataValue, OrganizationId,
    Outcome, RecordedOutcome, SessionId, Target, Timestamp, UserAgent,
};

/// Additional facts of an event, sorted by key.
pub type Metadata = BTreeMap<MetadataKey, MetadataValue>;

/// The client of the actor.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The device, as the product names it.
    pub device: Option<Device>,
    /// The version of the application.
    pub app_version: Option<AppVersion>,
    /// The user agent of the request.
    pub user_agent: Option<UserAgent>,
}

/// An event in the form that a product sends. The content hash covers all fields except `ip`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The producer's id, unique per organization and source.
    pub id: EventId,
    /// The organization of the event.
    pub organization_id: OrganizationId,
    /// The event type.
    pub kind: EventType,
    /// Time of the event, by the producer's clock.
    pub occurred_at: Timestamp,
    /// The outcome of the action.
    pub outcome: Outcome,
    /// The person or service that acted.
    pub actor: Actor,
    /// The objects of the action: at most [`limits::TARGETS`](crate::limits::TARGETS).
    pub targets: Vec<Target>,
    /// The client of the actor.
    pub client: Client,
    /// The address of the client. An IPv4-mapped address has its IPv4 form.
    pub ip: Option<IpAddr>,
    /// The session of the actor in the product.
    pub session_id: Option<SessionId>,
    /// Additional facts.
    pub metadata: Metadata,
}

impl NewEvent {
    /// Returns the product that sends this event.
    pub fn source(&self) -> &str {
        self.kind.source()
    }

    /// Returns the event as it is recorded at `recorded_at`, with these details and this expiry time.
    pub fn recorded(self, details: Details, recorded_at: Timestamp, expires_at: Timestamp) -> Event {
        let Self {
            id,
            organization_id,
            kind,
            occurred_at,
            outcome,
            actor,
            targets,
            client,
            ip: _,
            session_id,
            metadata,
        } = self;
        Event {
            id,
            organization_id,
            kind,
            occurred_at,
            recorded_at,
            expires_at,
            outcome: outcome.into(),
            actor,
            targets,
            client,
            details,
            session_id,
            metadata,
        }
    }
}

/// A recorded event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The producer's id, unique per organization and source.
    pub id: EventId,
    /// The organization of the event.
    pub organization_id: OrganizationId,
    /// The event type. It may be one that this version's catalog does not have.
    pub kind: EventType,
    /// Time of the event, by the producer's clock.
    pub occurred_at: Timestamp,
    /// Time of recording, by the clock of this system.
    pub recorded_at: Timestamp,
    /// Expiry time, from the organization's retention at the time of recording. Whole seconds.
    pub expires_at: Timestamp,
    /// The outcome of the action.
    pub outcome: RecordedOutcome,
    /// The person or service that acted.
    pub actor: Actor,
    /// The objects of the action.
    pub targets: Vec<Target>,
    /// The client of the actor.
    pub client: Client,
    /// Details of the client's network.
    pub details: Details,
    /// The session of the actor in the product.
    pub session_id: Option<SessionId>,
    /// Additional facts.
    pub metadata: Metadata,
}

impl Event {
    /// Returns the product that sent this event. It may be one that this version's catalog does not have.
    pub fn source(&self) -> &str {
        self.kind.source()
    }

    /// Returns the address, or `None` if it was not collected or is unknown.
    pub fn ip(&self) -> Option<IpAddr> {
        match &self.details {
            Details::Collected { ip, .. } => *ip,
            Details::NotCollected => None,
        }
    }
}
