//! Templates of the members of an event.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::super::template::Template;

/// Templates of the members of an event.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in super::super) struct EventMembers {
    pub(in super::super) id: Option<Template>,
    pub(in super::super) occurred_at: Option<Template>,
    /// Rendered to a text of the table `outcomes`.
    pub(in super::super) outcome: Option<Template>,
    pub(in super::super) actor: ActorMembers,
    pub(in super::super) targets: Option<Vec<TargetMembers>>,
    pub(in super::super) client: ClientMembers,
    pub(in super::super) session_id: Option<Template>,
    pub(in super::super) metadata: BTreeMap<String, Template>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in super::super) struct ActorMembers {
    pub(in super::super) id: Option<Template>,
    pub(in super::super) name: Option<Template>,
    pub(in super::super) email: Option<Template>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in super::super) struct ClientMembers {
    pub(in super::super) ip: Option<Template>,
    pub(in super::super) device: Option<Template>,
    pub(in super::super) app_version: Option<Template>,
    pub(in super::super) user_agent: Option<Template>,
}

/// Templates of one target, or of one for each object of an array.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in super::super) struct TargetMembers {
    /// Field with an array. The templates are for the members of its objects.
    pub(in super::super) each: Option<String>,
    #[serde(rename = "type")]
    pub(in super::super) kind: Template,
    pub(in super::super) id: Template,
    pub(in super::super) name: Option<Template>,
}

impl EventMembers {
    /// Returns `true` if no member has a template.
    pub(super) fn is_empty(&self) -> bool {
        let Self { id, occurred_at, outcome, actor, targets, client, session_id, metadata } = self;
        let ActorMembers { id: actor_id, name, email } = actor;
        let ClientMembers { ip, device, app_version, user_agent } = client;
        let texts = [
            id,
            occurred_at,
            outcome,
            session_id,
            actor_id,
            name,
            email,
            ip,
            device,
            app_version,
            user_agent,
        ];
        texts.into_iter().all(Option::is_none) && targets.is_none() && metadata.is_empty()
    }

    /// Takes the members that have no template from `base`. Metadata of both is kept, by key.
    pub(super) fn inherit(&mut self, base: &Self) {
        let Self { id, occurred_at, outcome, actor, targets, client, session_id, metadata } = self;
        let members = [
            (id, &base.id),
            (occurred_at, &base.occurred_at),
            (outcome, &base.outcome),
            (&mut actor.id, &base.actor.id),
            (&mut actor.name, &base.actor.name),
            (&mut actor.email, &base.actor.email),
            (&mut client.ip, &base.client.ip),
            (&mut client.device, &base.client.device),
            (&mut client.app_version, &base.client.app_version),
            (&mut client.user_agent, &base.client.user_agent),
            (session_id, &base.session_id),
        ];
        for (own, base) in members {
            if own.is_none() {
                own.clone_from(base);
            }
        }
        if targets.is_none() {
            targets.clone_from(&base.targets);
        }
        for (key, template) in &base.metadata {
            metadata.entry(key.clone()).or_insert_with(|| template.clone());
        }
    }
}
