//! Checks that the parts of a mapping fit together.

use std::collections::BTreeSet;

use event_model::{MetadataKey, limits};

use super::super::fit::NOTE_KEYS;
use super::{Effect, EventMembers, Form, Mapping};

/// Returns the first fault of a mapping, with the name of the part.
pub(super) fn check(mapping: &Mapping) -> Result<(), String> {
    match (mapping.input.form, &mapping.input.pattern) {
        (Form::Lines, None) => return Err("input.pattern is missing: lines need it".to_owned()),
        (Form::Json, Some(_)) => return Err("input.pattern is only for lines".to_owned()),
        _ => {}
    }
    if mapping.input.time_formats.is_empty() {
        return Err("input.time_formats must have a format".to_owned());
    }
    let types = types(mapping)?;
    let mut used = BTreeSet::new();
    for (index, rule) in mapping.rules.iter().enumerate() {
        let fault = |message: String| format!("rule {}: {message}", index + 1);
        if let Effect::Event { kind, members, .. } = &rule.effect {
            if !types.contains(kind.as_str()) {
                return Err(fault(format!("{kind} is not in [types]")));
            }
            used.insert(kind.as_str());
            check_members(members).map_err(fault)?;
        }
        if rule.conditions.is_empty() && index + 1 < mapping.rules.len() {
            return Err(fault("has no condition, so the rules after it are never used".to_owned()));
        }
    }
    match types.difference(&used).next() {
        Some(unused) => Err(format!("type {unused}: no rule uses it")),
        None => Ok(()),
    }
}

fn types(mapping: &Mapping) -> Result<BTreeSet<&str>, String> {
    let fault = |id| Err(format!("type {id}: must begin with \"{}.\"", mapping.source.id));
    let ids = mapping.types.iter().map(|entry| &entry.id);
    ids.map(|id| if id.source() == mapping.source.id.as_str() { Ok(id.as_str()) } else { fault(id) })
        .collect()
}

fn check_members(members: &EventMembers) -> Result<(), String> {
    if members.occurred_at.is_none() {
        return Err("event.occurred_at is missing".to_owned());
    }
    if members.actor.id.is_none() {
        return Err("event.actor.id is missing".to_owned());
    }
    let keys = limits::METADATA_KEYS - NOTE_KEYS;
    if members.metadata.len() > keys {
        return Err(format!("event.metadata must have at most {keys} keys"));
    }
    for key in members.metadata.keys() {
        MetadataKey::try_from(key.clone())
            .map_err(|error| format!("event.metadata: the key {key:?} {error}"))?;
    }
    Ok(())
}
