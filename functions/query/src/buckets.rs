//! Buckets of a summary, aligned to the local time of a zone.

use chrono::{Duration, Offset, TimeZone};
use chrono_tz::Tz;
use event_model::{Event, Outcome, Timestamp};
use serde::{Deserialize, Serialize};

use crate::summary_body::BucketBody;

/// Maximum number of buckets of one range: every hour of 41 days.
pub(crate) const BUCKETS: usize = 1_000;
/// Maximum number of buckets when the service selects their size.
const BUCKETS_AUTO: i64 = 200;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 1970-01-01 is a Thursday. Weeks start on Monday.
const WEEK_OFFSET: i64 = 3 * DAY;

/// The size of a summary's buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BucketSize {
    /// One minute.
    Minute,
    /// Five minutes.
    FiveMinutes,
    /// 15 minutes.
    QuarterHour,
    /// One hour of local time.
    Hour,
    /// Six hours of local time, from midnight.
    SixHours,
    /// One day of local time: 23 or 25 hours when the clocks change.
    Day,
    /// One week of local time, from Monday.
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

    /// Returns the smallest size that divides the range into fewer than [`BUCKETS_AUTO`] buckets, or a week.
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

    /// Returns the milliseconds from the start of a bucket to `local`, both in local time.
    fn elapsed(self, local: i64) -> i64 {
        let shift = if self == Self::Week { WEEK_OFFSET } else { 0 };
        (local + shift).rem_euclid(self.millis())
    }

    /// Returns the end of the bucket that contains `time` (milliseconds since 1970).
    fn end(self, time: i64, zone: Tz) -> i64 {
        let rest = self.millis() - self.elapsed(time + offset(time, zone));
        let end = time + rest;
        // Not zero if the clocks change inside the bucket. If they go back by whole buckets, some local times
        // occur twice; each occurrence is a bucket.
        let change = offset(end, zone) - offset(time, zone);
        [end, end - change]
            .into_iter()
            .filter(|end| *end > time && self.elapsed(end + offset(*end, zone)) == 0)
            .min()
            // The clocks skip the local time at which the bucket would end.
            .unwrap_or(end)
    }
}

/// The buckets of a range, with their counts.
pub(crate) struct Buckets(Vec<Count>);

struct Count {
    /// Milliseconds since 1970.
    start: i64,
    total: u64,
    failures: u64,
}

impl Buckets {
    /// Divides a range into empty buckets. Returns `None` if there would be more than [`BUCKETS`].
    pub(crate) fn new((from, to): (Timestamp, Timestamp), size: BucketSize, zone: Tz) -> Option<Self> {
        let mut counts = Vec::new();
        let mut start = from.millis();
        while start < to.millis() {
            if counts.len() == BUCKETS {
                return None;
            }
            counts.push(Count { start, total: 0, failures: 0 });
            start = size.end(start, zone);
        }
        Some(Self(counts))
    }

    /// Counts an event, which must be in the range.
    pub(crate) fn add(&mut self, event: &Event) {
        let time = event.occurred_at.millis();
        let is_failure = matches!(event.outcome.known(), Some(Outcome::Failure | Outcome::Blocked));
        let index = self.0.partition_point(|count| count.start <= time).saturating_sub(1);
        let count = &mut self.0[index];
        count.total += 1;
        count.failures += u64::from(is_failure);
    }

    /// Returns the number of events in all buckets.
    pub(crate) fn total(&self) -> u64 {
        self.0.iter().map(|count| count.total).sum()
    }

    /// Returns the number of failures in all buckets.
    pub(crate) fn failures(&self) -> u64 {
        self.0.iter().map(|count| count.failures).sum()
    }

    /// Returns the buckets, oldest first.
    pub(crate) fn into_bodies(self) -> Vec<BucketBody> {
        let body = |Count { start, total, failures }| {
            let start = Timestamp::MIN.plus(Duration::milliseconds(start)).to_string();
            BucketBody { start, total, failures }
        };
        self.0.into_iter().map(body).collect()
    }
}

/// Returns the offset of `zone` from UTC at `time`, in milliseconds.
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
        buckets.into_bodies().into_iter().map(|bucket| bucket.start[..16].to_owned()).collect()
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
                let steps = buckets.0.windows(2).map(|pair| pair[1].start - pair[0].start);
                for (index, step) in steps.enumerate() {
                    // The range can start inside a bucket.
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
            Buckets::new(range(1_000), BucketSize::Hour, Tz::UTC).map(|buckets| buckets.0.len()),
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
