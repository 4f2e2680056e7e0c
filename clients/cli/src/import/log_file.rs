//! A log file and its conversion.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use event_model::{EventRequest, OrganizationId};
use indicatif::{ProgressBar, ProgressBarIter};

use super::{Conversion, Converter, Entry, Mapping, Report, newest_yearless, read};
use crate::Failure;

/// A log file, and the options of its conversion.
#[derive(Debug)]
pub(crate) struct LogFile<'a> {
    /// The file.
    pub(crate) path: &'a Path,
    /// The mapping of its records.
    pub(crate) mapping: &'a Mapping,
    /// The organization of the events.
    pub(crate) organization_id: OrganizationId,
    /// Time zone of times without an offset.
    pub(crate) zone: Tz,
    /// Year of the newest record, if records do not write it. By default, the latest that is not in the future.
    pub(crate) year: Option<i32>,
    /// Counts the bytes that were read.
    pub(crate) progress: ProgressBar,
}

impl<'a> LogFile<'a> {
    /// Opens the file and returns the conversion of its records.
    pub(crate) fn convert(self, now: DateTime<Utc>) -> Result<Conversions<'a>, Failure> {
        let Self { path, mapping, organization_id, zone, year, progress } = self;
        let failure = |error| Failure::io("read", path, error);
        let open = || File::open(path).map_err(failure);
        let mut converter = Converter::new(mapping, organization_id, zone);
        let newest = match mapping.has_years() {
            true => None,
            false => {
                newest_yearless(&converter, read(BufReader::new(open()?), mapping.form())).map_err(failure)?
            }
        };
        let year = newest.map(|newest| {
            let year = year.unwrap_or_else(|| newest.latest_year(now, zone));
            converter.set_newest_year(newest, year);
            year
        });
        let file = open()?;
        progress.set_length(file.metadata().map_err(failure)?.len());
        let entries = read(BufReader::new(progress.wrap_read(file)), mapping.form());
        Ok(Conversions {
            path: path.to_owned(),
            converter,
            entries,
            year,
            unmapped: None,
            report: Report::default(),
        })
    }
}

/// The conversion of the records of a file.
#[derive(Debug)]
pub(crate) struct Conversions<'a> {
    path: PathBuf,
    converter: Converter<'a>,
    entries: super::reader::Reader<BufReader<ProgressBarIter<File>>>,
    /// Year of the newest record, if records do not write it.
    pub(crate) year: Option<i32>,
    unmapped: Option<(PathBuf, BufWriter<File>)>,
    /// Counts up to now.
    pub(crate) report: Report,
}

impl Conversions<'_> {
    /// Writes the records that are not mapped to a file.
    pub(crate) fn write_unmapped(&mut self, path: &Path) -> Result<(), Failure> {
        let file = File::create(path).map_err(|error| Failure::io("write", path, error))?;
        self.unmapped = Some((path.to_owned(), BufWriter::new(file)));
        Ok(())
    }

    /// Returns the events of the next record, or `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<EventRequest>>, Failure> {
        let Some(entry) = self.entries.next() else {
            self.finish_unmapped()?;
            return Ok(None);
        };
        let entry = entry.map_err(|error| Failure::io("read", &self.path, error))?;
        self.report.records += 1;
        let record = match entry {
            Entry::Record(record) => record,
            Entry::Unreadable(text) => {
                self.report.unmapped.add("no JSON object", 1);
                self.keep_unmapped(&text)?;
                return Ok(Some(Vec::new()));
            }
        };
        match self.converter.convert(&record) {
            Ok(Conversion::Events { events, altered }) => {
                let count = events.len() as u64;
                if let Some(event) = events.first() {
                    self.report.events.add(event.kind.as_str(), count);
                }
                self.report.altered += if altered { count } else { 0 };
                return Ok(Some(events));
            }
            Ok(Conversion::Ignored(reason)) => self.report.ignored.add(&reason, 1),
            Err(unmapped) => {
                self.report.unmapped.add(&unmapped.kind, 1);
                self.keep_unmapped(&record.text())?;
            }
        }
        Ok(Some(Vec::new()))
    }

    fn keep_unmapped(&mut self, text: &str) -> Result<(), Failure> {
        self.with_unmapped(|file| writeln!(file, "{text}"))
    }

    fn finish_unmapped(&mut self) -> Result<(), Failure> {
        self.with_unmapped(Write::flush)
    }

    fn with_unmapped(
        &mut self,
        act: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<(), Failure> {
        match &mut self.unmapped {
            Some((path, file)) => act(file).map_err(|error| Failure::io("write", &*path, error)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "\
Dec 31 23:59:59 a sshd[1]: Failed password for ada from 192.0.2.1 port 2 ssh2
Jan  1 00:00:01 a sshd[1]: Accepted password for ada from 192.0.2.1 port 2 ssh2
Jan  1 00:00:02 a sshd[1]: something else 7
Jan  1 00:00:03 a cron[1]: x
";

    fn times(year: Option<i32>) -> (Vec<String>, Report, String) {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, unmapped) = (folder.path().join("auth.log"), folder.path().join("unmapped.log"));
        std::fs::write(&path, LOG).expect("written");
        let mapping = Mapping::built_in("sshd").expect("a built-in mapping");
        let organization_id = "org_a".parse().expect("an id");
        let log = LogFile {
            path: &path,
            mapping: &mapping,
            organization_id,
            zone: Tz::UTC,
            year,
            progress: ProgressBar::hidden(),
        };
        let now = DateTime::parse_from_rfc3339("2026-11-30T12:00:00Z").expect("a time").to_utc();
        let mut conversions = log.convert(now).expect("readable");
        conversions.write_unmapped(&unmapped).expect("writable");
        let mut times = Vec::new();
        while let Some(events) = conversions.next().expect("readable") {
            times.extend(events.iter().map(|event| event.occurred_at.to_string()));
        }
        (times, conversions.report, std::fs::read_to_string(&unmapped).expect("readable"))
    }

    #[test]
    fn log_file_newest_line_is_in_latest_year() {
        assert_eq!(times(None).0, ["2025-12-31T23:59:59.000Z", "2026-01-01T00:00:01.000Z"]);
        assert_eq!(times(Some(2024)).0, ["2023-12-31T23:59:59.000Z", "2024-01-01T00:00:01.000Z"]);
    }

    #[test]
    fn log_file_counts_each_record() {
        let (_, report, unmapped) = times(None);
        assert_eq!(report.records, 4);
        assert_eq!((report.events.total(), report.ignored.total(), report.unmapped.total()), (2, 1, 1));
        assert_eq!(unmapped, "Jan  1 00:00:02 a sshd[1]: something else 7\n");
    }

    #[test]
    fn log_file_absent_is_a_failure() {
        let mapping = Mapping::built_in("okta").expect("a built-in mapping");
        let organization_id = "org_a".parse().expect("an id");
        let path = Path::new("/nonexistent/log.json");
        let log = LogFile {
            path,
            mapping: &mapping,
            organization_id,
            zone: Tz::UTC,
            year: None,
            progress: ProgressBar::hidden(),
        };
        let failure = log.convert(Utc::now()).expect_err("no file").to_string();
        assert!(failure.starts_with("cannot read /nonexistent/log.json: "), "{failure}");
    }
}
