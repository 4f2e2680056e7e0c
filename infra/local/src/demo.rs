//! A month of activity of a demo organization, so that the first page of a new user is not empty.

mod billing;
mod event;
#[cfg(test)]
mod finding_tests;
mod geo_db;
mod organization;
mod places;
mod scenarios;
mod seed;
mod sender;
mod timeline;
mod workday;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use fastrand::Rng;
use lambda::clock::Clock;
use serde::{Deserialize, Serialize};

use crate::data_dir::{DataDir, DataDirError};

pub(crate) use geo_db::write as write_geo_db;
pub use scenarios::{ExpectedFinding, Scenario, scenarios};
pub use seed::SeedError;
pub(crate) use seed::seed;
pub use sender::DemoState;
pub(crate) use sender::send_demo;

/// The file of [`Progress`] in the data folder.
const FILE: &str = "demo.json";

/// Days before the end of the demo.
const DAYS: u64 = 30;

/// The size of this data folder's demo and the number of events that have been sent. All events depend only on it, so
/// that the demo continues after its process was killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    /// The end of the demo's month.
    pub(crate) now: DateTime<Utc>,
    pub(crate) events: usize,
    pub(crate) sent: usize,
}

impl Progress {
    /// Reads the progress of this data folder. A new folder gets a demo of `events` events.
    pub(crate) fn open(data_dir: &DataDir, clock: &Clock, events: usize) -> Result<Self, DataDirError> {
        let stored = data_dir.read(FILE)?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(progress) = stored {
            return Ok(progress);
        }
        let progress = Self { now: clock.now(), events, sent: 0 };
        progress.save(data_dir)?;
        Ok(progress)
    }

    fn save(&self, data_dir: &DataDir) -> Result<(), DataDirError> {
        data_dir.write(FILE, serde_json::json!(self).to_string().as_bytes())
    }
}

/// Returns a month of `count` events of the demo organization that ends at `end`, as a product sends them, oldest first.
pub fn demo_events(end: DateTime<Utc>, count: usize) -> Vec<serde_json::Value> {
    timeline::Timeline::new(Month { end }, count).json(0, usize::MAX)
}

/// Returns one of `choices`, by their weights. They must have a sum above 0.
fn weighted<'a, T>(choices: &'a [T], weight: impl Fn(&T) -> u32, rng: &mut Rng) -> &'a T {
    let mut left = rng.u32(..choices.iter().map(&weight).sum::<u32>());
    let chosen = choices.iter().find(|choice| {
        let chosen = left < weight(choice);
        left = left.saturating_sub(weight(choice));
        chosen
    });
    chosen.expect("the weight that is left is below the sum of the weights")
}

/// The 30 days that end at a time.
#[derive(Debug, Clone, Copy)]
struct Month {
    end: DateTime<Utc>,
}

impl Month {
    fn contains(self, at: DateTime<Utc>) -> bool {
        self.end - Days::new(DAYS) <= at && at < self.end
    }

    /// Returns every local day of the month, newest first. One more day on each side covers all time zones.
    fn days(self) -> impl Iterator<Item = NaiveDate> {
        let last = self.end.date_naive() + Days::new(1);
        (0..=DAYS + 2).map(move |days| last - Days::new(days))
    }

    /// Returns the time of a local time of day; an hour that daylight saving time skips is read as UTC.
    fn moment(self, zone: Tz, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time);
        zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
    }
}
