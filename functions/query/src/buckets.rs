//! Buckets of a histogram, aligned to the clock of a time zone.

use chrono::{Duration, Offset, TimeZone};
use chrono_tz::Tz;
use event_model::Timestamp;
use serde::{Deserialize, Serialize};

/// Maximum number of buckets of one histogram: every hour of 41 days.
pub(crate) const BUCKETS: usize = 1_000;
/// Maximum number of buckets when the service chooses their size.
const BUCKETS_AUTO: i64 = 200;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 1970-01-01 is a Thursday. Weeks start on Monday.
const WEEK_OFFSET: i64 = 3 * DAY;

/// The size of a histogram's buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BucketSize {
    /// A minute.
    Minute,
    /// Five minutes.
    FiveMinutes,
    /// A quarter of an hour.
    QuarterHour,
    /// An hour of the zone.
    Hour,
    /// Six hours of the zone, the first of them from midnight.
    SixHours,
    /// A day of the zone: 23 or 25 hours when its clocks change.
    Day,
    /// A week of the zone, from Monday.
    Week,
}

impl BucketSize {
    const ALL: [Self; 7] = [
        Self::Minute,
        Self::FiveMinutes,
        Self::QuarterHour,
        Self::Hour,
        Self::SixHours,
        Self::Day,
        Self::Week,
    ];

    /// Returns the smallest size that divides `range` into few enough buckets to tell apart.
    pub(crate) fn for_range((from, to): (Timestamp, Timestamp)) -> Self {
        let millis = to.millis() - from.millis();
        Self::ALL.into_iter().find(|size| millis / size.millis() < BUCKETS_AUTO).unwrap_or(Self::Week)
    }

    fn millis(self) -> i64 {
        match self {
            Self::Minute => MINUTE,
            Self::FiveMinutes => 5 * MINUTE,
            Self::QuarterHour => 15 * MINUTE,
            Self::Hour => HOUR,
            Self::SixHours => 6 * HOUR,
            Self::Day => DAY,
            Self::Week => 7 * DAY,
        }
    }

    /// Returns the milliseconds since a bucket began on a clock that shows `local`.
    fn elapsed(self, local: i64) -> i64 {
        let shift = if self == Self::Week { WEEK_OFFSET } else { 0 };
        (local + shift).rem_euclid(self.millis())
    }

    /// Returns when the bucket that holds `time` ends (milliseconds since 1970).
    fn end(self, time: i64, zone: Tz) -> i64 {
        let rest = self.millis() - self.elapsed(time + offset(time, zone));
        let end = time + rest;
        // Differs from zero if the clocks change on the way. A clock that is put back by whole buckets
        // shows some of them twice; each counts for itself.
        let change = offset(end, zone) - offset(time, zone);
        [end, end - change]
            .into_iter()
            .filter(|end| *end > time && self.elapsed(end + offset(*end, zone)) == 0)
            .min()
            // The clocks skip the moment at which the bucket would end.
            .unwrap_or(end)
    }
}

/// Where the buckets of a range start. The range may cut the first and the last.
pub(crate) struct Buckets {
    starts: Vec<i64>,
}

impl Buckets {
    /// Divides a range into buckets, or returns none if there would be more than [`BUCKETS`].
    pub(crate) fn new((from, to): (Timestamp, Timestamp), size: BucketSize, zone: Tz) -> Option<Self> {
        let mut starts = Vec::new();
        let mut start = from.millis();
        while start < to.millis() {
            if starts.len() == BUCKETS {
                return None;
            }
            starts.push(start);
            start = size.end(start, zone);
        }
        Some(Self { starts })
    }

    /// Returns the number of buckets.
    pub(crate) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Returns the index of the bucket that holds `time`, which must be in the range.
    pub(crate) fn index(&self, time: Timestamp) -> usize {
        self.starts.partition_point(|start| *start <= time.millis()).saturating_sub(1)
    }

    /// Returns when each bucket starts, oldest first.
    pub(crate) fn starts(&self) -> impl Iterator<Item = Timestamp> {
        self.starts.iter().map(|start| Timestamp::MIN.plus(Duration::milliseconds(*start)))
    }
}

