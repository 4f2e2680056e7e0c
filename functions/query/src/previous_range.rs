//! The time before a range.

use chrono::{DateTime, Duration, NaiveTime, TimeZone};
use chrono_tz::Tz;
use event_model::Timestamp;

/// Returns the start of the time before the range, which ends where the range starts.
///
/// A range of whole local days is compared with as many days: a week in which the clocks change has an hour more or
/// less than the week before, and each of its days is compared with a day. Any other range is compared with a time of
/// equal length.
pub(crate) fn previous_start((from, to): (Timestamp, Timestamp), zone: Tz) -> Timestamp {
    let days_before = || {
        let (first, end) = (midnight(from, zone)?, midnight(to, zone)?);
        let start = first.checked_sub_signed(end - first)?;
        Some(Timestamp::from_datetime(zone.from_local_datetime(&start).earliest()?.to_utc()))
    };
    days_before().unwrap_or_else(|| from.minus(Duration::milliseconds(to.millis() - from.millis())))
}

/// Returns the local time at `time` if a day starts there.
fn midnight(time: Timestamp, zone: Tz) -> Option<chrono::NaiveDateTime> {
    let local: DateTime<Tz> = time.datetime().with_timezone(&zone);
    (local.time() == NaiveTime::MIN).then(|| local.naive_local())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(from: &str, to: &str, zone: Tz) -> String {
        let time = |text| Timestamp::parse(text).expect("a time");
        previous_start((time(from), time(to)), zone).to_string()[..16].to_owned()
    }

    #[test]
    fn previous_of_days_is_as_many_days() {
        let zone = Tz::Europe__Zurich;
        // On 25 October 2026, the day has 25 hours.
        assert_eq!(start("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", zone), "2026-10-23T22:00");
        assert_eq!(start("2026-10-25T23:00:00Z", "2026-10-26T23:00:00Z", zone), "2026-10-24T22:00");
        assert_eq!(start("2026-10-18T22:00:00Z", "2026-10-25T23:00:00Z", zone), "2026-10-11T22:00");
    }

    #[test]
    fn previous_of_hours_has_equal_length() {
        let zone = Tz::Europe__Zurich;
        assert_eq!(start("2026-10-25T00:00:00Z", "2026-10-25T06:00:00Z", zone), "2026-10-24T18:00");
        assert_eq!(start("2026-10-24T22:00:00Z", "2026-10-25T22:30:00Z", zone), "2026-10-23T21:30");
    }

    #[test]
    fn previous_of_skipped_midnight_has_equal_length() {
        // In Cairo, the clocks of 24 April 2026 go from 00:00 to 01:00: that day has no midnight.
        let zone = Tz::Africa__Cairo;
        assert_eq!(start("2026-04-24T21:00:00Z", "2026-04-25T21:00:00Z", zone), "2026-04-23T21:00");
    }
}
