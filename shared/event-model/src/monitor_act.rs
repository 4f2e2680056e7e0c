//! What people do to this system itself, which it records as events of its own.

use std::net::IpAddr;

use uuid::Uuid;

use crate::{
    Actor, Client, EventId, EventType, Metadata, MetadataKey, MetadataValue, NewEvent, OrganizationId,
    Outcome, Target, Timestamp,
};

/// Something that a person did to this system: who, when, and from where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitorAct {
    /// A UUID of version 7, made for this request. The ids of the act's events are derived from it, so
    /// that a repeated try records nothing twice.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// With what.
    pub client: Client,
    /// From where.
    pub ip: Option<IpAddr>,
}

/// Returns the metadata of an event of this system, from texts that are valid metadata by construction.
pub fn metadata<const N: usize>(texts: [(&str, String); N]) -> Metadata {
    let entry = |(key, value): (&str, String)| {
        Some((MetadataKey::try_from(key.to_owned()).ok()?, MetadataValue::try_from(value).ok()?))
    };
    let metadata: Metadata = texts.into_iter().filter_map(entry).collect();
    debug_assert_eq!(metadata.len(), N, "an entry is not valid metadata");
    metadata
}

impl MonitorAct {
    /// Returns the event number `nth` of this act, the first being 0.
    pub fn event(
        &self,
        nth: u8,
        organization: &OrganizationId,
        kind: EventType,
        targets: Vec<Target>,
        metadata: Metadata,
    ) -> NewEvent {
        NewEvent {
            id: self.event_id(nth),
            organization_id: organization.clone(),
            kind,
            occurred_at: self.at,
            outcome: Outcome::Success,
            actor: self.actor.clone(),
            targets,
            client: self.client.clone(),
            ip: self.ip,
            session_id: None,
            metadata,
        }
    }

    /// Returns the act's id plus `nth`, counted in the random bits at its end: version, variant and time
    /// stay as they are.
    fn event_id(&self, nth: u8) -> EventId {
        const RANDOM: u128 = (1 << 62) - 1;
        let id = self.id.as_u128();
        let last = (id & RANDOM).wrapping_add(nth.into()) & RANDOM;
        let id = Uuid::from_u128((id & !RANDOM) | last).to_string();
        EventId::try_from(id).expect("a UUID has only characters of an event id")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_event_of_an_act_has_an_id_of_its_own() {
        let act = |id: &str| MonitorAct {
            id: id.parse().expect("a UUID"),
            at: Timestamp::MIN,
            actor: Actor { id: "u".parse().expect("an id"), name: None, email: None },
            client: Client::default(),
            ip: None,
        };
        let plain = act("0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
        assert_eq!(plain.event_id(0).as_str(), "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c11");
        assert_eq!(plain.event_id(2).as_str(), "0199f2c4-7d1e-7c3a-9a55-6f0f6a2b7c13");
        let full = act("0199f2c4-7d1e-7c3a-bfff-ffffffffffff");
        assert_eq!(full.event_id(1).as_str(), "0199f2c4-7d1e-7c3a-8000-000000000000");
    }
}
