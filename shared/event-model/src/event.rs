//! Events, as products send them and as they are recorded.

use std::collections::BTreeMap;
use std::net::IpAddr;

use crate::{
    Actor, AppVersion, Details, Device, EventId, EventType, MetadataKey, MetadataValue, OrganizationId,
    Outcome, RecordedOutcome, RecordedType, SessionId, Source, Target, Timestamp, UserAgent,
};

/// Further facts of an event, sorted by key.
pub type Metadata = BTreeMap<MetadataKey, MetadataValue>;

/// What the actor used.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Client {
    /// The device, in the product's words.
    pub device: Option<Device>,
    /// The version of the application.
    pub app_version: Option<AppVersion>,
    /// The user agent of the request.
    pub user_agent: Option<UserAgent>,
}

/// An event as a product sends it: everything that its content hash covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The producer's own id, unique within organization and source.
    pub id: EventId,
    /// The organization that it belongs to.
    pub organization_id: OrganizationId,
    /// What happened.
    pub kind: EventType,
    /// When it happened, by the producer's clock.
    pub occurred_at: Timestamp,
    /// How it went.
    pub outcome: Outcome,
    /// Who did it.
    pub actor: Actor,
    /// What it was done to; at most [`limits::TARGETS`](crate::limits::TARGETS).
    pub targets: Vec<Target>,
    /// What it was done with.
    pub client: Client,
    /// The address that it was done from, IPv4-mapped ones as IPv4.
    pub ip: Option<IpAddr>,
    /// The session that it was done in.
    pub session_id: Option<SessionId>,
    /// Further facts.
    pub metadata: Metadata,
}

impl NewEvent {
    /// Returns the product that sends this event.
    pub fn source(&self) -> Source {
        self.kind.source()
    }
}

/// An event as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The producer's own id, unique within organization and source.
    pub id: EventId,
    /// The organization that it belongs to.
    pub organization_id: OrganizationId,
    /// What happened.
    pub kind: RecordedType,
    /// When it happened, by the producer's clock.
    pub occurred_at: Timestamp,
    /// When it was recorded, by this system's clock.
    pub recorded_at: Timestamp,
    /// When it is dropped, by the organization's retention at the time of recording. Whole seconds.
    pub expires_at: Timestamp,
    /// How it went.
    pub outcome: RecordedOutcome,
    /// Who did it.
    pub actor: Actor,
    /// What it was done to.
    pub targets: Vec<Target>,
    /// What it was done with.
    pub client: Client,
    /// Where it was done from.
    pub details: Details,
    /// The session that it was done in.
    pub session_id: Option<SessionId>,
    /// Further facts.
    pub metadata: Metadata,
}

impl Event {
    /// Returns the product that sent this event: a source of this version, or of a newer one.
    pub fn source(&self) -> &str {
        self.kind.source()
    }

    /// Returns the address, where it was collected and known.
    pub fn ip(&self) -> Option<IpAddr> {
        match &self.details {
            Details::Collected { ip, .. } => *ip,
            Details::NotCollected => None,
        }
    }
}
