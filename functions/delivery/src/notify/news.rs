//! Events of the feed that matter to notifications.

use detections::Severity;
use event_model::{Actor, Catalog, Class, Event, EventFilter, EventType, Timestamp, UserId};
use event_store::{FindingNews, WaitingFinding};

use crate::finding::FindingEvent;

/// What an event says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum News {
    /// A finding that persons may want to know.
    Finding(FindingChange),
    /// The membership of a person changed.
    Member {
        /// The person.
        user: UserId,
        /// The change.
        change: MemberChange,
        /// Time of recording.
        at: Timestamp,
    },
}

/// A change of a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MemberChange {
    /// The person is no longer in the organization.
    Removed,
    /// The person joined the organization.
    Added,
    /// The person has another role.
    Role,
}

impl MemberChange {
    fn of(class: Class) -> Option<Self> {
        match class {
            Class::MemberRemoved => Some(Self::Removed),
            Class::MemberAdded => Some(Self::Added),
            Class::MemberRoleChanged => Some(Self::Role),
            _ => None,
        }
    }
}

/// A change of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FindingChange {
    /// The finding, for the people who handle findings.
    pub(crate) finding: WaitingFinding,
    /// The person whose act it is, or the monitor itself for new hits. The person knows it already.
    pub(crate) actor: UserId,
}

/// Types of the events of findings that are read.
const FINDINGS: [&str; 3] = ["monitor.finding.opened", "monitor.finding.raised", "monitor.finding.reopened"];

/// Returns the filter of the events that matter.
pub(crate) fn filter(catalog: &Catalog) -> EventFilter {
    let findings = FINDINGS
        .iter()
        .map(|kind| EventType::built_in(kind).expect("the catalog has the events of findings"));
    let members = catalog.entries().iter().filter(|entry| MemberChange::of(entry.class).is_some());
    EventFilter::of_types(findings.chain(members.map(|entry| entry.id.clone())))
}

impl News {
    /// Reads an event; `None` if nobody is told about it.
    pub(crate) fn of(event: &Event, catalog: &Catalog) -> Option<Self> {
        if let Some(finding) = FindingEvent::read(event) {
            return change(event, finding).map(Self::Finding);
        }
        let change = MemberChange::of(catalog.get(&event.kind)?.class)?;
        let user = event.targets.iter().find(|target| target.kind.as_str() == "user");
        let user = UserId::recorded(user.or(event.targets.first())?.id.as_str().to_owned());
        Some(Self::Member { user, change, at: event.recorded_at })
    }
}

/// Returns the change of a finding; `None` if nobody is told about it.
fn change(event: &Event, finding: FindingEvent) -> Option<FindingChange> {
    if !finding.is_for_people(Severity::Low) {
        return None;
    }
    let FindingEvent {
        id,
        change,
        rule,
        title,
        severity,
        person,
        first_at,
        last_at,
        hits,
        is_late: _,
        is_muted: _,
    } = finding;
    let news: FindingNews = change.parse().ok()?;
    // The monitor reopens a finding only when its severity rises, which is an event, too.
    if news == FindingNews::Reopened && event.actor.id == Actor::monitor().id {
        return None;
    }
    let finding = WaitingFinding {
        id,
        news,
        rule,
        title,
        severity,
        person,
        first_at,
        last_at,
        hits,
        own_account: false,
    };
    Some(FindingChange { finding, actor: event.actor.id.clone() })
}

#[cfg(test)]
mod tests;
