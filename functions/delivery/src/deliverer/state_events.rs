//! Events about changes of state that no person caused.

use event_model::{
    Actor, Client, EventId, EventType, Metadata, Name, NewEvent, Outcome, Target, TargetId, TargetType,
    Timestamp, metadata,
};
use event_store::{Delivery, DeliveryGap, Stream};

use crate::deliverer::transition::Change;

/// Returns the event of a change of state at `at`. `delivery` is the delivery after it.
pub(crate) fn changed(stream: &Stream, delivery: &Delivery, change: Change, at: Timestamp) -> NewEvent {
    let (kind, reason) = match change {
        Change::Failing => ("failing", last_reason(delivery)),
        Change::Recovered => ("recovered", None),
        Change::Disabled(by) => ("disabled", Some(by.words().to_owned())),
    };
    let mut facts = facts(stream);
    if let Some(reason) = reason {
        facts.append(&mut metadata([("reason", reason)]));
    }
    event(stream, kind, facts, at)
}

/// Returns the event of a gap.
pub(crate) fn gap(stream: &Stream, gap: &DeliveryGap) -> NewEvent {
    let mut facts = facts(stream);
    facts.append(&mut metadata([
        ("first_segment", gap.first.segment.to_string()),
        ("next_segment", gap.next.segment.to_string()),
    ]));
    event(stream, "gap", facts, gap.found_at)
}

fn last_reason(delivery: &Delivery) -> Option<String> {
    delivery.last_failure.as_ref().map(|failure| failure.reason.clone())
}

fn facts(stream: &Stream) -> Metadata {
    metadata([("kind", stream.kind().to_string())])
}

fn event(stream: &Stream, change: &str, metadata: Metadata, at: Timestamp) -> NewEvent {
    let id = format!("{}.{change}.{}", stream.id, at.millis());
    NewEvent {
        id: EventId::try_from(id).expect("a UUID, a word and a number have characters of an event id"),
        organization_id: stream.organization_id.clone(),
        kind: EventType::built_in(&format!("monitor.stream.{change}"))
            .expect("the catalog has the events of streams"),
        occurred_at: at,
        outcome: Outcome::Success,
        actor: Actor::monitor(),
        targets: vec![target(stream)],
        client: Client::default(),
        ip: None,
        session_id: None,
        metadata,
    }
}

/// Returns the stream as the target of an event.
pub(crate) fn target(stream: &Stream) -> Target {
    Target {
        kind: TargetType::try_from("stream".to_owned()).expect("a word is a type of target"),
        id: TargetId::recorded(stream.id.to_string()),
        name: Some(Name::recorded(stream.name.as_str().to_owned())),
    }
}
