//! Organizations and their plans.

use serde::{Deserialize, Serialize};

use crate::{Name, OrganizationId, Periods, Settings};

crate::wire_enum! {
    /// The plan of an organization.
    pub enum Plan {
        /// Includes the monitor.
        BusinessSuite = "business_suite",
        /// Includes the monitor.
        Professional = "professional",
        /// Does not include the monitor.
        Essentials = "essentials",
        /// Does not include the monitor.
        Free = "free",
    }
}

impl Plan {
    /// Returns `true` if the plan includes the activity monitor.
    pub fn includes_monitor(self) -> bool {
        match self {
            Self::BusinessSuite | Self::Professional => true,
            Self::Essentials | Self::Free => false,
        }
    }
}

/// Keys that an organization's writes are spread over: a power of two from 1 to 256.
///
/// DynamoDB serves one key at most 1,000 write units a second, and keys that are ordered by time never
/// split for heat. The number only grows, since readers have to find what was written before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct WriteShards(u16);

impl WriteShards {
    /// Returns the number of shards.
    pub fn count(self) -> u16 {
        self.0
    }
}

impl Default for WriteShards {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<u32> for WriteShards {
    type Error = &'static str;
    fn try_from(count: u32) -> Result<Self, &'static str> {
        match u16::try_from(count) {
            Ok(count @ 1..=256) if count.is_power_of_two() => Ok(Self(count)),
            _ => Err("is not a power of two from 1 to 256"),
        }
    }
}

impl From<WriteShards> for u32 {
    fn from(shards: WriteShards) -> u32 {
        shards.0.into()
    }
}

/// An organization, as the vendor's operators keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its name for people.
    pub name: Name,
    /// What it pays for.
    pub plan: Plan,
    /// Keys that its writes are spread over.
    pub write_shards: WriteShards,
}

/// An organization and what it chose: all that decides how its events are taken and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationState {
    /// The organization.
    pub organization: Organization,
    /// What it chose.
    pub settings: Settings,
    /// Periods in which its monitor was on, as far back as they are kept.
    pub monitored: Periods,
    /// Periods, after its first plan, in which its plan did not include the monitor.
    pub without_plan: Periods,
}
