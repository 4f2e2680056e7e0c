//! What an organisation chose.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// Days that events are kept: 1 to 3650.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(try_from = "u32", into = "u32")]
#[schema(value_type = u32, minimum = 1, maximum = 3650)]
pub struct RetentionDays(u16);

/// The number of days is out of bounds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a whole number from 1 to 3650")]
pub struct InvalidRetention;

impl RetentionDays {
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
            Ok(days @ 1..=Self::MAX) => Ok(Self(days)),
            _ => Err(InvalidRetention),
        }
    }
}

impl From<RetentionDays> for u32 {
    fn from(days: RetentionDays) -> u32 {
        days.0.into()
    }
}

/// What an organisation chose.
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
            version: 0,
            changed_at: None,
        }
    }
}
