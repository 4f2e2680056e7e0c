//! Times of records.

use chrono::format::{Fixed, Item, Numeric, Parsed, StrftimeItems, parse};
use chrono::{DateTime, Datelike, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use event_model::Timestamp;
use serde::Deserialize;

/// A format of times.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
pub(super) enum TimeFormat {
    /// RFC 3339, with an offset.
    Rfc3339,
    /// Seconds since the start of 1970.
    Unix,
    /// Milliseconds since the start of 1970.
    UnixMillis,
    /// A format of chrono's `strftime`. Without a year, the year is inferred; without an offset, the time zone of the
    /// log applies.
    Strftime(String),
}

/// The text is not a format of times.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} must be rfc3339, unix, unix_ms, or a format of chrono's strftime such as \"%b %e %H:%M:%S\"")]
pub(super) struct InvalidTimeFormat(String);

impl TryFrom<String> for TimeFormat {
    type Error = InvalidTimeFormat;

    fn try_from(text: String) -> Result<Self, InvalidTimeFormat> {
        match text.as_str() {
            "rfc3339" => Ok(Self::Rfc3339),
            "unix" => Ok(Self::Unix),
            "unix_ms" => Ok(Self::UnixMillis),
            _ if !text.contains('%') || StrftimeItems::new(&text).any(|item| item == Item::Error) => {
                Err(InvalidTimeFormat(text))
            }
            _ => Ok(Self::Strftime(text)),
        }
    }
}

impl TimeFormat {
    /// Returns `true` if texts of this format have a year.
    pub(super) fn has_year(&self) -> bool {
        let Self::Strftime(format) = self else { return true };
        StrftimeItems::new(format).any(|item| match item {
            Item::Numeric(number, _) => matches!(
                number,
                Numeric::Year
                    | Numeric::YearMod100
                    | Numeric::IsoYear
                    | Numeric::IsoYearMod100
                    | Numeric::Timestamp
            ),
            Item::Fixed(form) => matches!(form, Fixed::RFC2822 | Fixed::RFC3339),
            _ => false,
        })
    }
}

/// A time as a record has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordTime {
    /// A point in time.
    Exact(DateTime<Utc>),
    /// A time of the log's time zone.
    Local(NaiveDateTime),
    /// A time of the log's time zone, without its year.
    Yearless(Yearless),
}

/// A time without its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Yearless {
    month: u32,
    day: u32,
    time: NaiveTime,
}

impl Yearless {
    /// Returns a number of days that grows from January to December, with 31 days in each month.
    pub(super) fn day_of_year(self) -> i64 {
        i64::from(self.month * 31 + self.day)
    }

    /// Returns the time in `year`, or `None` on February 29 of a common year.
    pub(super) fn in_year(self, year: i32) -> Option<NaiveDateTime> {
        chrono::NaiveDate::from_ymd_opt(year, self.month, self.day).map(|date| date.and_time(self.time))
    }
}

/// Reads `text` in the first format that fits.
pub(super) fn read(text: &str, formats: &[TimeFormat]) -> Option<RecordTime> {
    formats.iter().find_map(|format| match format {
        TimeFormat::Rfc3339 => {
            DateTime::parse_from_rfc3339(text).ok().map(|time| RecordTime::Exact(time.to_utc()))
        }
        TimeFormat::Unix => {
            whole(text).and_then(|seconds| DateTime::from_timestamp(seconds, 0)).map(RecordTime::Exact)
        }
        TimeFormat::UnixMillis => {
            whole(text).and_then(DateTime::from_timestamp_millis).map(RecordTime::Exact)
        }
        TimeFormat::Strftime(format) => read_strftime(text, format),
    })
}

/// Reads a whole number. Its fraction, which some exports write, is dropped.
fn whole(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    fraction.bytes().all(|digit| digit.is_ascii_digit()).then(|| whole.parse().ok())?
}

