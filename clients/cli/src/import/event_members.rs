//! Members of an event, from the templates of a rule.

use std::net::IpAddr;

use event_model::{ActorRequest, ClientRequest, Metadata, MetadataKey, TargetRequest, canonical_ip, limits};

use super::fit::Notes;
use super::mapping::{EventMembers, TargetMembers};
use super::record::Record;
use super::template::Template;

/// Returns the actor, or `None` if the record has no id of one.
pub(super) fn actor(members: &EventMembers, record: &Record, notes: &mut Notes) -> Option<ActorRequest> {
    let render = |template: &Option<Template>| template.as_ref()?.render(record);
    let id = render(&members.actor.id)?;
    let name = render(&members.actor.name);
    let email = render(&members.actor.email);
    Some(ActorRequest {
        id: notes.id("actor.id", &id, limits::USER_ID_BYTES)?,
        name: name.and_then(|name| notes.text("actor.name", &name, limits::NAME_BYTES)),
        // Not cut: that would be another address.
        email: email.and_then(|email| notes.exact("actor.email", &email)),
    })
}

/// Returns the client of the actor.
pub(super) fn client(members: &EventMembers, record: &Record, notes: &mut Notes) -> ClientRequest {
    let render = |template: &Option<Template>| template.as_ref()?.render(record);
    let members = &members.client;
    let ip = render(&members.ip).and_then(|text| {
        let ip = text.parse::<IpAddr>().map(canonical_ip);
        ip.map_err(|_| notes.unusable("client.ip", &text)).ok()
    });
    let device = render(&members.device);
    let app_version = render(&members.app_version);
    let user_agent = render(&members.user_agent);
    ClientRequest {
        ip,
        device: device.and_then(|text| notes.text("client.device", &text, limits::DEVICE_BYTES)),
        app_version: app_version
            .and_then(|text| notes.text("client.app_version", &text, limits::APP_VERSION_BYTES)),
        user_agent: user_agent
            .and_then(|text| notes.text("client.user_agent", &text, limits::USER_AGENT_BYTES)),
    }
}

/// Returns the targets that have a type and an id.
pub(super) fn targets(members: &EventMembers, record: &Record, notes: &mut Notes) -> Vec<TargetRequest> {
    let mut targets = Vec::new();
    for template in members.targets.iter().flatten() {
        match &template.each {
            Some(path) => {
                let entries = record.entries(path);
                targets.extend(entries.iter().filter_map(|entry| target(template, entry, notes)));
            }
            None => targets.extend(target(template, record, notes)),
        }
    }
    if targets.len() > limits::TARGETS {
        notes.targets(targets.len());
        targets.truncate(limits::TARGETS);
    }
    targets
}

fn target(members: &TargetMembers, record: &Record, notes: &mut Notes) -> Option<TargetRequest> {
    let kind = members.kind.render(record)?;
    let id = members.id.render(record)?;
    let name = members.name.as_ref().and_then(|template| template.render(record));
    Some(TargetRequest {
        kind: notes.text("targets.type", &kind, limits::TARGET_TYPE_BYTES)?,
        id: notes.id("targets.id", &id, limits::TARGET_ID_BYTES)?,
        name: name.and_then(|name| notes.text("targets.name", &name, limits::NAME_BYTES)),
    })
}

/// Returns the metadata that have a value.
pub(super) fn metadata(members: &EventMembers, record: &Record, notes: &mut Notes) -> Metadata {
    let values = members.metadata.iter().filter_map(|(key, template)| {
        let text = template.render(record)?;
        let value = notes.text(&format!("metadata.{key}"), &text, limits::METADATA_VALUE_BYTES)?;
        Some((MetadataKey::try_from(key.clone()).ok()?, value))
    });
    values.collect()
}
