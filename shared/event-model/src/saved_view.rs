//! Saved views: named filters of a list of events.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{EventQuery, Name, Timestamp, UserId, ViewId};

crate::wire_enum! {
    /// Who sees a view.
    pub enum ViewScope {
        /// The person who saved it.
        Own = "own",
        /// Everyone who reads all events of the organization.
        Organization = "organization",
    }
}

crate::wire_enum! {
    /// The list of events that a view is of.
    pub enum ViewList {
        /// All events of the organization.
        Events = "events",
        /// The events of the person who opens the view.
        MyEvents = "my_events",
    }
}

crate::wire_enum! {
    /// A requested bucket size.
    #[derive(Default)]
    pub enum Bucket {
        /// An hour of the time zone.
        Hour = "hour",
        /// A day of the time zone.
        Day = "day",
        /// A size that fits the range.
        #[default]
        Auto = "auto",
    }
}

crate::wire_enum! {
    /// The order of the events of a view.
    pub enum ViewOrder {
        /// Oldest first.
        Ascending = "asc",
        /// Newest first.
        Descending = "desc",
    }
}

/// A time that moves with the clock: a length that ends now, such as `24h` or `7d`, or a week or month of the calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LastTime(String);

/// The text is not a time that moves with the clock.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "must be a number of hours or days, such as 24h or 7d: at most 3650 days; or this_week, last_week, this_month or last_month"
)]
pub struct InvalidLastTime;

impl FromStr for LastTime {
    type Err = InvalidLastTime;

    fn from_str(text: &str) -> Result<Self, InvalidLastTime> {
        /// In the time zone of the reader. Weeks start on Monday.
        const PERIODS: [&str; 4] = ["this_week", "last_week", "this_month", "last_month"];
        if PERIODS.contains(&text) {
            return Ok(Self(text.to_owned()));
        }
        /// Ten years, the longest retention.
        const DAYS_MAX: u32 = 3_650;
        let (number, max) = match (text.strip_suffix('d'), text.strip_suffix('h')) {
            (Some(number), _) => (number, DAYS_MAX),
            (None, Some(number)) => (number, DAYS_MAX * 24),
            (None, None) => return Err(InvalidLastTime),
        };
        // One spelling of each length: no sign and no leading zero.
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit()) && !number.starts_with('0');
        let is_allowed = is_plain && number.parse::<u32>().is_ok_and(|number| number <= max);
        if is_allowed { Ok(Self(text.to_owned())) } else { Err(InvalidLastTime) }
    }
}

impl TryFrom<String> for LastTime {
    type Error = InvalidLastTime;

    fn try_from(text: String) -> Result<Self, InvalidLastTime> {
        text.parse()
    }
}

impl From<LastTime> for String {
    fn from(last: LastTime) -> Self {
        last.0
    }
}

impl fmt::Display for LastTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A named view of a list of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedView {
    /// The id.
    pub id: ViewId,
    /// Who sees it.
    pub scope: ViewScope,
    /// The person who saved it first.
    pub created_by: UserId,
    /// When it was saved first.
    pub created_at: Timestamp,
    /// The person who changed it last.
    pub changed_by: UserId,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// What it shows.
    pub content: ViewContent,
}

/// What a view shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewContent {
    /// The display name.
    pub name: Name,
    /// The list.
    pub list: ViewList,
    /// The filters. Their times are `None` if `last` is given.
    pub query: EventQuery,
    /// The length of the shown time, which ends now.
    pub last: Option<LastTime>,
    /// The order; `None` for the default.
    pub order: Option<ViewOrder>,
    /// The size of the buckets; `None` for the default.
    pub bucket: Option<Bucket>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_time_has_one_spelling() {
        for text in ["1h", "24h", "7d", "3650d", "87600h", "this_week", "last_month"] {
            assert_eq!(text.parse::<LastTime>().map(String::from), Ok(text.to_owned()));
        }
        for text in [
            "",
            "d",
            "0d",
            "07d",
            "+7d",
            "7",
            "7m",
            "7D",
            " 7d",
            "3651d",
            "87601h",
            "99999999999d",
            "next_week",
            "This_week",
        ] {
            assert_eq!(text.parse::<LastTime>(), Err(InvalidLastTime), "{text}");
        }
    }
}
