//! The built-in mappings, with records of each rule.

mod built_in;
mod mapping_file;

use chrono::{DateTime, Utc};
use event_model::EventRequest;

use super::{Conversion, Converter, Entry, Mapping, newest_yearless, read};

const SSHD: &str = include_str!("tests/sshd.log");
const OKTA: &str = include_str!("tests/okta.json");
const GITHUB: &str = include_str!("tests/github.jsonl");

fn now() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-30T12:00:00Z").expect("a time").to_utc()
}

/// What became of each record of a log.
fn convert(mapping: &Mapping, log: &str) -> Vec<Result<Conversion, String>> {
    let organization = "org_northwind".parse().expect("an id");
    let mut converter = Converter::new(mapping, organization, chrono_tz::Tz::UTC);
    let newest = newest_yearless(&converter, read(log.as_bytes(), mapping.form())).expect("readable");
    if let Some(newest) = newest {
        converter.set_newest_year(newest, newest.latest_year(now(), chrono_tz::Tz::UTC));
    }
    let entries = read(log.as_bytes(), mapping.form()).map(|entry| match entry.expect("readable") {
        Entry::Record(record) => converter.convert(&record).map_err(|unmapped| unmapped.kind),
        Entry::Unreadable(_) => Err("unreadable".to_owned()),
    });
    entries.collect()
}

fn events(mapping: &Mapping, log: &str) -> Vec<EventRequest> {
    let events = convert(mapping, log).into_iter().filter_map(|conversion| match conversion {
        Ok(Conversion::Events { events, .. }) => Some(events),
        Ok(Conversion::Ignored(_)) | Err(_) => None,
    });
    events.flatten().collect()
}

fn built_in(format: &str) -> Mapping {
    Mapping::built_in(format).expect("a built-in mapping")
}
