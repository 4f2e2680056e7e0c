//! Converts records into events.

use std::sync::Arc;

use chrono_tz::Tz;
use event_model::{ClientRequest, EventId, EventRequest, OrganizationId, Outcome, Timestamp, limits};

use super::event_members;
use super::fit::{Notes, start};
use super::ids::Occurrences;
use super::mapping::{Effect, EventMembers, Mapping, Rule};
use super::record::Record;
use super::template::Template;
use super::time::{self, RecordTime, Yearless};
use super::years::{Newest, YearCounter};

/// Greatest number of events that one record can stand for.
const MAX_REPEAT: u32 = 1000;

/// Bytes of a kind of records, which a report shows in one line.
const KIND_BYTES: usize = 100;

/// Converts the records of one log, in their order.
#[derive(Debug)]
pub(crate) struct Converter<'m> {
    mapping: &'m Mapping,
    organization_id: OrganizationId,
    zone: Tz,
    absent: Arc<[String]>,
    /// Year of the first record, if records do not write it.
    first_year: i32,
    years: YearCounter,
    seen: Occurrences,
}

/// The result of a record that a rule is for.
#[derive(Debug)]
pub(crate) enum Conversion {
    /// The events of the record: one, or several equal ones with different ids.
    Events {
        /// The events.
        events: Vec<EventRequest>,
        /// `true` if a text was cut or replaced. The metadata of the events names it.
        altered: bool,
    },
    /// The record is no event, for this reason.
    Ignored(String),
}

/// A record that cannot be converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unmapped {
    /// Kind of the record. Records that differ only in names or numbers have the same kind.
    pub(crate) kind: String,
}

impl<'m> Converter<'m> {
    /// Creates the converter of one log, whose times have `zone` where they have no offset.
    pub(crate) fn new(mapping: &'m Mapping, organization_id: OrganizationId, zone: Tz) -> Self {
        Self {
            mapping,
            organization_id,
            zone,
            absent: mapping.input.absent.clone().into(),
            first_year: 0,
            years: YearCounter::default(),
            seen: Occurrences::default(),
        }
    }

    /// Sets the year of the newest record of a log without years.
    pub(crate) fn set_newest_year(&mut self, newest: Newest, year: i32) {
        self.first_year = newest.first_year(year);
    }

    /// Returns the time of a record if it has no year.
    pub(super) fn yearless(&self, record: &Record) -> Option<Yearless> {
        let record = self.with_fields(record.clone())?;
        let members = match self.mapping.rule_for(&record)?.1 {
            Rule { effect: Effect::Event { members, .. }, .. } => members,
            Rule { effect: Effect::Ignore(_), .. } => return None,
        };
        let text = members.occurred_at.as_ref()?.render(&record)?;
        match time::read(&text, &self.mapping.input.time_formats)? {
            RecordTime::Yearless(time) => Some(time),
            RecordTime::Exact(_) | RecordTime::Local(_) => None,
        }
    }

    /// Returns the position of the rule that a record meets.
    #[cfg(test)]
    pub(super) fn rule_index(&self, record: Record) -> Option<usize> {
        let (fields, _) = self.repeat(self.with_fields(record)?).ok()?;
        self.mapping.rule_for(&fields).map(|(index, ..)| index)
    }

    /// Converts the next record of the log.
    pub(crate) fn convert(&mut self, record: &Record) -> Result<Conversion, Unmapped> {
        let Some(fields) = self.with_fields(record.clone()) else {
            return Err(Unmapped { kind: kind("other form", &record.text()) });
        };
        let (fields, repeat) = self.repeat(fields)?;
        let Some((_, rule, fields)) = self.mapping.rule_for(&fields) else {
            return Err(self.unmapped(&fields, ""));
        };
        let (kind, outcome, members) = match &rule.effect {
            Effect::Ignore(reason) => return Ok(Conversion::Ignored(reason.clone())),
            Effect::Event { kind, outcome, members } => (kind, outcome, members),
        };
        let (occurred_at, year) = self.occurred_at(members, &fields)?;
        let outcome = match outcome {
            Some(outcome) => *outcome,
            None => self.outcome(members, &fields)?,
        };
        let mut notes = Notes::default();
        let actor = event_members::actor(members, &fields, &mut notes);
        let actor = actor.ok_or_else(|| self.unmapped(&fields, "without an actor"))?;
        let render = |template: &Option<Template>| template.as_ref()?.render(&fields);
        let session_id = render(&members.session_id);
        let session_id = session_id.and_then(|id| notes.id("session_id", &id, limits::SESSION_ID_BYTES));
        let client = event_members::client(members, &fields, &mut notes);
        let targets = event_members::targets(members, &fields, &mut notes);
        let mut metadata = event_members::metadata(members, &fields, &mut notes);
        let altered = !notes.is_empty();
        notes.write(&mut metadata);
        let own_id = render(&members.id).and_then(|id| EventId::try_from(id).ok());
        let ids = match (own_id, repeat) {
            (Some(id), None) => vec![id],
            (_, repeat) => self.hashed_ids(record, year, repeat),
        };
        let event = |id| EventRequest {
            id,
            organization_id: self.organization_id.clone(),
            kind: kind.clone(),
            occurred_at,
            outcome: Some(outcome),
            actor: actor.clone(),
            targets: Some(targets.clone()).filter(|targets| !targets.is_empty()),
            client: Some(client.clone()).filter(|client| *client != ClientRequest::default()),
            session_id: session_id.clone(),
            metadata: Some(metadata.clone()).filter(|metadata| !metadata.is_empty()),
        };
        let events = ids.into_iter().map(event).collect();
        Ok(Conversion::Events { events, altered })
    }

