//! Audit events for the creation, download and deletion of exports.

use event_model::{EventType, Metadata, MonitorAct, NewEvent, Target, TargetType, metadata};
use event_store::ExportRequest;

/// Returns the event that records that an export was created.
pub(crate) fn created(request: &ExportRequest, act: &MonitorAct) -> NewEvent {
    let metadata = metadata([
        ("format", request.format.to_string()),
        ("from", request.range.from().to_string()),
        ("to", request.range.to().to_string()),
        ("own_events_only", request.own.to_string()),
    ]);
    event(request, act, "monitor.export.created", metadata)
}

/// Returns the event that records that a link to `file` was issued.
pub(crate) fn downloaded(request: &ExportRequest, act: &MonitorAct, file: &str) -> NewEvent {
    event(request, act, "monitor.export.downloaded", metadata([("file", file.to_owned())]))
}

/// Returns the event that records that an export was deleted.
pub(crate) fn deleted(request: &ExportRequest, act: &MonitorAct) -> NewEvent {
    event(request, act, "monitor.export.deleted", Metadata::new())
}

fn event(request: &ExportRequest, act: &MonitorAct, kind: &str, metadata: Metadata) -> NewEvent {
    let kind = EventType::built_in(kind).expect("the catalog has the types of exports");
    let target = Target {
        kind: TargetType::try_from("export".to_owned()).expect("a word is a target type"),
        id: request.id.as_str().parse().expect("an export id has only printable characters"),
        name: None,
    };
    act.event(0, &request.organization_id, kind, vec![target], metadata)
}
