//! What an organization chose.

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
    /// The least that can be chosen. A shorter one could be used to remove the traces of an act before anyone looks.
    pub const MIN: u16 = 30;

    /// The most that can be chosen: ten years.
    pub const MAX: u16 = 3650;

    /// Returns the number of days.
    pub fn days(self) -> u16 {
        self.0
    }

    /// Returns the span of time.
    pub fn duration(self) -> chrono::Duration {
        chrono::Duration::days(self.0.into())
    }
}

impl Default for RetentionDays {
    /// 400 days: a year can be compared with the one before.
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

/// What an organization chose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Whether events are collected.
    pub activity_monitor: bool,
    /// Whether IP address, ISP and location are shown.
    pub show_details: bool,
    /// Whether IP address, ISP and location of new events are stored.
    pub collect_details: bool,
    /// How long events are kept.
    pub retention_days: RetentionDays,
    /// When the monitor was first turned on. What occurred before may only be imported.
    pub first_on_at: Option<Timestamp>,
    /// Products' events that occurred before this are not shown: a shorter retention dropped them. It only moves
    /// forward, so that a longer retention does not bring them back. `None` if the retention was never shortened.
    pub dropped_before: Option<Timestamp>,
    /// How often the settings have been changed; 0 for those that nobody has touched.
    pub version: u64,
    /// When they were last changed; none for those that nobody has touched.
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
    /// Returns the time from which products' events are shown. Events of the monitor itself are shown until
    /// they expire.
    pub fn shown_since(&self, now: Timestamp) -> Timestamp {
        let kept = now.minus(self.retention_days.duration());
        self.dropped_before.map_or(kept, |dropped| kept.max(dropped))
    }

    /// Returns `true` if `event` is still shown.
    pub fn shows(&self, event: &Event, now: Timestamp) -> bool {
        let kept = event.source() == Source::Monitor.as_str() || event.occurred_at >= self.shown_since(now);
        kept && event.expires_at > now
    }

    /// Returns `new` as the settings that follow these by a change at `at`, with the fields that no one chooses.
    #[must_use]
    pub fn followed_by(&self, new: &Self, at: Timestamp) -> Self {
        let first_on_at = self.first_on_at.or_else(|| new.activity_monitor.then_some(at));
        let shorter = self.retention_days.min(new.retention_days);
        let changed = self.retention_days != new.retention_days;
        // A retention that was never shortened hides nothing that has not also expired.
        let hides = new.retention_days < self.retention_days || self.dropped_before.is_some();
        let dropped = (changed && hides).then(|| at.minus(shorter.duration()));
        let dropped_before = self.dropped_before.max(dropped);
        Self { first_on_at, dropped_before, version: self.version + 1, changed_at: Some(at), ..*new }
    }

    /// Returns how long an event of the monitor itself is kept that is recorded when `new` follows these:
    /// the longest of both retentions and the default. Otherwise a short retention would remove its own trace.
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
    fn shorter_retention_drops_for_good() {
        let first = Settings { retention_days: days(400), ..Settings::default() };
        let change = |old: &Settings, to: u32, on: i64| {
            old.followed_by(&Settings { retention_days: days(to), ..*old }, day(on))
        };
        assert_eq!(first.shown_since(day(0)), day(-400));
        let short = change(&first, 30, 0);
        assert_eq!((short.shown_since(day(0)), short.shown_since(day(10))), (day(-30), day(-20)));
        // What was hidden until then stays hidden.
        let long = change(&short, 400, 10);
        assert_eq!((long.shown_since(day(10)), long.shown_since(day(420))), (day(-20), day(20)));
        // It never moves back.
        assert_eq!(change(&long, 60, 11).shown_since(day(11)), day(-20));
        // A retention that was only lengthened drops nothing.
        assert_eq!(change(&first, 3_650, 0).dropped_before, None);
        // Other changes do not move it.
        assert_eq!(short.followed_by(&short, day(5)).dropped_before, short.dropped_before);
    }

    #[test]
    fn monitor_events_are_kept_longest() {
        let of = |retention| Settings { retention_days: days(retention), ..Settings::default() };
        for (old, new, kept) in [(400, 30, 400), (30, 60, 400), (3_650, 30, 3_650), (30, 730, 730)] {
            assert_eq!(of(old).monitor_events_kept(&of(new)), days(kept), "{old} to {new}");
        }
    }
}