    /// Returns a record with the fields of the pattern of lines, or `None` if the line does not match it.
    fn with_fields(&self, mut record: Record) -> Option<Record> {
        record.set_absent(&self.absent);
        if let Some(pattern) = &self.mapping.input.pattern {
            let text = record.text().into_owned();
            for (name, value) in pattern.captures(&text)? {
                record.capture(name, value);
            }
        }
        Some(record)
    }

    /// Returns the record that is repeated, and how often, if `record` stands for several.
    fn repeat(&self, mut record: Record) -> Result<(Record, Option<u32>), Unmapped> {
        let Some(repeat) = &self.mapping.input.repeat else { return Ok((record, None)) };
        let text = record.field(&repeat.field).map(std::borrow::Cow::into_owned).unwrap_or_default();
        let Some(found) = repeat.pattern.captures(&text) else { return Ok((record, None)) };
        let mut count = None;
        for (name, value) in found {
            if name == "count" {
                count = value.parse().ok().filter(|count| (1..=MAX_REPEAT).contains(count));
            }
            record.capture(name, value);
        }
        match count {
            Some(count) => Ok((record, Some(count))),
            None => Err(self.unmapped(&record, &format!("repeated more than {MAX_REPEAT} times"))),
        }
    }

    /// Returns the ids of the events of a record without a usable id.
    fn hashed_ids(&mut self, record: &Record, year: Option<i32>, repeat: Option<u32>) -> Vec<EventId> {
        let id = self.seen.id(self.mapping.source.id.as_str(), record, year);
        let ids = match repeat {
            None => vec![id],
            Some(count) => (1..=count).map(|number| format!("{id}.{number}")).collect(),
        };
        ids.into_iter().map(|id| EventId::try_from(id).expect("hashes are short ids")).collect()
    }

    fn unmapped(&self, record: &Record, reason: &str) -> Unmapped {
        let text = self.mapping.input.kind.render(record).unwrap_or_else(|| "without a name".to_owned());
        Unmapped { kind: kind(reason, &text) }
    }

    /// Returns the time of a record, and the inferred year if the record does not write it.
    fn occurred_at(
        &mut self,
        members: &EventMembers,
        record: &Record,
    ) -> Result<(Timestamp, Option<i32>), Unmapped> {
        let text = members.occurred_at.as_ref().and_then(|template| template.render(record));
        let read = text.as_deref().and_then(|text| time::read(text, &self.mapping.input.time_formats));
        let (local, year) = match read {
            None => return Err(self.unmapped(record, "time cannot be read")),
            Some(RecordTime::Exact(time)) => {
                let time = time::timestamp(time);
                return time
                    .map(|time| (time, None))
                    .ok_or_else(|| self.unmapped(record, "time out of range"));
            }
            Some(RecordTime::Local(time)) => (Some(time), None),
            Some(RecordTime::Yearless(time)) => {
                let year = self.first_year.saturating_add(self.years.next(time));
                (time.in_year(year), Some(year))
            }
        };
        let time = local.and_then(|time| time::in_zone(time, self.zone)).and_then(time::timestamp);
        time.map(|time| (time, year)).ok_or_else(|| self.unmapped(record, "time does not exist"))
    }

    fn outcome(&self, members: &EventMembers, record: &Record) -> Result<Outcome, Unmapped> {
        let Some(text) = members.outcome.as_ref().and_then(|template| template.render(record)) else {
            return Ok(Outcome::default());
        };
        let outcome = self.mapping.outcomes.get(&text).copied();
        outcome.ok_or_else(|| self.unmapped(record, &format!("unknown outcome {text}")))
    }
}

/// Returns the kind of a record, without the numbers in which equal records differ.
fn kind(reason: &str, text: &str) -> String {
    let mut kind = String::from(reason);
    if !reason.is_empty() {
        kind.push_str(": ");
    }
    let mut was_digit = false;
    for c in text.chars().take(KIND_BYTES) {
        let is_digit = c.is_ascii_digit();
        match (is_digit, c.is_control()) {
            (true, _) if !was_digit => kind.push('#'),
            (true, _) => {}
            (false, true) => kind.push(char::REPLACEMENT_CHARACTER),
            (false, false) => kind.push(c),
        }
        was_digit = is_digit;
    }
    start(&kind, KIND_BYTES).to_owned()
}
