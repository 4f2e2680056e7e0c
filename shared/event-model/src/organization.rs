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

/// Number of keys that share an organization's writes: a power of two from 1 to 256.
///
/// DynamoDB serves at most 1,000 write units per second for one key. It never splits keys in time order for
/// heat. The number only grows, since readers must find earlier writes.
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

/// An organization, as the vendor's operators define it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// Its id.
    pub id: OrganizationId,
    /// Its display name.
    pub name: Name,
    /// Its plan.
    pub plan: Plan,
    /// Number of keys that share its writes.
    pub write_shards: WriteShards,
}

/// An organization and its settings: the data that decides which of its events are recorded and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationState {
    /// The organization.
    pub organization: Organization,
    /// Its settings.
    pub settings: Settings,
    /// Periods in which its monitor was on. The bounded list drops the oldest periods.
    pub monitored: Periods,
    /// Periods, after its first plan, in which its plan did not include the monitor.
    pub without_plan: Periods,
}
