//! Audit events for the creation and the revocation of reader keys.

use event_model::{EventType, Metadata, MonitorAct, NewEvent, Target, TargetId, TargetType};
use event_store::ReaderKey;

/// Returns the event that records that `key` was created.
pub(crate) fn created(key: &ReaderKey, act: &MonitorAct) -> NewEvent {
    event(key, act, "monitor.reader_key.created")
}

/// Returns the event that records that `key` was revoked.
pub(crate) fn revoked(key: &ReaderKey, act: &MonitorAct) -> NewEvent {
    event(key, act, "monitor.reader_key.revoked")
}

fn event(key: &ReaderKey, act: &MonitorAct, kind: &str) -> NewEvent {
    let kind = EventType::built_in(kind).expect("the catalog has the events of reader keys");
    let target = Target {
        kind: TargetType::try_from("reader_key".to_owned()).expect("a word is a type of target"),
        id: TargetId::try_from(String::from(key.id.clone())).expect("a key's id has hex digits only"),
        name: Some(key.name.clone()),
    };
    act.event(0, &key.organization_id, kind, vec![target], Metadata::new())
}
