//! A month in the life of an organisation, so that the first page that a newcomer opens is alive.

mod atlas;
mod devices;
mod draft;
mod inventory;
mod members;
mod mmdb;
mod places;
mod random;
mod seldom;
mod sender;
mod stories;
mod tenants;
mod timeline;
mod workday;
mod world;

use chrono::{DateTime, Utc};
use lambda::clock::Clock;
use serde::{Deserialize, Serialize};

use crate::folder::{Folder, FolderError};

pub(crate) use atlas::write as write_atlas;
pub use sender::DemoState;
pub(crate) use sender::fill;
pub use tenants::TenantError;
pub(crate) use tenants::establish;

/// Where the data folder keeps how far the demo is.
const FILE: &str = "demo.json";

/// What chance begins with. Another number is another demo.
const SEED: u64 = 20_260_401;

/// How large the demo of this data folder is, and how far it has been written. Everything else about it follows from
/// this, so that a process that was killed half way goes on where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    seed: u64,
    /// The end of the month that the demo tells of.
    pub(crate) now: DateTime<Utc>,
    pub(crate) events: usize,
    pub(crate) sent: usize,
}

impl Plan {
    /// Returns the plan of this data folder; a new folder gets one of so many events.
    pub(crate) fn open(folder: &Folder, clock: &Clock, events: usize) -> Result<Self, FolderError> {
        let kept = folder.read(FILE)?.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        if let Some(plan) = kept {
            return Ok(plan);
        }
        let plan = Self { seed: SEED, now: clock.now(), events, sent: 0 };
        plan.keep(folder)?;
        Ok(plan)
    }

    fn keep(&self, folder: &Folder) -> Result<(), FolderError> {
        // A plan is numbers and a time, which JSON can always hold.
        folder.write(FILE, serde_json::json!(self).to_string().as_bytes())
    }
}
