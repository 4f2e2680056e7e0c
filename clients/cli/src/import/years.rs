//! Years of logs that write none, such as those of syslog.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::converter::Converter;
use super::reader::Entry;
use super::time::{Yearless, in_zone};

/// A step back by more days is a new year. A smaller one is a line out of order.
const OUT_OF_ORDER_DAYS: i64 = 7;

/// A step forward by more days, after a new year, is a late line of the old year.
const ALMOST_A_YEAR_DAYS: i64 = 372 - OUT_OF_ORDER_DAYS;

/// Follows the times of a log in the order of its records, and counts the changes of the year.
#[derive(Debug, Clone, Default)]
pub(super) struct YearCounter {
    /// Years since the first record.
    year: i32,
    previous: Option<Yearless>,
}

impl YearCounter {
    /// Returns the years between the first record and this one.
    pub(super) fn next(&mut self, time: Yearless) -> i32 {
        if let Some(previous) = self.previous.replace(time) {
            let days = time.day_of_year() - previous.day_of_year();
            if days < -OUT_OF_ORDER_DAYS {
                self.year += 1;
            } else if days > ALMOST_A_YEAR_DAYS && self.year > 0 {
                self.year -= 1;
            }
        }
        self.year
    }
}

/// The newest time of a log without years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Newest {
    /// Years since the first record.
    years: i32,
    time: Yearless,
}

impl Newest {
    /// Returns the year of the first record if the newest record is in `newest_year`.
    pub(super) fn first_year(self, newest_year: i32) -> i32 {
        newest_year.saturating_sub(self.years)
    }

    /// Returns the latest year in which the newest record is not after `now`.
    pub(crate) fn latest_year(self, now: DateTime<Utc>, zone: Tz) -> i32 {
        use chrono::Datelike;
        let this_year = now.with_timezone(&zone).year();
        // Leap days are up to 8 years apart.
        let is_past = |year: &i32| {
            self.time.in_year(*year).and_then(|time| in_zone(time, zone)).is_some_and(|time| time <= now)
        };
        (this_year - 8..=this_year).rev().find(is_past).unwrap_or(this_year)
    }
}

/// Reads all records, and returns the newest time without a year. `None` if each record has its year.
pub(crate) fn newest_yearless(
    converter: &Converter<'_>,
    entries: impl Iterator<Item = std::io::Result<Entry>>,
) -> std::io::Result<Option<Newest>> {
    let mut counter = YearCounter::default();
    let mut newest = None;
    for entry in entries {
        let Entry::Record(record) = entry? else { continue };
        let Some(time) = converter.yearless(&record) else { continue };
        let years = counter.next(time);
        if newest.is_none_or(|newest: Newest| (newest.years, newest.time) < (years, time)) {
            newest = Some(Newest { years, time });
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::super::time::{RecordTime, TimeFormat, read};
    use super::*;

    fn time(text: &str) -> Yearless {
        let formats = [TimeFormat::try_from("%b %e %H:%M:%S".to_owned()).expect("a format")];
        match read(&format!("{text} 12:00:00"), &formats) {
            Some(RecordTime::Yearless(time)) => time,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn years_count_at_each_new_year() {
        let mut counter = YearCounter::default();
        let days = [
            ("Jan 1", 0),
            ("Dec 30", 0),
            ("Dec 29", 0),
            ("Jan 1", 1),
            ("Dec 31", 0),
            ("Jan 2", 1),
            ("Aug 9", 1),
            ("Jul 1", 2),
            ("Dec 31", 2),
            ("Jan 1", 3),
        ];
        for (day, year) in days {
            assert_eq!(counter.next(time(day)), year, "{day}");
        }
    }

    #[test]
    fn years_latest_is_not_in_future() {
        let now = DateTime::parse_from_rfc3339("2026-11-30T12:00:00Z").expect("a time").to_utc();
        let latest = |day| Newest { years: 1, time: time(day) }.latest_year(now, Tz::UTC);
        assert_eq!(latest("Nov 30"), 2026);
        assert_eq!(latest("Dec 1"), 2025);
        assert_eq!(latest("Feb 29"), 2024);
        assert_eq!(Newest { years: 1, time: time("Jan 1") }.first_year(2026), 2025);
    }
}