/// Returns the milliseconds that `zone` is ahead of UTC at `time`.
fn offset(time: i64, zone: Tz) -> i64 {
    let utc = Timestamp::MIN.plus(Duration::milliseconds(time)).datetime().naive_utc();
    i64::from(zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()) * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    fn starts(from: &str, to: &str, size: BucketSize, zone: Tz) -> Vec<String> {
        let time = |text| Timestamp::parse(text).expect("a time");
        let buckets = Buckets::new((time(from), time(to)), size, zone).expect("few enough");
        buckets.starts().map(|start| start.to_string()[..16].to_owned()).collect()
    }

    #[test]
    fn hour_buckets_cut_first_then_align() {
        let found = starts("2026-11-20T01:44:36Z", "2026-11-20T04:00:00Z", BucketSize::Hour, Tz::UTC);
        assert_eq!(found, ["2026-11-20T01:44", "2026-11-20T02:00", "2026-11-20T03:00"]);
    }

    #[test]
    fn hour_buckets_align_to_zone_of_45_minutes() {
        let found =
            starts("2026-11-20T01:00:00Z", "2026-11-20T03:00:00Z", BucketSize::Hour, Tz::Asia__Kathmandu);
        assert_eq!(found, ["2026-11-20T01:00", "2026-11-20T01:15", "2026-11-20T02:15"]);
    }

    #[test]
    fn hour_buckets_count_a_repeated_hour_twice() {
        // On 25 October 2026 clocks in Zurich go back from 03:00 to 02:00 at 01:00 UTC.
        let found =
            starts("2026-10-24T23:00:00Z", "2026-10-25T03:00:00Z", BucketSize::Hour, Tz::Europe__Zurich);
        assert_eq!(found, ["2026-10-24T23:00", "2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00"]);
    }

    #[test]
    fn day_buckets_last_25_and_23_hours() {
        let zone = Tz::Europe__Zurich;
        let autumn = starts("2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z", BucketSize::Day, zone);
        assert_eq!(autumn, ["2026-10-24T22:00", "2026-10-25T23:00"]);
        let spring = starts("2026-03-28T23:00:00Z", "2026-03-30T22:00:00Z", BucketSize::Day, zone);
        assert_eq!(spring, ["2026-03-28T23:00", "2026-03-29T22:00"]);
    }

    #[test]
    fn six_hour_buckets_realign_after_clock_change() {
        let found =
            starts("2026-03-28T23:00:00Z", "2026-03-29T16:00:00Z", BucketSize::SixHours, Tz::Europe__Zurich);
        assert_eq!(found, ["2026-03-28T23:00", "2026-03-29T04:00", "2026-03-29T10:00"]);
    }

    #[test]
    fn day_bucket_ends_at_skipped_midnight() {
        // In Cairo, the clocks of 24 April 2026 go from 00:00 to 01:00.
        let found =
            starts("2026-04-22T22:00:00Z", "2026-04-25T21:00:00Z", BucketSize::Day, Tz::Africa__Cairo);
        assert_eq!(found, ["2026-04-22T22:00", "2026-04-23T22:00", "2026-04-24T21:00"]);
    }

    #[test]
    fn half_hour_clock_change_keeps_hours_aligned() {
        let zone = Tz::Australia__Lord_Howe;
        let found = starts("2026-04-04T14:00:00Z", "2026-04-04T17:30:00Z", BucketSize::Hour, zone);
        assert_eq!(found, ["2026-04-04T14:00", "2026-04-04T15:30", "2026-04-04T16:30"]);
    }

    #[test]
    fn week_buckets_start_on_monday() {
        let found = starts("2026-11-20T00:00:00Z", "2026-12-01T00:00:00Z", BucketSize::Week, Tz::UTC);
        assert_eq!(found, ["2026-11-20T00:00", "2026-11-23T00:00", "2026-11-30T00:00"]);
    }

    #[test]
    fn every_start_is_later_in_every_zone() {
        let range = (
            Timestamp::parse("2026-01-01T00:00:00Z").expect("a time"),
            Timestamp::parse("2028-01-01T00:00:00Z").expect("a time"),
        );
        for zone in chrono_tz::TZ_VARIANTS {
            for size in [BucketSize::Day, BucketSize::Week] {
                let buckets = Buckets::new(range, size, zone).expect("few enough");
                let steps = buckets.starts.windows(2).map(|pair| pair[1] - pair[0]);
                for (index, step) in steps.enumerate() {
                    // The range cuts the first.
                    let least = if index == 0 { 1 } else { size.millis() - 2 * HOUR };
                    assert!((least..=size.millis() + 2 * HOUR).contains(&step), "{zone} {size:?} {step}");
                }
            }
        }
    }

    #[test]
    fn too_many_buckets_are_refused() {
        let range = |hours| (Timestamp::MIN, Timestamp::MIN.plus(Duration::hours(hours)));
        assert_eq!(
            Buckets::new(range(1_000), BucketSize::Hour, Tz::UTC).map(|buckets| buckets.len()),
            Some(1_000)
        );
        assert!(Buckets::new(range(1_001), BucketSize::Hour, Tz::UTC).is_none());
    }

    #[test]
    fn size_for_range_grows_with_it() {
        use BucketSize::{Day, Hour, Minute, QuarterHour, SixHours, Week};
        let size =
            |hours| BucketSize::for_range((Timestamp::MIN, Timestamp::MIN.plus(Duration::hours(hours))));
        let sizes = [1, 24, 7 * 24, 30 * 24, 90 * 24, 400 * 24].map(size);
        assert_eq!(sizes, [Minute, QuarterHour, Hour, SixHours, Day, Week]);
    }
}
