//! Times as people write them.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use event_model::Timestamp;

/// Reads an RFC 3339 time, a date (its start in UTC), `now`, or a span before now: `90s`, `30m`, `24h`, `7d`, `4w`.
pub(crate) fn parse(text: &str, now: Timestamp) -> Result<Timestamp, String> {
    if text == "now" {
        return Ok(now);
    }
    if let Some(span) = span(text) {
        return Ok(now.minus(span));
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(Timestamp::from_datetime(date.and_time(NaiveTime::MIN).and_utc()));
    }
    Timestamp::parse(text).map_err(|_| {
        "must be a time such as 2026-11-21T19:23:11Z, a date such as 2026-11-21, or a span before now such as 24h or 7d"
            .to_owned()
    })
}

/// Reads a time relative to the clock of this machine.
pub(crate) fn parse_now(text: &str) -> Result<Timestamp, String> {
    parse(text, Timestamp::from_datetime(chrono::Utc::now()))
}

fn span(text: &str) -> Option<TimeDelta> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let number: i64 = number.parse().ok().filter(|number| *number >= 0)?;
    match unit {
        "s" => TimeDelta::try_seconds(number),
        "m" => TimeDelta::try_minutes(number),
        "h" => TimeDelta::try_hours(number),
        "d" => TimeDelta::try_days(number),
        "w" => TimeDelta::try_weeks(number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let now = Timestamp::parse("2026-11-21T12:00:00Z").expect("a time");
        parse(text, now).map(|time| time.to_string())
    }

    #[test]
    fn time_forms_are_read() {
        for (text, time) in [
            ("now", "2026-11-21T12:00:00.000Z"),
            ("90s", "2026-11-21T11:58:30.000Z"),
            ("30m", "2026-11-21T11:30:00.000Z"),
            ("24h", "2026-11-20T12:00:00.000Z"),
            ("7d", "2026-11-14T12:00:00.000Z"),
            ("2w", "2026-11-07T12:00:00.000Z"),
            ("2026-11-01", "2026-11-01T00:00:00.000Z"),
            ("2026-11-01T01:00:00+01:00", "2026-11-01T00:00:00.000Z"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(time), "{text}");
        }
    }

    #[test]
    fn time_other_text_is_refused() {
        for text in ["", "h", "-1h", "1.5h", "24", "24y", "yesterday", "é", "99999999999999999999d"] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
