//! Times in UTC, to the millisecond.

use std::fmt;

use chrono::{DateTime, Datelike, Duration, NaiveDate, TimeZone, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// The text is not a time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not an RFC 3339 time such as 2026-11-21T19:23:11.123Z, between the years 1970 and 9999")]
pub struct InvalidTimestamp;

/// A time in UTC, to the millisecond, between the years 1970 and 9999.
///
/// The bounds give the text form a fixed width, so texts sort in the order of time. Finer digits of a text
/// are dropped: no producer's clock is more precise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

impl Timestamp {
    /// 1970-01-01T00:00:00.000Z.
    pub const MIN: Self = Self(0);
    /// 9999-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(253_402_300_799_999);

    /// Returns the time `millis` milliseconds after the start of 1970, or `None` if it is out of bounds.
    pub fn from_millis(millis: i64) -> Option<Self> {
        (Self::MIN.0..=Self::MAX.0).contains(&millis).then_some(Self(millis))
    }

    /// Returns the nearest time within bounds, rounded down to the millisecond.
    pub fn from_datetime(time: DateTime<Utc>) -> Self {
        Self(time.timestamp_millis().clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Returns the milliseconds since the start of 1970.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// Returns the same time as a `DateTime` of chrono.
    pub fn datetime(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0).single().unwrap_or_default()
    }

    /// Returns the time `span` later, clamped to the bounds.
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(span.num_milliseconds()).clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Returns the time `span` earlier, clamped to the bounds.
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(span.num_milliseconds()).clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Reads an RFC 3339 text with any offset.
    pub fn parse(text: &str) -> Result<Self, InvalidTimestamp> {
        if let Some(time) = Self::parse_own(text) {
            return Ok(time);
        }
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| InvalidTimestamp)?;
        Self::from_millis(time.timestamp_millis()).ok_or(InvalidTimestamp)
    }

    /// Reads only the form that this type writes. Each row and most sent events have such a text. chrono
    /// reads all forms, but takes several times as long.
    pub fn parse_own(text: &str) -> Option<Self> {
        let bytes: &[u8; TEMPLATE.len()] = text.as_bytes().try_into().ok()?;
        let alike = |(place, byte): (&u8, &u8)| match place {
            b'0' => byte.is_ascii_digit(),
            mark => byte == mark,
        };
        if !TEMPLATE.iter().zip(bytes).all(alike) {
            return None;
        }
        let number = |from: usize, digits: usize| {
            bytes[from..from + digits].iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
        };
        let year = i32::try_from(number(0, 4)).ok()?;
        let time = NaiveDate::from_ymd_opt(year, number(5, 2), number(8, 2))?.and_hms_milli_opt(
            number(11, 2),
            number(14, 2),
            number(17, 2),
            number(20, 3),
        )?;
        Self::from_millis(time.and_utc().timestamp_millis())
    }
}

/// The text form of a time. Each zero stands for a digit.
const TEMPLATE: &[u8; 24] = b"0000-00-00T00:00:00.000Z";

impl fmt::Display for Timestamp {
    /// Writes `2026-11-21T19:23:11.123Z`, always with three digits of the fraction. chrono's default form
    /// drops them if they are zero, so its texts do not sort.
    ///
    /// Does not use chrono's formatter: each event has this text twice, and the formatter takes longer than
    /// the rest of a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.datetime();
        let mut text = *TEMPLATE;
        let mut put = |from: usize, digits: usize, mut number: u32| {
            for place in (from..from + digits).rev() {
                text[place] = b'0' + (number % 10) as u8;
                number /= 10;
            }
        };
        put(0, 4, time.year().unsigned_abs());
        put(5, 2, time.month());
        put(8, 2, time.day());
        put(11, 2, time.hour());
        put(14, 2, time.minute());
        put(17, 2, time.second());
        put(20, 3, time.timestamp_subsec_millis());
        f.write_str(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl utoipa::PartialSchema for Timestamp {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
        let time = ObjectBuilder::new().schema_type(Type::String).description(Some(
            "An RFC 3339 time between the years 1970 and 9999. Digits finer than a millisecond are dropped.",
        ));
        let time = time.format(Some(SchemaFormat::KnownFormat(KnownFormat::DateTime)));
        time.pattern(Some("^(19[7-9][0-9]|[2-9][0-9]{3})-"))
            .examples(["2026-11-21T19:23:11.123Z"])
            .build()
            .into()
    }
}

impl utoipa::ToSchema for Timestamp {}

impl TryFrom<String> for Timestamp {
    type Error = InvalidTimestamp;
    fn try_from(text: String) -> Result<Self, InvalidTimestamp> {
        Self::parse(&text)
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> String {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use chrono::SecondsFormat;

    use super::*;

    #[test]
    fn timestamp_text_matches_chrono() {
        // The step has no common factor with a day, an hour or a second.
        let steps = (0..=Timestamp::MAX.0).step_by(50_021_000_003).chain([999, 1_000, Timestamp::MAX.0]);
        for time in steps.map(Timestamp) {
            assert_eq!(time.to_string(), time.datetime().to_rfc3339_opts(SecondsFormat::Millis, true));
            assert_eq!(Timestamp::parse_own(&time.to_string()), Some(time));
        }
    }

    #[test]
    fn timestamp_other_forms_are_parsed_by_chrono() {
        let cases = [
            ("2026-11-21T19:23:11.123Z", Some("2026-11-21T19:23:11.123Z")),
            ("2026-11-21T19:23:11Z", Some("2026-11-21T19:23:11.000Z")),
            ("2026-11-21t20:23:11.123999+01:00", Some("2026-11-21T19:23:11.123Z")),
            ("2024-02-29T23:59:59.999Z", Some("2024-02-29T23:59:59.999Z")),
            ("2026-02-29T00:00:00.000Z", None),
            ("2026-11-31T00:00:00.000Z", None),
            ("2026-11-21T24:00:00.000Z", None),
            ("2026-11-21T19:60:11.000Z", None),
            ("1969-12-31T23:59:59.999Z", None),
            ("2026-11-21T19:23:1/.123Z", None),
            ("2026-11-21T19:23:11.123", None),
            ("", None),
        ];
        for (text, read) in cases {
            let time = Timestamp::parse(text).ok();
            assert_eq!(time.map(|time| time.to_string()).as_deref(), read, "{text}");
            let own = Timestamp::parse_own(text);
            assert_eq!(own, time.filter(|time| time.to_string() == text), "{text}");
        }
        // chrono reads a leap second. This type writes it as the second after.
        assert_eq!(Timestamp::parse_own("2016-12-31T23:59:60.000Z"), None);
    }
}
