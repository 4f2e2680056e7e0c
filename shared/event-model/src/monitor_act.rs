//! Acts of people on the monitor itself. The monitor records them as events.

use std::net::IpAddr;

use uuid::Uuid;

use crate::{
    Actor, Client, EventId, EventType, Metadata, MetadataKey, MetadataValue, NewEvent, OrganizationId,
    Outcome, Target, Timestamp,
};

/// An act of a person on the monitor, with time, actor and client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitorAct {
    /// A UUID of version 7 for this request. The ids of the act's events derive from it, so a retry does not
    /// record an event twice.
    pub id: Uuid,
    /// The time of the act.
    pub at: Timestamp,
    /// The person who acted.
    pub actor: Actor,
    /// The client of the actor.
    pub client: Client,
    /// The address of the client.
    pub ip: Option<IpAddr>,
}

/// Creates the metadata of a monitor event from texts that are valid metadata by construction.
pub fn metadata<const N: usize>(texts: [(&str, String); N]) -> Metadata {
    let entry = |(key, value): (&str, String)| {
        Some((MetadataKey::try_from(key.to_owned()).ok()?, MetadataValue::try_from(value).ok()?))
    };
    let metadata: Metadata = texts.into_iter().filter_map(entry).collect();
    debug_assert_eq!(metadata.len(), N, "an entry is not valid metadata");
    metadata
}

impl MonitorAct {
    /// Returns event number `nth` of this act, counted from 0.
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

    /// Returns the act's id plus `nth`. The sum changes only the random bits at the end, not the version,
    /// variant and time.
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
    fn monitor_act_events_have_distinct_ids() {
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