fn read_strftime(text: &str, format: &str) -> Option<RecordTime> {
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, StrftimeItems::new(format)).ok()?;
    if let Ok(time) = parsed.to_datetime() {
        return Some(RecordTime::Exact(time.to_utc()));
    }
    let time = parsed.to_naive_time().ok()?;
    if let Ok(date) = parsed.to_naive_date() {
        return Some(RecordTime::Local(date.and_time(time)));
    }
    // Of a leap year, so that February 29 is read.
    parsed.set_year(2024).ok()?;
    let date = parsed.to_naive_date().ok()?;
    Some(RecordTime::Yearless(Yearless { month: date.month(), day: date.day(), time }))
}

/// Returns the point in time of a local time, or `None` if clocks skip it. Of a repeated hour, it is the first.
pub(super) fn in_zone(time: NaiveDateTime, zone: Tz) -> Option<DateTime<Utc>> {
    zone.from_local_datetime(&time).earliest().map(|time| time.to_utc())
}

/// Returns the timestamp of a point in time, or `None` out of the bounds of timestamps.
pub(super) fn timestamp(time: DateTime<Utc>) -> Option<Timestamp> {
    Timestamp::from_millis(time.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats(texts: &[&str]) -> Vec<TimeFormat> {
        texts.iter().map(|text| TimeFormat::try_from((*text).to_owned()).expect("a format")).collect()
    }

    fn utc(text: &str) -> RecordTime {
        RecordTime::Exact(DateTime::parse_from_rfc3339(text).expect("a time").to_utc())
    }

    #[test]
    fn time_is_read_in_first_fitting_format() {
        let formats =
            formats(&["rfc3339", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S", "%b %e %H:%M:%S", "unix_ms"]);
        let time = |text| read(text, &formats);
        assert_eq!(time("2026-11-21T20:23:11.5+01:00"), Some(utc("2026-11-21T19:23:11.5Z")));
        assert_eq!(time("2026-11-21T20:23:11+0100"), Some(utc("2026-11-21T19:23:11Z")));
        assert_eq!(time("1795461791500"), Some(utc("2026-11-23T19:23:11.5Z")));
        assert_eq!(time("1795461791500.000"), Some(utc("2026-11-23T19:23:11.5Z")));
        assert!(matches!(time("2026-11-21 20:23:11"), Some(RecordTime::Local(_))));
        for text in ["Feb 29 06:55:46", "Dec  1 06:55:46", "Dec 10 06:55:46"] {
            assert!(matches!(time(text), Some(RecordTime::Yearless(_))), "{text}");
        }
        for text in ["", "Dec 32 06:55:46", "Feb 30 06:55:46", "99999999999999999999", "1.x", "soon"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn time_yearless_leap_day_needs_leap_year() {
        let Some(RecordTime::Yearless(day)) = read("Feb 29 06:55:46", &formats(&["%b %e %H:%M:%S"])) else {
            panic!("a time without a year");
        };
        assert!(day.in_year(2024).is_some() && day.in_year(2026).is_none());
    }

    #[test]
    fn time_zone_shifts_local_times() {
        let local = |text| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect("a time");
        let zurich: Tz = "Europe/Zurich".parse().expect("a zone");
        let at = |text| in_zone(local(text), zurich).map(|time| time.to_rfc3339());
        assert_eq!(at("2026-07-01 12:00").as_deref(), Some("2026-07-01T10:00:00+00:00"));
        assert_eq!(at("2026-10-25 02:30").as_deref(), Some("2026-10-25T00:30:00+00:00"), "the first of two");
        assert_eq!(at("2026-03-29 02:30"), None, "skipped by clocks");
    }

    #[test]
    fn time_format_knows_its_year() {
        let has_year = |text: &str| formats(&[text])[0].has_year();
        for text in ["rfc3339", "unix", "unix_ms", "%Y-%m-%d", "%D %T", "%s", "%+", "%G-%V"] {
            assert!(has_year(text), "{text}");
        }
        assert!(!has_year("%b %e %H:%M:%S") && !has_year("%m/%d %T"));
    }

    #[test]
    fn time_format_invalid_is_refused() {
        for text in ["", "iso", "%Q", "%"] {
            assert!(TimeFormat::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
