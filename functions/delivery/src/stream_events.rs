//! Audit events of acts of people on streams. They name hosts, never URLs or secrets.

use event_model::{EventType, Metadata, MonitorAct, NewEvent, StreamState, Target, TargetType, metadata};
use event_store::{FeedPosition, Stream};

use crate::destination_rules::host;

/// Returns the event that records that `stream` was created.
pub(crate) fn created(stream: &Stream, act: &MonitorAct) -> NewEvent {
    let format = metadata([("format", stream.format.to_string())]);
    event("monitor.stream.created", stream, with_host(stream, format), act)
}

/// Returns the event that records that `members` of `stream` were changed.
pub(crate) fn changed(stream: &Stream, members: &[&str], act: &MonitorAct) -> NewEvent {
    let changed = metadata([("changed", members.join(", "))]);
    let changed = if members.contains(&"destination") { with_host(stream, changed) } else { changed };
    event("monitor.stream.changed", stream, changed, act)
}

/// Returns the event that records that `stream` was deleted.
pub(crate) fn deleted(stream: &Stream, act: &MonitorAct) -> NewEvent {
    event("monitor.stream.deleted", stream, with_host(stream, Metadata::new()), act)
}

/// Returns the event that records that the destination of `stream` was verified.
pub(crate) fn verified(stream: &Stream, act: &MonitorAct) -> NewEvent {
    event("monitor.stream.verified", stream, with_host(stream, Metadata::new()), act)
}

/// Returns the event that records that `stream` was paused in the state `from`.
pub(crate) fn paused(stream: &Stream, from: StreamState, act: &MonitorAct) -> NewEvent {
    event("monitor.stream.paused", stream, metadata([("from", from.to_string())]), act)
}

/// Returns the event that records that `stream` was resumed from the state `from`.
pub(crate) fn resumed(stream: &Stream, from: StreamState, act: &MonitorAct) -> NewEvent {
    event("monitor.stream.resumed", stream, metadata([("from", from.to_string())]), act)
}

/// Returns the event that records that `stream` was moved from one position to another.
pub(crate) fn replayed(stream: &Stream, from: FeedPosition, to: FeedPosition, act: &MonitorAct) -> NewEvent {
    let positions =
        metadata([("from", from.next_sequence().to_string()), ("to", to.next_sequence().to_string())]);
    event("monitor.stream.replayed", stream, positions, act)
}

/// Returns the event that records that the signing secret of `stream` was rotated.
pub(crate) fn secret_rotated(stream: &Stream, act: &MonitorAct) -> NewEvent {
    let until = stream.previous_secret.iter().map(|(_, until)| ("old_secret_until", until.to_string()));
    let until = until.flat_map(|until| metadata([until])).collect();
    event("monitor.stream.secret_rotated", stream, until, act)
}

/// Returns the event that records that the dead letters of `stream` are sent again.
pub(crate) fn redriven(stream: &Stream, dead_letters: usize, act: &MonitorAct) -> NewEvent {
    let count = metadata([("dead_letters", dead_letters.to_string())]);
    event("monitor.stream.redriven", stream, count, act)
}

/// Adds where the events go.
fn with_host(stream: &Stream, mut texts: Metadata) -> Metadata {
    let host = host(&stream.destination).into_iter();
    texts.extend(host.flat_map(|host| metadata([("destination", host)])));
    texts
}

fn event(kind: &str, stream: &Stream, mut texts: Metadata, act: &MonitorAct) -> NewEvent {
    texts.extend(metadata([("kind", stream.kind().to_string())]));
    let kind = EventType::built_in(kind).expect("the catalog has the types of streams");
    let target = Target {
        kind: TargetType::try_from("stream".to_owned()).expect("a word is a type of target"),
        id: stream.id.as_str().parse().expect("a UUID is printable"),
        name: Some(stream.name.clone()),
    };
    act.event(0, &stream.organization_id, kind, vec![target], texts)
}
