//! Organisations and their plans.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Name, OrganizationId, Periods, Settings};

/// What an organisation pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Includes the monitor.
    BusinessSuite,
    /// Includes the monitor.
    Professional,
    /// Does not include the monitor.
    Essentials,
    /// Does not include the monitor.
    Free,
}

/// The text is not a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not one of business_suite, professional, essentials, free")]
pub struct UnknownPlan;

impl Plan {
    /// Every plan.
    pub const ALL: [Self; 4] = [Self::BusinessSuite, Self::Professional, Self::Essentials, Self::Free];

    /// Tells whether the plan includes the activity monitor.
    pub fn includes_monitor(self) -> bool {
        match self {
            Self::BusinessSuite | Self::Professional => true,
            Self::Essentials | Self::Free => false,
        }
    }

    /// Returns the plan's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BusinessSuite => "business_suite",
            Self::Professional => "professional",
            Self::Essentials => "essentials",
            Self::Free => "free",
        }
    }
}

impl FromStr for Plan {
    type Err = UnknownPlan;
    fn from_str(text: &str) -> Result<Self, UnknownPlan> {
        Self::ALL.into_iter().find(|plan| plan.as_str() == text).ok_or(UnknownPlan)
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Keys that an organisation's writes are spread over: a power of two from 1 to 256.
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

/// An organisation, as the vendor's operators keep it.
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

/// An organisation and what it chose: all that decides how its events are taken and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationState {
    /// The organisation.
    pub organization: Organization,
    /// What it chose.
    pub settings: Settings,
    /// Periods in which its monitor was on, as far back as they are kept.
    pub monitored: Periods,
    /// Periods, after its first plan, in which its plan did not include the monitor.
    pub without_plan: Periods,
}
