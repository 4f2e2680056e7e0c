//! The settings of an organization.

use serde::{Deserialize, Serialize};

use crate::{Event, Source, Timestamp};

/// Days that events are kept: 30 to 3650.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "u32", into = "u32")]
#[schema(value_type = u32, minimum = 30, maximum = 3650)]
pub struct RetentionDays(u16);

/// The number of days is out of bounds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a whole number from 30 to 3650")]
pub struct InvalidRetention;

impl RetentionDays {
    /// Minimum. A shorter retention could remove the traces of an act before anyone looks for them.
    pub const MIN: u16 = 30;

    /// Maximum: ten years.
    pub const MAX: u16 = 3650;

    /// Returns the number of days.
    pub fn days(self) -> u16 {
        self.0
    }

    /// Returns the retention as a duration.
    pub fn duration(self) -> chrono::Duration {
        chrono::Duration::days(self.0.into())
    }
}

impl Default for RetentionDays {
    /// Returns 400 days: enough to compare a year with the year before.
    fn default() -> Self {
        Self(400)
    }
}

impl TryFrom<u32> for RetentionDays {
    type Error = InvalidRetention;
    fn try_from(days: u32) -> Result<Self, InvalidRetention> {
        match u16::try_from(days) {
            Ok(days @ Self::MIN..=Self::MAX) => Ok(Self(days)),
            _ => Err(InvalidRetention),
        }
    }
}

impl From<RetentionDays> for u32 {
    fn from(days: RetentionDays) -> u32 {
        days.0.into()
    }
}

/// The settings of an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Whether events are collected.
    pub activity_monitor: bool,
    /// Whether IP address, ISP and location are shown.
    pub show_details: bool,
    /// Whether IP address, ISP and location of new events are stored.
    pub collect_details: bool,
    /// The retention of events.
    pub retention_days: RetentionDays,
    /// Time at which the monitor was first turned on. Earlier events can only be imported.
    pub first_on_at: Option<Timestamp>,
    /// Product events before this time are not shown: a shorter retention dropped them. The time only moves
    /// forward, so a longer retention does not restore them. `None` if the retention was never shortened.
    pub dropped_before: Option<Timestamp>,
    /// Number of changes. 0 if the settings were never changed.
    pub version: u64,
    /// Time of the last change. `None` if the settings were never changed.
    pub changed_at: Option<Timestamp>,
}

impl Default for Settings {
    /// The monitor is off until an admin turns it on.
    fn default() -> Self {
        Self {
            activity_monitor: false,
            show_details: true,
            collect_details: true,
            retention_days: RetentionDays::default(),
            first_on_at: None,
            dropped_before: None,
            version: 0,
            changed_at: None,
        }
    }
}

impl Settings {
    /// Returns the earliest time of product events that are shown. Events of the monitor itself are shown
    /// until they expire.
    pub fn shown_since(&self, now: Timestamp) -> Timestamp {
        let kept = now.minus(self.retention_days.duration());
        self.dropped_before.map_or(kept, |dropped| kept.max(dropped))
    }

    /// Returns `true` if `event` is still shown.
    pub fn shows(&self, event: &Event, now: Timestamp) -> bool {
        let kept = event.source() == Source::MONITOR || event.occurred_at >= self.shown_since(now);
        kept && event.expires_at > now
    }

    /// Returns the settings after a change to `new` at `at`. Computes the fields that users cannot set.
    #[must_use]
    pub fn followed_by(&self, new: &Self, at: Timestamp) -> Self {
        let first_on_at = self.first_on_at.or_else(|| new.activity_monitor.then_some(at));
        let shorter = self.retention_days.min(new.retention_days);
        let changed = self.retention_days != new.retention_days;
        // If the retention was never shortened, each event that it hides has also expired.
        let hides = new.retention_days < self.retention_days || self.dropped_before.is_some();
        let dropped = (changed && hides).then(|| at.minus(shorter.duration()));
        let dropped_before = self.dropped_before.max(dropped);
        Self { first_on_at, dropped_before, version: self.version + 1, changed_at: Some(at), ..*new }
    }

    /// Returns the retention of a monitor event at a change to `new`: the longest of both retentions and the
    /// default. Otherwise a short retention would remove its own trace.
    pub fn monitor_events_kept(&self, new: &Self) -> RetentionDays {
        self.retention_days.max(new.retention_days).max(RetentionDays::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i64) -> Timestamp {
        Timestamp::MIN.plus(chrono::Duration::days(10_000 + day))
    }

    fn days(days: u32) -> RetentionDays {
        RetentionDays::try_from(days).expect("within bounds")
    }

    #[test]
    fn retention_outside_bounds_is_refused() {
        for days in [0, 1, 29, 3_651, 65_536 + 30, u32::MAX] {
            assert_eq!(RetentionDays::try_from(days), Err(InvalidRetention), "{days}");
        }
        assert_eq!((days(30).days(), days(3_650).days()), (30, 3_650));
    }

    #[test]
    fn retention_shortened_drops_events_permanently() {
        let first = Settings { retention_days: days(400), ..Settings::default() };
        let change = |old: &Settings, to: u32, on: i64| {
            old.followed_by(&Settings { retention_days: days(to), ..*old }, day(on))
        };
        assert_eq!(first.shown_since(day(0)), day(-400));
        let short = change(&first, 30, 0);
        assert_eq!((short.shown_since(day(0)), short.shown_since(day(10))), (day(-30), day(-20)));
        // Hidden events stay hidden.
        let long = change(&short, 400, 10);
        assert_eq!((long.shown_since(day(10)), long.shown_since(day(420))), (day(-20), day(20)));
        // The time never moves back.
        assert_eq!(change(&long, 60, 11).shown_since(day(11)), day(-20));
        // A retention that was only lengthened drops nothing.
        assert_eq!(change(&first, 3_650, 0).dropped_before, None);
        // Other changes do not move the time.
        assert_eq!(short.followed_by(&short, day(5)).dropped_before, short.dropped_before);
    }

    #[test]
    fn monitor_events_have_longest_retention() {
        let of = |retention| Settings { retention_days: days(retention), ..Settings::default() };
        for (old, new, kept) in [(400, 30, 400), (30, 60, 400), (3_650, 30, 3_650), (30, 730, 730)] {
            assert_eq!(of(old).monitor_events_kept(&of(new)), days(kept), "{old} to {new}");
        }
    }
}
