//! What people do about findings.

use event_model::{MonitorAct, NewEvent, Note, OrganizationId, OrganizationState, UserId};

use crate::detections::finding::{Answer, AnswerKind, FindingRecord, FindingState, Resolution};
use crate::detections::finding_events::{Cause, FindingEvents};
use crate::{Store, StoreError};

/// What the people who handle a finding set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingHandling {
    /// Whether someone must still look at it.
    pub state: FindingState,
    /// What it was. Given exactly if it is closed.
    pub resolution: Option<Resolution>,
    /// The person who handles it.
    pub assigned_to: Option<UserId>,
    /// What they wrote.
    pub note: Option<Note>,
}

impl FindingHandling {
    /// Returns what is set now.
    pub fn of(record: &FindingRecord) -> Self {
        Self {
            state: record.state,
            resolution: record.resolution,
            assigned_to: record.assigned_to.clone(),
            note: record.note.clone(),
        }
    }
}

/// A change of a finding by a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindingChange {
    /// Sets all of this.
    Handle(FindingHandling),
    /// The answer of the person of the finding.
    Answer {
        /// The answer.
        answer: AnswerKind,
        /// Whether it came from an address of the evidence.
        in_question: bool,
        /// What they wrote.
        note: Option<Note>,
    },
}

impl Store {
    /// Changes a finding that was read, and records an event for each change, in one transaction. Returns the new
    /// finding. Writes nothing if nothing differs.
    ///
    /// Returns [`StoreError::Conflict`] if it was written since it was read.
    pub async fn findings_change(
        &self,
        state: &OrganizationState,
        read: &FindingRecord,
        change: FindingChange,
        act: &MonitorAct,
    ) -> Result<FindingRecord, StoreError> {
        let organization = &state.organization.id;
        let Some((record, events)) = changed(organization, read, change, act) else {
            return Ok(read.clone());
        };
        let mut statements = vec![self.update_finding(organization, &record, read.version)?];
        for event in &events {
            let settings = &state.settings;
            statements.push(self.events.monitor_event_statement(event, state, settings, act.at)?);
        }
        self.control.table.execute_transaction(statements).await?;
        Ok(record)
    }
}

/// Returns the changed finding and the events of the change; `None` if nothing differs.
fn changed(
    organization: &OrganizationId,
    read: &FindingRecord,
    change: FindingChange,
    act: &MonitorAct,
) -> Option<(FindingRecord, Vec<NewEvent>)> {
    let mut record = read.clone();
    record.changed_at = act.at;
    record.version = read.version + 1;
    match change {
        FindingChange::Handle(handling) => {
            if handling == FindingHandling::of(read) {
                return None;
            }
            let FindingHandling { state, resolution, assigned_to, note } = handling;
            (record.state, record.resolution) = (state, resolution);
            (record.assigned_to, record.note) = (assigned_to, note);
            let events = handling_events(organization, read, &record, act);
            Some((record, events))
        }
        FindingChange::Answer { answer, in_question, note } => {
            let by = act.actor.id.clone();
            let answer = Answer { by, at: act.at, answer, in_question, note };
            let is_alarm = answer.is_alarm();
            record.answers.push(answer);
            // The person knows better than whoever closed it.
            let is_reopened = is_alarm && read.state == FindingState::Closed;
            if is_reopened {
                (record.state, record.resolution) = (FindingState::Open, None);
            }
            let mut events = FindingEvents::new(organization, &record, Cause::Act(act));
            let words =
                [("answer", answer_word(&record)), ("from_address_of_evidence", in_question.to_string())];
            events.act("monitor.finding.answered", act, words);
            if is_reopened {
                events.act("monitor.finding.reopened", act, []);
            }
            if record.severity() > read.severity() {
                events.raised();
            }
            let events = events.into_events();
            Some((record, events))
        }
    }
}

fn answer_word(record: &FindingRecord) -> String {
    record.answers.last().map_or_else(String::new, |answer| answer.answer.to_string())
}

/// Returns the events of a change of what the people who handle a finding set.
fn handling_events(
    organization: &OrganizationId,
    read: &FindingRecord,
    record: &FindingRecord,
    act: &MonitorAct,
) -> Vec<NewEvent> {
    let mut events = FindingEvents::new(organization, record, Cause::Act(act));
    let resolved = (read.state, read.resolution) != (record.state, record.resolution);
    match (record.state, record.resolution) {
        (FindingState::Closed, Some(resolution)) if resolved => {
            events.act("monitor.finding.closed", act, [("resolution", resolution.to_string())]);
        }
        (FindingState::Open, _) if resolved => events.act("monitor.finding.reopened", act, []),
        _ => {}
    }
    match &record.assigned_to {
        Some(user) if read.assigned_to != record.assigned_to => {
            events.act("monitor.finding.assigned", act, [("assigned_to", user.to_string())]);
        }
        None if read.assigned_to.is_some() => {
            events.act("monitor.finding.assigned", act, [("unassigned", "true".to_owned())]);
        }
        // A new note without another change is recorded too. Its text may disclose details, so it is not repeated.
        _ if read.note != record.note && !resolved => {
            events.act("monitor.finding.assigned", act, [("note_changed", "true".to_owned())]);
        }
        _ => {}
    }
    events.into_events()
}

#[cfg(test)]
mod tests;
