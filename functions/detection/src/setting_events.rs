//! Audit events of changes of the settings of detections, and of mutes.

use std::collections::BTreeSet;

use detections::{Config, Exceptions, Mute, MuteSubject, RuleId};
use event_model::{EventType, Metadata, MonitorAct, NewEvent, OrganizationId, Target, TargetType, metadata};

/// Returns the events of the changes of `rule` from `old` to `new`: one for its switch, and one for each parameter.
pub(crate) fn of_rule(
    rule: RuleId,
    old: &Config,
    new: &Config,
    organization: &OrganizationId,
    act: &MonitorAct,
) -> Vec<NewEvent> {
    let mut changes: Vec<(&str, Metadata)> = Vec::new();
    let (was, is) = (old.is_enabled(rule), new.is_enabled(rule));
    if was != is {
        let kind = if is { "monitor.rule.enabled" } else { "monitor.rule.disabled" };
        let texts = [("rule", rule.to_string()), ("from", was.to_string()), ("to", is.to_string())];
        changes.push((kind, metadata(texts)));
    }
    let (from, to) = (old.parameters(rule.rule()), new.parameters(rule.rule()));
    for (name, value) in to.values() {
        let before = from.get(name);
        if before != *value {
            let texts = [
                ("rule", rule.to_string()),
                ("parameter", (*name).to_owned()),
                ("from", before.to_string()),
                ("to", value.to_string()),
            ];
            changes.push(("monitor.rule.changed", metadata(texts)));
        }
    }
    let event = |(nth, (kind, metadata))| {
        act.event(nth, organization, event_type(kind), vec![rule_target(rule)], metadata)
    };
    (0..).zip(changes).map(event).collect()
}

/// Returns the target of an event about a rule.
pub(crate) fn rule_target(rule: RuleId) -> Target {
    Target {
        kind: target_type("rule"),
        id: rule.as_str().parse().expect("the id of a rule is printable"),
        name: rule.rule().about().title.to_owned().try_into().ok(),
    }
}

/// Returns the events of the changes from `old` to `new`: one for each entry that was added or removed.
pub(crate) fn of_exceptions(
    old: &Exceptions,
    new: &Exceptions,
    organization: &OrganizationId,
    act: &MonitorAct,
) -> Vec<NewEvent> {
    let networks = differences(&old.own_networks, &new.own_networks).map(|(kind, network)| {
        let id = network.to_string().parse().expect("a network is printable and short");
        (kind, Target { kind: target_type("network"), id, name: None })
    });
    let accounts = differences(&old.service_accounts, &new.service_accounts).map(|(kind, account)| {
        let id = account.as_str().parse().expect("the id of a person is one of a target");
        (kind, Target { kind: target_type("service_account"), id, name: None })
    });
    let event = |(nth, (kind, target)): (u8, (&str, Target))| {
        act.event(nth, organization, event_type(kind), vec![target], Metadata::new())
    };
    (0..).zip(networks.chain(accounts)).map(event).collect()
}

/// Returns the number of entries that differ.
pub(crate) fn exception_changes(old: &Exceptions, new: &Exceptions) -> usize {
    let networks = differences(&old.own_networks, &new.own_networks).count();
    networks + differences(&old.service_accounts, &new.service_accounts).count()
}

fn differences<'a, T: Ord>(
    old: &'a BTreeSet<T>,
    new: &'a BTreeSet<T>,
) -> impl Iterator<Item = (&'static str, &'a T)> {
    let added = new.difference(old).map(|entry| ("monitor.exception.added", entry));
    added.chain(old.difference(new).map(|entry| ("monitor.exception.removed", entry)))
}

/// Returns a built-in event type.
pub(crate) fn event_type(kind: &str) -> EventType {
    EventType::built_in(kind).expect("the catalog has the types of detections")
}

/// Returns a type of targets.
pub(crate) fn target_type(kind: &str) -> TargetType {
    TargetType::try_from(kind.to_owned()).expect("a word is a type of target")
}

/// Returns the event that records that a mute was created.
pub(crate) fn mute_created(mute: &Mute, organization: &OrganizationId, act: &MonitorAct) -> NewEvent {
    mute_event(mute, organization, act, "monitor.mute.created")
}

/// Returns the event that records that a mute was deleted.
pub(crate) fn mute_deleted(mute: &Mute, organization: &OrganizationId, act: &MonitorAct) -> NewEvent {
    mute_event(mute, organization, act, "monitor.mute.deleted")
}

fn mute_event(mute: &Mute, organization: &OrganizationId, act: &MonitorAct, kind: &str) -> NewEvent {
    let id = mute.id.as_str().parse().expect("a UUID is printable");
    let mut targets = vec![Target { kind: target_type("mute"), id, name: None }, rule_target(mute.rule)];
    // An address or a place is not named: the audit trail shows it even while details are hidden.
    if let MuteSubject::Person(user) = &mute.subject {
        let id = user.as_str().parse().expect("the id of a person is one of a target");
        targets.push(Target { kind: target_type("user"), id, name: None });
    }
    let metadata = metadata([
        ("rule", mute.rule.to_string()),
        ("subject", mute.subject.kind().to_string()),
        ("until", mute.until.to_string()),
    ]);
    act.event(0, organization, event_type(kind), targets, metadata)
}
