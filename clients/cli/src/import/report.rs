//! Counts of an import, by kind.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use serde::Serialize;

/// Kinds that are counted one by one. Each line of a text without any form could be a kind.
const KINDS: usize = 1000;

/// Kinds that the text for people names.
const SHOWN_KINDS: usize = 10;

const FURTHER_KINDS: &str = "(further kinds)";

/// Counts by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub(crate) struct Counts(BTreeMap<String, u64>);

impl Counts {
    /// Adds `count` to the count of `name`.
    pub(crate) fn add(&mut self, name: &str, count: u64) {
        let is_new = !self.0.contains_key(name);
        let name = if is_new && self.0.len() >= KINDS { FURTHER_KINDS } else { name };
        *self.0.entry(name.to_owned()).or_default() += count;
    }

    /// Returns the sum of all counts.
    pub(crate) fn total(&self) -> u64 {
        self.0.values().sum()
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn largest_first(&self) -> Vec<(&str, u64)> {
        let mut counts: Vec<_> = self.0.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }
}

impl fmt::Display for Counts {
    /// Writes one line for each of the largest counts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = self.largest_first();
        for (name, count) in counts.iter().take(SHOWN_KINDS) {
            write!(f, "\n{count:>9}  {name}")?;
        }
        let rest = counts.get(SHOWN_KINDS..).unwrap_or_default();
        if !rest.is_empty() {
            let records: u64 = rest.iter().map(|(_, count)| count).sum();
            write!(f, "\n{records:>9}  of {} further kinds", rest.len())?;
        }
        Ok(())
    }
}

/// The counts of an import.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Report {
    /// Records that were read.
    pub(crate) records: u64,
    /// Events by type.
    pub(crate) events: Counts,
    /// Events with a text that was cut or replaced.
    pub(crate) altered: u64,
    /// Records that a rule ignores, by reason.
    pub(crate) ignored: Counts,
    /// Records without an event, by kind.
    pub(crate) unmapped: Counts,
    /// Results of sending. `None` if nothing was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sent: Option<Sent>,
}

/// Results of sending.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Sent {
    /// Events that are new.
    pub(crate) recorded: u64,
    /// Events that the monitor had already.
    pub(crate) duplicates: u64,
    /// Events that the monitor refused for good, by reason.
    pub(crate) refused: Counts,
}

impl Sent {
    /// Returns the number of events with a result.
    pub(crate) fn total(&self) -> u64 {
        self.recorded + self.duplicates + self.refused.total()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { records, events, altered, ignored, unmapped, sent } = self;
        write!(f, "{records} records gave {} events{events}", events.total())?;
        if *altered > 0 {
            write!(
                f,
                "\n{altered} events have a text that was cut or replaced: see their metadata import.*"
            )?;
        }
        if !ignored.is_empty() {
            write!(f, "\n{} records were ignored:{ignored}", ignored.total())?;
        }
        if !unmapped.is_empty() {
            let kinds = unmapped.0.len();
            write!(f, "\n{} records of {kinds} kinds are not mapped:{unmapped}", unmapped.total())?;
        }
        if let Some(Sent { recorded, duplicates, refused }) = sent {
            let mut text = format!("{recorded} events were recorded");
            if *duplicates > 0 {
                write!(text, ", {duplicates} were recorded before")?;
            }
            write!(f, "\n{text}")?;
            if !refused.is_empty() {
                write!(f, "\n{} events were refused:{refused}", refused.total())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn report_names_largest_kinds_first() {
        let mut report = Report { records: 30, ..Report::default() };
        report.events.add("sshd.login.failed", 7);
        for number in 0..12 {
            report.unmapped.add(&format!("kind {number}"), 1 + u64::from(number == 11));
        }
        let text = report.to_string();
        assert!(text.starts_with("30 records gave 7 events\n        7  sshd.login.failed"), "{text}");
        assert!(text.contains("13 records of 12 kinds are not mapped:\n        2  kind 11\n"), "{text}");
        assert!(text.ends_with("\n        2  of 2 further kinds"), "{text}");
    }

    #[test]
    fn report_bounds_number_of_kinds() {
        let mut counts = Counts::default();
        for number in 0..2 * KINDS {
            counts.add(&number.to_string(), 1);
        }
        assert_eq!((counts.0.len(), counts.total()), (KINDS + 1, 2 * KINDS as u64));
    }

    #[test]
    fn report_names_results_of_sending() {
        let mut sent = Sent { recorded: 2, duplicates: 1, ..Sent::default() };
        sent.refused.add("not_collected: the monitor is off", 4);
        let report = Report { sent: Some(sent), ..Report::default() };
        let text = report.to_string();
        let end = "2 events were recorded, 1 were recorded before\n4 events were refused:\n        4  not_collected: the monitor is off";
        assert!(text.ends_with(end), "{text}");
    }
}
