//! The events of findings.
//!
//! They name the rule, the severity, the person and the times, never an address or a place: they are shown while
//! details are hidden.

use detections::FindingId;
use event_model::{
    Actor, Client, EventId, EventType, Metadata, MonitorAct, Name, NewEvent, OrganizationId, Outcome, Target,
    TargetId, TargetType, Timestamp, metadata,
};

use crate::detections::finding::FindingRecord;

/// The cause of a change of a finding.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cause<'a> {
    /// New hits, at this time.
    Hits(Timestamp),
    /// A person.
    Act(&'a MonitorAct),
}

/// Makes the events of a change of one finding.
#[derive(Debug)]
pub(crate) struct FindingEvents<'a> {
    organization: &'a OrganizationId,
    record: &'a FindingRecord,
    cause: Cause<'a>,
    events: Vec<NewEvent>,
}

impl<'a> FindingEvents<'a> {
    /// Creates the events of a change to `record`, the finding after the change.
    pub(crate) fn new(organization: &'a OrganizationId, record: &'a FindingRecord, cause: Cause<'a>) -> Self {
        Self { organization, record, cause, events: Vec::new() }
    }

    /// Adds the event that the finding was opened. Its id is the id of the finding.
    pub(crate) fn opened(&mut self) {
        self.push_with_id("monitor.finding.opened", self.record.id().to_string());
    }

    /// Adds the event that the severity rose. It rises to each severity once, so the id is that of the finding and the
    /// severity.
    pub(crate) fn raised(&mut self) {
        let id = format!("{}.{}", self.record.id(), self.record.severity());
        self.push_with_id("monitor.finding.raised", id);
    }

    /// Adds the event that the finding was opened again because its severity rose.
    pub(crate) fn reopened(&mut self) {
        let id = format!("{}.reopened.{}", self.record.id(), self.record.severity());
        self.push_with_id("monitor.finding.reopened", id);
    }

    /// Adds an event of a person's act, with further metadata.
    pub(crate) fn act<const N: usize>(&mut self, kind: &str, act: &MonitorAct, more: [(&str, String); N]) {
        let mut facts = facts(self.record);
        facts.append(&mut metadata(more));
        let nth = u8::try_from(self.events.len()).expect("a change has few events");
        self.events.push(act.event(
            nth,
            self.organization,
            built_in(kind),
            targets(self.record, self.record.id()),
            facts,
        ));
    }

    /// Returns the events.
    pub(crate) fn into_events(self) -> Vec<NewEvent> {
        self.events
    }

    fn push_with_id(&mut self, kind: &str, id: String) {
        let (at, actor, client, ip) = match self.cause {
            Cause::Hits(at) => (at, Actor::monitor(), Client::default(), None),
            Cause::Act(act) => (act.at, act.actor.clone(), act.client.clone(), act.ip),
        };
        self.events.push(NewEvent {
            id: EventId::try_from(id).expect("ids of findings and severities have characters of an event id"),
            organization_id: self.organization.clone(),
            kind: built_in(kind),
            occurred_at: at,
            outcome: Outcome::Success,
            actor,
            targets: targets(self.record, self.record.id()),
            client,
            ip,
            session_id: None,
            metadata: facts(self.record),
        });
    }
}

fn built_in(kind: &str) -> EventType {
    EventType::built_in(kind).expect("the catalog has the events of findings")
}

fn targets(record: &FindingRecord, id: FindingId) -> Vec<Target> {
    let kind = |text: &str| TargetType::try_from(text.to_owned()).expect("a word is a type of target");
    let title = record.finding.rule.rule().about().title;
    let finding = Target {
        kind: kind("finding"),
        id: TargetId::try_from(id.to_string()).expect("hex digits are an id"),
        name: Some(Name::try_from(title.to_owned()).expect("a title is a name")),
    };
    let person = record.finding.key.person().map(|user| Target {
        kind: kind("user"),
        id: TargetId::recorded(user.as_str().to_owned()),
        name: None,
    });
    [Some(finding), person].into_iter().flatten().collect()
}

/// Returns the metadata of every event of a finding. Receivers of messages need no other read.
fn facts(record: &FindingRecord) -> Metadata {
    let finding = &record.finding;
    let mut facts = metadata([
        ("rule", finding.rule.to_string()),
        ("severity", record.severity().to_string()),
        ("first_at", finding.first_at.to_string()),
        ("last_at", finding.last_at.to_string()),
        ("hits", finding.triggers.len().to_string()),
    ]);
    if finding.is_late {
        facts.append(&mut metadata([("late", "true".to_owned())]));
    }
    if let Some(mute) = &record.muted_by {
        facts.append(&mut metadata([("muted_by", mute.to_string())]));
    }
    facts
}
